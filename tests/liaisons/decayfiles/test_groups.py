"""Working groups: dozens of spellings, a dozen groups, and what was written is never lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.groups import GROUPS, GroupReading, read_groups


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("SL", "SL"),
        ("Semi-leptonic WG", "SL"),
        ("EWP", "EWP"),
        ("TDCPV", "TDCPV"),
        ("TDPCV", "TDCPV"),
        ("TCPV", "TDCPV"),
        ("Charm", "CHARM"),
        ("Quarkonium WG", "QUARKONIUM"),
        ("Charmonium", "QUARKONIUM"),
        ("Bottomonium", "BOTTOMONIUM"),
        ("BHADRONIC", "BHADRONIC"),
        ("B2Hadronic", "BHADRONIC"),
        ("BToHadronic", "BHADRONIC"),
        ("HAD", "BHADRONIC"),
        ("Hadronic B Decay to Open Charm WG", "BTOCHARM"),
        ("Hadronic BtoCharm WG", "BTOCHARM"),
        ("BToCharmless", "BTOCHARMLESS"),
        ("BtoCharm(less)", "BTOCHARM BTOCHARMLESS"),
        ("Hadronic BtoCharm(less) WG", "BTOCHARM BTOCHARMLESS"),
        ("BTOCHARMLESS, TDCPV", "BTOCHARMLESS TDCPV"),
        ("SL & EWP", "SL EWP"),
        ("EWP/EWP", "EWP"),
        ("Charm and Tau", "CHARM TAU"),
        ("Y(nS) and Quarkonium(like)", "QUARKONIUM BOTTOMONIUM"),
        ("Dark Sector and Low Multiplicity", "DARK"),
        ("DSLM", "DARK"),
    ],
)
def test_a_spelling_is_understood(written, codes):
    assert read_groups(f"  {written} ") == GroupReading(tuple(codes.split()), written)


def test_a_misspelt_group_is_understood_as_a_guess():
    assert read_groups("Quarkonuim") == GroupReading(("QUARKONIUM",), "Quarkonuim", guessed=True)


def test_charm_and_charmless_are_not_alike_enough_to_be_guessed():
    assert read_groups("B to c").codes == ("BTOCHARM",)
    assert read_groups("BToX").codes == ("UNASSIGNED",)


@pytest.mark.parametrize("written", ["", "WG", " , ", "()"])
def test_nothing_is_unassigned(written):
    reading = read_groups(written)
    assert (reading.codes, reading.written) == (("UNASSIGNED",), written.strip())


def test_an_unknown_part_is_named():
    assert read_groups("EWP, Beam pipes") == GroupReading(("EWP",), "EWP, Beam pipes", ("beam pipes",))


@pytest.mark.parametrize(
    ("written", "as_named"), [("Charm", True), ("SL, EWP", True), ("Charm WG", False), ("SL EWP", False)]
)
def test_whether_the_codes_themselves_stand_there(written, as_named):
    assert read_groups(written).is_as_named is as_named


def test_a_very_long_value_is_read_in_no_time():
    reading = read_groups("foo, " * 800)
    assert len(reading.unknown) == 9


@given(st.text())
def test_any_text_gets_known_codes_and_is_kept(text):
    reading = read_groups(text)
    assert reading.codes
    assert set(reading.codes) <= set(GROUPS)
    assert reading.written == text.strip()


def test_the_groups_of_the_real_files(real_files):
    counted = Counter(file.groups.codes for file in real_files if file.kind == "dec")
    assert counted == {
        ("QUARKONIUM",): 71,
        ("BHADRONIC",): 61,
        ("SL",): 60,
        ("CHARM",): 57,
        ("BOTTOMONIUM",): 49,
        ("EWP",): 47,
        ("TDCPV",): 33,
        ("BTOCHARMLESS",): 32,
        ("BTOCHARM",): 24,
        ("BTOCHARM", "BTOCHARMLESS"): 7,
        ("UNASSIGNED",): 5,
        ("DARK",): 2,
        ("BTOCHARMLESS", "TDCPV"): 1,
        ("QUARKONIUM", "BOTTOMONIUM"): 1,
    }
    assert not any(file.groups.unknown or file.groups.guessed for file in real_files)
