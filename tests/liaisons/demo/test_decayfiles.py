"""Decay files of the demo: EvtGen input that the linter accepts, and one flaw at a time."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from datasets.demo.channels import Channel, channels
from liaisons.decayfiles import groups, headers, lint
from liaisons.demo.decayfiles import Flaw, conjugate, write

AUTHOR = SimpleNamespace(key="p0001", name=SimpleNamespace(printed="A. Nybody"), email="a.nybody@nowhere.example")
DAY = date(2026, 5, 4)


def findings(file):
    return [(str(one.severity), one.code) for one in lint.check(headers.read(file.text.encode(), file.file_name))]


@pytest.mark.parametrize("channel", channels(), ids=lambda channel: channel.nickname)
def test_a_clean_file_of_every_channel_has_no_finding(channel):
    file = write("f001", channel, AUTHOR, DAY)
    assert findings(file) == []
    assert (file.event_type, file.nickname, file.group) == (channel.event_type, channel.nickname, channel.group)


@pytest.mark.parametrize(
    ("flaw", "expected"),
    [
        (Flaw.OTHER_CODE, [("error", "event-type-differs")]),
        (Flaw.DATE_FORM, [("note", "date-form")]),
        (Flaw.NO_TEST, [("warning", "not-tested")]),
        (Flaw.GROUP_SPELLING, [("note", "group-spelling")]),
        (Flaw.NO_CONTACT, [("warning", "key-missing"), ("note", "key-absent")]),
        (Flaw.WINDOWS, [("note", "line-ends")]),
    ],
)
def test_each_flaw_is_what_the_linter_finds(flaw, expected):
    channel = next(channel for channel in channels() if channel.nickname == "Bu_Kmumu")
    day = date(2026, 5, 14)  # no month has 14, so the order of day and month is plain
    assert findings(write("f001", channel, AUTHOR, day, flaw)) == expected


def test_a_chain_becomes_aliases_blocks_and_their_conjugates():
    channel = Channel(
        "1123040001", "Bd_Dstpi", "BTOCHARM", "B0 -> [D*- -> [anti-D0 -> K+ pi-] pi-] pi+", {"D*-": "VSS"}
    )
    lines = write("f001", channel, AUTHOR, DAY).text.splitlines()
    assert lines[lines.index("#") + 1 :] == [
        "Alias D*-sig D*-",
        "Alias D*+sig D*+",
        "ChargeConj D*-sig D*+sig",
        "Alias anti-D0sig anti-D0",
        "Alias D0sig D0",
        "ChargeConj anti-D0sig D0sig",
        "",
        "Decay Upsilon(4S)",
        "1.0 B0sig anti-B0sig B0 anti-B0 VSS_BMIX dm;",
        "Enddecay",
        "",
        "Decay B0sig",
        "1.0 D*-sig pi+ PHOTOS PHSP;",
        "Enddecay",
        "CDecay anti-B0sig",
        "",
        "Decay D*-sig",
        "1.0 anti-D0sig pi- PHOTOS VSS;",
        "Enddecay",
        "CDecay D*+sig",
        "",
        "Decay anti-D0sig",
        "1.0 K+ pi- PHOTOS PHSP;",
        "Enddecay",
        "CDecay D0sig",
        "",
        "End",
    ]


def test_particle_and_antiparticle_get_one_block():
    channel = next(channel for channel in channels() if channel.nickname == "Bd_rhorho")
    lines = write("f001", channel, AUTHOR, DAY).text.splitlines()
    assert [line for line in lines if line.startswith(("Decay rho", "CDecay rho"))] == [
        "Decay rho+sig",
        "CDecay rho-sig",
    ]


@pytest.mark.parametrize(
    ("particle", "other"),
    [("B0", "anti-B0"), ("anti-D*0", "D*0"), ("K*+", "K*-"), ("D_s-", "D_s+"), ("J/psi", "J/psi"), ("rho-", "rho+")],
)
def test_conjugate(particle, other):
    assert conjugate(particle) == other
    assert conjugate(other) == particle


def test_the_files_of_the_demo_are_distinct_and_few_have_flaws(demo):
    assert len(demo.decay_files) == len({file.text for file in demo.decay_files}) == 120
    flaws = Counter(file.flaw for file in demo.decay_files)
    assert flaws[Flaw.NONE] > 80
    assert len(flaws) > 4
    for file in demo.decay_files:
        assert bool(findings(file)) == (file.flaw is not Flaw.NONE)


def test_groups_are_those_that_the_reader_knows(demo):
    assert {file.group for file in demo.decay_files} <= groups.GROUPS.keys()


def test_nobody_real_is_responsible(demo, people):
    known = {person.name.printed: person.email for person in people.people}
    for file in demo.decay_files:
        read = headers.read(file.text.encode(), file.file_name)
        if file.flaw is not Flaw.NO_CONTACT:
            assert known.keys() >= {read.responsible}
            assert read.email.endswith(".example")
