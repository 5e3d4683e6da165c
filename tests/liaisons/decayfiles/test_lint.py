"""What is wrong with a decay file: one rule at a time, then all real files together."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.findings import Severity
from liaisons.decayfiles.headers import read
from liaisons.decayfiles.lint import check, clashes

LINES = {
    "EventType": "1110021000",
    "Descriptor": "[B0 -> rho0 gamma] cc",
    "NickName": "Bd_rho0gamma",
    "Documentation": "Rare b->d gamma process",
    "Tested": "Yes",
    "PhysicsWG": "EWP",
    "Responsible": "Ana Ruiz",
    "Email": "ana.ruiz@example.org",
    "Cuts": "None",
    "Date": "20200409",
}
DECAYS = "Decay B0sig\n1.000 gamma pi+ pi- PHSP;\nEnddecay\nEnd\n"


def file(name="1110021000.dec", decays=DECAYS, **said):
    """A file without fault, but for what is said otherwise; None leaves a key out."""
    lines = [f"# {key}: {value}" for key, value in (LINES | said).items() if value is not None]
    return read("\n".join([*lines, decays]).encode(), name)


def found(decay_file):
    return [(item.line, str(item.severity), item.code) for item in check(decay_file)]


def test_a_file_without_fault():
    assert found(file()) == []


@pytest.mark.parametrize(
    ("said", "findings"),
    [
        ({"EventType": None}, [(None, "error", "event-type-missing")]),
        ({"EventType": ""}, [(1, "error", "event-type-empty")]),
        ({"EventType": "Bd_x"}, [(1, "error", "event-type-differs"), (1, "error", "event-type-malformed")]),
        ({"EventType": "111002100"}, [(1, "error", "event-type-differs"), (1, "error", "event-type-malformed")]),
        ({"EventType": "1110021001"}, [(1, "error", "event-type-differs")]),
        ({"EventType": "1110021000 (previously 1)"}, [(1, "warning", "value-comment")]),
        ({"Descriptor": None}, [(None, "warning", "key-missing")]),
        ({"NickName": None}, [(None, "warning", "key-missing")]),
        ({"Responsible": None}, [(None, "warning", "key-missing")]),
        ({"Documentation": None}, [(None, "note", "key-absent")]),
        ({"Documentation": ""}, [(4, "note", "key-empty")]),
        ({"Tested": "No"}, [(5, "warning", "not-tested")]),
        ({"Tested": "soon"}, [(5, "warning", "tested-unclear")]),
        ({"Tested": ""}, [(5, "note", "key-empty")]),
        ({"PhysicsWG": None}, [(None, "warning", "group-unassigned"), (None, "note", "key-absent")]),
        ({"PhysicsWG": ""}, [(6, "warning", "group-unassigned"), (6, "note", "key-empty")]),
        ({"PhysicsWG": "Beam pipes"}, [(6, "warning", "group-unassigned")]),
        ({"PhysicsWG": "Quarkonuim"}, [(6, "warning", "group-unclear")]),
        ({"PhysicsWG": "EWP, Beam pipes"}, [(6, "warning", "group-unclear")]),
        ({"PhysicsWG": "EWP WG"}, [(6, "note", "group-spelling")]),
        ({"PhysicsWG": "EWP, SL"}, [(6, "note", "group-several")]),
        ({"Email": "at the institute"}, [(8, "warning", "email-unreadable")]),
        ({"Email": "<a@example.org>, b@example.org"}, []),
        ({"Cuts": None}, [(None, "note", "key-absent")]),
        ({"Date": None}, [(None, "note", "key-absent")]),
        ({"Date": "2020-04-09"}, [(10, "note", "date-form")]),
        ({"Date": "13/09/23"}, [(10, "warning", "date-ambiguous")]),
        ({"Date": "20200409 20200410"}, [(10, "warning", "date-two")]),
        ({"Date": "2018415"}, [(10, "warning", "date-unreadable")]),
        ({"decays": "End"}, [(None, "error", "body-missing")]),
        ({"decays": DECAYS.removesuffix("End\n")}, [(13, "error", "end-missing")]),
        ({"decays": DECAYS.replace("Enddecay\n", "")}, [(11, "error", "decay-unclosed")]),
        ({"decays": DECAYS.replace("PHSP", "GENERIC_DALITZ ./a.xml")}, [(12, "note", "companion")]),
    ],
)
def test_one_fault(said, findings):
    assert found(file(**said)) == findings


@pytest.mark.parametrize(
    ("name", "event_type", "findings"),
    [
        ("111002100a.dec", "111002100a", [(None, "note", "file-name-hex")]),
        (
            "uubar.dec",
            "1110021000",
            [(None, "warning", "file-name-code"), (1, "error", "event-type-differs")],
        ),
        ("1910021000.dec", "1910021000", [(1, "warning", "digit-undefined")]),
    ],
)
def test_names_and_codes(name, event_type, findings):
    assert found(file(name, EventType=event_type)) == findings


@pytest.mark.parametrize(
    ("code", "daughters", "message"),
    [
        ("1110021000", "gamma pi+ pi-", None),
        ("1110041000", "gamma pi+ pi-", "1110041000 says 4 tracks, the decays give 2."),
        (
            "1110020000",
            "gamma pi+ pi-",
            "Character 7 of 1110020000 says “no photon, π⁰ or η”, the decays give “photon”.",
        ),
        (
            "1110021100",
            "gamma pi+ pi-",
            "Character 8 of 1110021100 says “K_S⁰”, the decays give “no long-lived neutral hadron”.",
        ),
        ("1110022100", "K_S0 pi0 pi+ pi-", None),  # tracks of K_S may count
        ("1110042100", "K_S0 pi0 pi+ pi-", None),  # or not
        ("1110032100", "K_S0 pi0 pi+ pi-", "1110032100 says 3 tracks, the decays give 2 or 4."),
        ("1110024000", "pi0 pi0 pi+ pi-", None),
        ("1110026000", "pi0 pi0 pi0 pi+ pi-", None),
        ("1110003000", "pi0 gamma", None),
        ("1110009000", "eta gamma", None),
        ("1110008000", "eta gamma pi0", None),  # one character has no room for a π⁰ beside an η
        ("1110002000", "eta gamma", "Character 7 of 1110002000 says “one π⁰”, the decays give “η or photon and η”."),
        ("1110000800", "n0 K_S0", None),
        (
            "1110000200",
            "n0 K_L0",
            "Character 8 of 1110000200 says “K_L⁰”, the decays give “K_S⁰ and neutron or neutron”.",
        ),
        ("1110090000", "pi+ pi- pi+ pi- pi+ pi- pi+ pi- pi+ pi-", None),
        ("1110090100", "K_S0 pi+ pi- pi+ pi- pi+ pi- pi+ pi-", None),
        ("1110000000", "rho0 gamma", None),  # not decided by the file
        ("1710041000", "gamma pi+ pi-", None),  # no B meson is selected
    ],
)
def test_digits_against_decays(code, daughters, message):
    decays = f"Decay B0sig\n1 {daughters} PHSP;\nEnddecay\nEnd"
    assert [item.message for item in check(file(f"{code}.dec", decays, EventType=code))] == (
        [message] if message else []
    )


def test_nothing_else_is_said_about_what_cannot_be_read():
    assert found(read(b"\0", "uubar.dec")) == [(1, "error", "not-text")]


def test_tauola_files_need_an_event_type_only():
    assert found(read(b"1\n* MCEventType: 3410910050 Descriptor: x\n", "3410910050.dat")) == []
    assert found(read(b"1\n", "3410910050.dat")) == [(None, "error", "event-type-missing")]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ('<?xml version="1.0" encoding="UTF-16"?>\n<data><decay/></data>', []),
        ("<data>\n<decay></data>", [(2, "error", "xml-broken")]),
        ("not xml", [(1, "error", "xml-broken")]),
        ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', [(None, "error", "xml-doctype")]),
    ],
)
def test_dalitz_models(text, findings):
    assert found(read(text.encode(), "2610032001.xml")) == findings


def test_particle_tables():
    assert found(read(b"* X\nadd p Particle X 9000001 3.9 0 0 0 0 0 0\nend\n", "my.pdl")) == []
    assert found(read(b"* nothing\nend\n", "my.pdl")) == [(None, "error", "pdl-empty")]


def test_files_that_share_an_event_type_or_a_nickname():
    files = [
        file("1110021000.dec"),
        file("1110021001.dec"),
        file("1110021002.dec", EventType="1110021002", NickName=""),
    ]
    assert {name: [(item.line, item.message) for item in items] for name, items in clashes(files).items()} == {
        "1110021000.dec": [
            (1, "EventType 1110021000 is also that of 1110021001.dec."),
            (3, "NickName Bd_rho0gamma is also that of 1110021001.dec."),
        ],
        "1110021001.dec": [
            (1, "EventType 1110021000 is also that of 1110021000.dec."),
            (3, "NickName Bd_rho0gamma is also that of 1110021000.dec."),
        ],
    }


@given(st.binary(max_size=200), st.sampled_from(["dec", "dat", "xml", "pdl", "txt"]))
def test_no_file_makes_it_fail(raw, kind):
    check(read(raw, f"1110021000.{kind}"))


@given(st.integers(0, 400), st.integers(0, 40), st.text(max_size=10))
def test_no_damage_makes_it_fail(start, length, text):
    whole = "\n".join(file().lines)
    for item in check(read((whole[:start] + text + whole[start + length :]).encode(), "1110021000.dec")):
        assert item.message
        assert item.line is None or 1 <= item.line <= whole.count("\n") + len(text) + 1


def test_the_real_files(real_files):
    """Each count was looked through by eye; 15 + 1 + 1 are the 17 files with another value than their name."""
    counted = Counter(item.code for file in real_files for item in check(file))
    assert counted == {
        "key-absent": 193,
        "date-form": 130,
        "group-spelling": 67,
        "key-spelling": 53,
        "key-empty": 41,
        "key-extra": 32,
        "value-continued": 32,
        "key-guessed": 18,
        "line-ends": 16,
        "event-type-differs": 15,
        "neutrals-differ": 15,
        "key-missing": 13,
        "event-type-malformed": 9,
        "file-name-hex": 9,
        "group-several": 9,
        "date-unreadable": 7,
        "key-again": 6,
        "file-name-code": 5,
        "group-unassigned": 5,
        "hadrons-differ": 5,
        "tracks-differ": 5,
        "no-blank": 4,
        "not-tested": 3,
        "date-ambiguous": 2,
        "event-type-missing": 2,
        "value-comment": 2,
        "companion": 1,
        "event-type-empty": 1,
        "key-no-colon": 1,
    }
    unusable = {
        file.file_name
        for file in real_files
        for item in check(file)
        if item.code == "event-type-missing" or (item.code == "key-no-colon" and "EventType" in item.message)
    }
    assert unusable == {"1190001007.dec", "419002303.dec", "Y6S_nonbsbs.dec"}


def test_clashes_of_the_real_files(real_files):
    found = clashes([file for file in real_files if file.kind == "dec"])
    assert Counter(item.code for items in found.values() for item in items) == {
        "nickname-shared": 38,
        "event-type-shared": 9,
    }
    assert sum("Bd_KSKS" in item.message for items in found.values() for item in items) == 7


def test_errors_stop_few_of_the_real_files(real_files):
    stopped = [file for file in real_files if any(item.severity is Severity.ERROR for item in check(file))]
    assert len(stopped) == 22
