"""Decays of an EvtGen file: complete blocks, and the final states of the signal where the file fixes them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.bodies import FinalState, final_states, read_body


def body(text, start=1):
    return read_body(tuple(text.strip("\n").split("\n")), start)


def states(decays):
    return final_states(body(decays + "\nEnd"))


def found(text):
    return [(item.line, item.code) for item in body(text).findings]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("Decay B0\n1.0 K+ pi- PHSP;\nEnddecay\nEnd\n\n# remark", []),
        ("Decay B0\n1.0 K+ pi- PHSP;\nEnddecay", [(3, "end-missing")]),
        ("Decay B0\n1.0 K+ pi- PHSP;\nEnd", [(1, "decay-unclosed")]),
        ("Decay B0\n1.0 K+ pi- PHSP;\nDecay B+\nEnddecay\nEnd", [(1, "decay-unclosed")]),
        ("Decay B0\n1.0 K+ pi- PHSP;", [(1, "decay-unclosed"), (2, "end-missing")]),
        ("Decay B0\nEnddecay\nEnddecay\nEnd", [(3, "decay-unopened")]),
        ("Decay B0\nEnddecay\nEnd\nDecay B+\nEnddecay", [(4, "after-end")]),
        ("yesPhotos\nEnd", [(None, "body-missing")]),
        ("# Decay B0\nEnd", [(None, "body-missing")]),
    ],
)
def test_blocks(text, findings):
    assert found(text) == findings


def test_lines_count_from_the_start_of_the_file():
    assert [item.line for item in body("# header\n# header\nDecay B0\nEnddecay", start=3).findings] == [4]


def test_companions():
    read = body(
        "Decay D0\n1.0 pi+ pi- pi0 GENERIC_DALITZ ./2610032001.xml;\n"
        "1 K+ K- x GENERIC_DALITZ\n models/a.xml ;\nEnddecay\nEnd"
    )
    assert read.companions == {"2610032001.xml": 2, "models/a.xml": 4}


def test_tracks_photons_and_mesons_are_counted_through_the_chain():
    assert states(
        """
Alias MyD D-
Decay B0sig
1.0 MyD pi+ pi0 PHOTOS PHSP;
Enddecay
Decay MyD
0.5 K+ pi- pi-   # the usual
    D_DALITZ;
Enddecay
"""
    ) == {FinalState(tracks=4, pi0s=1)}


def test_the_conjugate_decays_alike():
    decays = "Decay B+sig\n1 anti-D0sig pi+ PHSP;\nEnddecay\nDecay D0sig\n1 K- pi+ PHSP;\nEnddecay\nCDecay anti-D0sig"
    assert states(decays) == {FinalState(tracks=3)}
    aliased = decays.replace("anti-D0sig", "Other").replace("D0sig", "Mine") + "\nAlias Mine D0\nAlias Other anti-D0"
    assert states(aliased) is None
    assert states("ChargeConj Mine Other\n" + aliased) == {FinalState(tracks=3)}


def test_every_channel_is_a_state_and_fractions_of_zero_are_none():
    decays = """
Decay B0sig
1 J/psisig K_S0 SVS;
0.0 gamma gamma PHSP;
Enddecay
Decay J/psisig
.5 mu+ mu- VLL;
.5 e+ e- gamma VLL;
Enddecay
"""
    one = FinalState(tracks=2, strange_tracks=2, k_shorts=1)
    assert states(decays) == {one, one.plus(FinalState(photons=1))}


@pytest.mark.parametrize(
    ("decays", "state"),
    [
        ("1 eta K_L0 PHSP;", FinalState(etas=1, k_longs=1, open_tracks=1)),
        (
            "1 K_S0sig nu_e anti-nu_e PHSP;\nEnddecay\nDecay K_S0sig\n1 pi0 pi0 PHSP;",
            FinalState(k_shorts=1, open_neutrals=2),
        ),
        ("1 etasig gamma PHSP;\nEnddecay\nDecay etasig\n1 pi+ pi- pi0 PHSP;", FinalState(tracks=2, etas=1, photons=1)),
        ("1 anti-Lambda0 n0 PHSP;", FinalState(strange_tracks=2, lambdas=1, neutrons=1)),
        ("1 mu+ nu_mu SLN;", FinalState(tracks=1)),
    ],
)
def test_particles_that_count_by_themselves(decays, state):
    assert states(f"Decay B0sig\n{decays}\nEnddecay") == {state}


@pytest.mark.parametrize(
    "decays",
    [
        "Decay Upsilon(4S)\n1 B0 anti-B0 VSS;\nEnddecay",  # no signal
        "Decay B0sig\n1 rho0 gamma PHSP;\nEnddecay",  # left to the general decay table
        "Decay B0sig\n1 u anti-d PYTHIA 23;\nEnddecay",
        "Decay B0sig\n1 pi+ pi- PYTHIA 23;\nEnddecay",
        "Decay B0sig\n1 B0sig gamma PHSP;\nEnddecay",  # into itself
        "Decay B0sig\none pi+ pi- PHSP;\nEnddecay",
        "Decay B0sig\n1 PHSP;\nEnddecay",
        "Decay B0sig\nEnddecay",
        "Decay B0sig\n1 pi+ pi- PHSP;\nEnddecay\nDecay anti-B0sig\n1 rho0 gamma PHSP;\nEnddecay",
    ],
)
def test_open_final_states_are_left_open(decays):
    assert states(decays) is None


def test_two_b_mesons_that_are_no_aliases_are_one_event():
    decays = "Decay B-\n1 pi- pi0 PHSP;\nEnddecay\nDecay B+\n1 K+ gamma PHSP;\nEnddecay"
    assert states(decays) == {FinalState(tracks=2, pi0s=1, photons=1)}
    assert states("Decay B+\n1 K+ gamma PHSP;\nEnddecay\nCDecay B-") == {FinalState(tracks=2, photons=2)}
    assert states("Decay B+\n1 K+ gamma PHSP;\nEnddecay") == {FinalState(tracks=1, photons=1)}


def test_branching_without_end_takes_no_time():
    chain = "".join(f"Decay A{n}\n" + f".1 A{n + 1} A{n + 1} PHSP;\n" * 50 + "Enddecay\n" for n in range(2000))
    start = time.process_time()
    assert states("Alias A0 B0\n" + chain) is None
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "line", ["pi+ pi-", ";" * 3999, "a" * 3990, "./" * 1990, "a.xml " * 600, "Enddecay", "Decay B0"]
)
def test_hostile_lines_are_read_in_no_time(line):
    start = time.process_time()
    read_body(("Decay B0", *[line] * 300), 1)
    assert time.process_time() - start < 1


WORDS = st.sampled_from(
    [
        "Decay",
        "Enddecay",
        "End",
        "CDecay",
        "Alias",
        "ChargeConj",
        "B0sig",
        "B0",
        "pi+",
        "1.0",
        ";",
        "PHSP;",
        "K_S0",
        "eta",
        "#",
        "\n",
    ]
)


@given(st.lists(WORDS, max_size=60))
def test_any_statements_are_survived(words):
    final_states(body(" ".join(words)))
