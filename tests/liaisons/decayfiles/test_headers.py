"""A decay file as a whole: what its header says, put into types; never an exception, whatever is uploaded."""

import datetime as dt
import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.headers import read

USUAL = b"""\
# EventType: 1110021000
# Descriptor: [B0 -> rho0 gamma] cc
# NickName: Bd_rho0gamma
# Documentation: Rare b->d gamma process
# Tested: Yes
# PhysicsWG: EWP
# Responsible: Ana Ruiz
# Email: ana.ruiz@example.org
# Cuts: None
# Date: 20200409
# Comments: none
#
Decay B0sig
1.000 gamma pi+ pi- PHSP;
Enddecay
End
"""


def test_the_usual_header():
    file = read(USUAL, "1110021000.dec")
    assert (file.kind, file.size, file.sha256) == ("dec", len(USUAL), hashlib.sha256(USUAL).hexdigest())
    assert (file.encoding, file.line_ends, file.readable) == ("ascii", "lf", True)
    assert (file.event_type, file.event_type_written, file.code) == ("1110021000",) * 3
    assert (file.descriptor, file.nickname) == ("[B0 -> rho0 gamma] cc", "Bd_rho0gamma")
    assert (file.documentation, file.tested, file.cuts) == ("Rare b->d gamma process", True, "None")
    assert (file.groups.codes, file.responsible, file.email) == (("EWP",), "Ana Ruiz", "ana.ruiz@example.org")
    assert (file.date, file.dated.form) == (dt.date(2020, 4, 9), "plain")
    assert [(entry.key, entry.value) for entry in file.extra] == [("Comments", "none")]
    assert (file.body_start, len(file.header), len(file.lines)) == (13, 12, 16)
    assert file.header[0] == "# EventType: 1110021000"


def test_the_first_key_that_says_something_counts():
    file = read(b"# Cuts:\n# Cuts: None\n# Cuts: pT\nEnd", "1110021000.dec")
    assert (file.cuts, file.entry("Cuts").line, file.entry("Date")) == ("None", 2, None)


@pytest.mark.parametrize(
    ("written", "event_type", "codes"),
    [
        ("1110021000", "1110021000", []),
        ("111002100A", "111002100a", []),
        ("1110021000 (previously 1110020999)", "1110021000", ["value-comment"]),
        ("B02KsKsKs", "", []),
        ("111002100", "", []),
        ("111002100 0", "", []),
        ("", "", []),
    ],
)
def test_the_event_type_is_a_code_or_nothing(written, event_type, codes):
    file = read(f"# EventType: {written}\nEnd".encode(), "x.dec")
    assert (file.event_type, file.event_type_written) == (event_type, written)
    assert [found.code for found in file.findings] == codes


def test_production_goes_by_the_file_name():
    assert read(USUAL, "1110021001.dec").code == "1110021001"
    assert read(USUAL, "uubar.dec").code == "1110021000"
    assert read(b"End", "uubar.dec").code == ""


@pytest.mark.parametrize(
    ("written", "tested"), [("yes", True), ("YES", True), ("No", False), ("soon", None), ("", None)]
)
def test_tested(written, tested):
    assert read(f"# Tested: {written}\nEnd".encode(), "1110021000.dec").tested is tested


@pytest.mark.parametrize(
    ("name", "kept", "kind"),
    [
        ("1110021000.dec", "1110021000.dec", "dec"),
        ("C:\\files\\1110021000.DEC", "1110021000.DEC", "dec"),
        ("../../1110021000.dec", "1110021000.dec", "dec"),
        ("3400100040.dat", "3400100040.dat", "dat"),
        ("2610032001.xml", "2610032001.xml", "xml"),
        ("my.pdl", "my.pdl", "pdl"),
    ],
)
def test_kinds_go_by_the_file_name_without_its_folder(name, kept, kind):
    file = read(b"# EventType: 1110021000\nEnd\n", name)
    assert (file.file_name, file.kind, file.findings) == (kept, kind, ())


def test_another_kind_is_an_error_and_still_read():
    file = read(USUAL, "1110021000.txt")
    assert (file.kind, file.event_type) == ("dec", "1110021000")
    assert [(found.line, found.code) for found in file.findings] == [(None, "file-kind"), (11, "key-extra")]


def test_tauola():
    file = read(b"1  * switch\n* MCEventType: 3410910050 Descriptor: tau- -> e- alpha\nBeginX\n", "3410910050.dat")
    assert (file.event_type, file.descriptor, file.body_start) == ("3410910050", "tau- -> e- alpha", 1)


def test_what_cannot_be_read_is_empty_and_says_why():
    file = read(b"\0" * 100, "1110021000.dec")
    assert (file.readable, file.header, file.groups.codes, file.date) == (False, (), ("UNASSIGNED",), None)
    assert len(file.findings) == 1
    assert file.code == "1110021000"


@given(st.binary(max_size=300), st.sampled_from(["dec", "dat", "xml", "pdl", ""]), st.text(max_size=20))
def test_nothing_is_ever_raised(raw, kind, stem):
    assert read(raw, f"{stem}.{kind}").size == len(raw)


@given(st.binary(max_size=60), st.integers(0, len(USUAL)), st.integers(0, 60))
def test_a_damaged_file_is_survived(raw, start, length):
    read(USUAL[:start] + raw + USUAL[start + length :], "1110021000.dec")


def test_the_real_files(real_files):
    """Counted by eye and by grep before they were pinned."""
    assert Counter(file.kind for file in real_files) == {"dec": 450, "dat": 64}
    assert all(file.readable for file in real_files)
    assert Counter(file.line_ends for file in real_files) == {"lf": 498, "crlf": 15, "mixed": 1}
    assert Counter(file.encoding for file in real_files) == {"ascii": 514}
    assert sum(not file.stem.isdecimal() or len(file.stem) != 10 for file in real_files) == 14
    other = [file for file in real_files if file.event_type_written not in ("", file.stem)]
    empty = [file for file in real_files if file.entry("EventType") and not file.event_type_written]
    assert (len(other) + len(empty), len(empty)) == (17, 1)
    tauola = [file for file in real_files if file.kind == "dat"]
    assert all(file.event_type == file.stem and file.descriptor for file in tauola)


def test_what_the_real_headers_say(real_files):
    files = [file for file in real_files if file.kind == "dec"]
    facts = ("descriptor", "nickname", "documentation", "responsible", "email", "cuts")
    assert {fact: sum(bool(getattr(file, fact)) for file in files) for fact in facts} == {
        "descriptor": 445 + 4,
        "nickname": 442,
        "documentation": 368,  # four say Description
        "responsible": 445 + 1,
        "email": 410 + 1,
        "cuts": 409,  # one says author, one Mail
    }
    assert Counter(file.tested for file in files) == {True: 384, None: 63, False: 3}
    dates = Counter(file.dated.form for file in files)
    assert dates == {"plain": 307, "other": 130, "unreadable": 7, "ambiguous": 2, "absent": 4}
    assert Counter(entry.key for file in files for entry in file.extra) == {"Comments": 18, "Changes": 13, "Updated": 1}
