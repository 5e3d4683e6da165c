"""Event types in words: what the convention defines is said, what it leaves open is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.eventtypes import NAMES, decode, is_event_type

CODES = st.from_regex(r"[0-9]{8}[0-9a-f]{2}", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "1110021000",
            (
                "b quarks; B⁰; one exclusive decay; no charm; no leptons; 2 tracks; photon; "
                "no long-lived neutral hadron; at the Υ(4S); variant 0"
            ),
        ),
        (
            "1443064106",
            (
                "b quarks; J/ψ; several decays of different topology; charm content 3; no leptons; 6 tracks; two π⁰; "
                "K_S⁰; at the Υ(4S); variant 6"
            ),
        ),
        (
            "3410931052",
            (
                "light quarks or lepton pairs; τ⁺τ⁻; one exclusive decay; no charm; lepton flavour violation; "
                "3 tracks; photon; no long-lived neutral hadron; extra 5; variant 2"
            ),
        ),
        (
            "1790020058",
            (
                "b quarks; other b b̄ or c c̄; semi-inclusive; no charm; no leptons; 2 tracks; no photon, π⁰ or η; "
                "no long-lived neutral hadron; at the Υ(6S); variant 8"
            ),
        ),
        (
            "2252019300",
            (
                "c quarks; D⁰; one exclusive decay, with a neutrino; charm content 2; no leptons; 1 track; "
                "photon and η; K_S⁰ and K_L⁰; extra 0; variant 0"
            ),
        ),
        ("4110440000", "exotic; kind 1; one exclusive decay; no charm; two muons; 4 tracks; "),
        ("111004001e", "b quarks; B⁰; one exclusive decay; no charm; no leptons; 4 tracks; no photon, π⁰ or η; "),
    ],
)
def test_words(code, words):
    assert decode(code).words.startswith(words)


def test_a_resonance_is_read_only_where_no_b_meson_is_selected():
    """With B mesons the character counts on, all of them from the Υ(4S)."""
    assert decode("1110041012").digits[8].meaning == "extra 1"
    assert decode("1710821011").digits[8].meaning == "at the Υ(1S)"
    assert decode("1710821081").digits[8].meaning == "extra 8"


def test_bits_and_tracks():
    event_type = decode("1110099500")
    assert (event_type.tracks, event_type.neutrals, event_type.hadrons) == (9, {1, 8}, {1, 4})
    assert event_type.digits[5].meaning == "9 tracks or more"


def test_values_without_meaning_are_named():
    assert [(digit.position, digit.name) for digit in decode("9907000000").undefined] == [(1, "general"), (4, "charm")]
    assert [digit.name for digit in decode("1900000000").undefined] == ["selection"]


@pytest.mark.parametrize(
    "code", ["", "111002100", "11100210000", "11100210ag", "a110021000", "1110021000\n", "１110021000"]
)
def test_other_texts_are_no_event_types(code):
    assert not is_event_type(code)
    with pytest.raises(ValueError, match="is not an event type: ten decimal digits"):
        decode(code)


@given(CODES)
def test_every_code_has_ten_characters_with_names(code):
    event_type = decode(code)
    assert "".join(digit.character for digit in event_type.digits) == code
    assert tuple(digit.name for digit in event_type.digits) == NAMES
    assert all(digit.meaning or digit in event_type.undefined for digit in event_type.digits)


def test_every_real_file_name_that_is_a_code_is_fully_defined(real_files):
    codes = [file.stem for file in real_files if is_event_type(file.stem)]
    assert len(codes) == 514 - 5
    assert [code for code in codes if decode(code).undefined] == []
