"""Keys in comment lines: every way to write them that real files show, and a finding for each that is not the usual."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.comments import KEYS, Entry, read_comments, read_tauola


def header(*lines):
    return read_comments((*lines, "Decay Upsilon(4S)"))


def said(comment):
    return [(entry.key, entry.value) for entry in comment.entries]


def found(comment):
    return [(item.line, item.code) for item in comment.findings]


def test_the_usual_form_has_no_findings():
    comment = header(*(f"# {key}: value of {key}" for key in KEYS), "#", "", "# a remark")
    assert said(comment) == [(key, f"value of {key}") for key in KEYS]
    assert (comment.body_start, found(comment), comment.extra) == (14, [], ())


def test_the_order_does_not_matter():
    assert said(header("# Date: 20200409", "", "# EventType: 1110021000")) == [
        ("Date", "20200409"),
        ("EventType", "1110021000"),
    ]


@pytest.mark.parametrize(
    ("line", "entry", "code"),
    [
        ("# Physics WG: EWP", ("PhysicsWG", "EWP"), "key-spelling"),
        ("# Nickname: Bd_x", ("NickName", "Bd_x"), "key-spelling"),
        ("# Email : a@example.org", ("Email", "a@example.org"), "key-spelling"),
        ("#Cuts: None", ("Cuts", "None"), "no-blank"),
        ("## Cuts:None", ("Cuts", "None"), None),
        ("  # Cuts:   None  ", ("Cuts", "None"), None),
        ("# Test: Yes", ("Tested", "Yes"), "key-guessed"),
        ("# Description: B", ("Descriptor", "B"), "key-guessed"),
        ("# Author: Ana Ruiz", ("Responsible", "Ana Ruiz"), "key-guessed"),
        ("# author: Ana Ruiz", ("Responsible", "Ana Ruiz"), "key-guessed"),
        ("# Mail: a@example.org", ("Email", "a@example.org"), "key-guessed"),
        ("# Data: 20200409", ("Date", "20200409"), "key-guessed"),
        ("# Responsile: Ana Ruiz", ("Responsible", "Ana Ruiz"), "key-guessed"),
        ("# Documentaton: x", ("Documentation", "x"), "key-guessed"),
        ("# EventType 1110021000", ("EventType", "1110021000"), "key-no-colon"),
        ("# EventType:", ("EventType", ""), None),
        ("# Descriptor: [B0 -> K+ pi-]: cc", ("Descriptor", "[B0 -> K+ pi-]: cc"), None),
        ("# NickName: Bd_x #fitted values", ("NickName", "Bd_x"), "value-comment"),
        ("# NickName: # fitted values", ("NickName", ""), "value-comment"),
        ("# Documentation: see issue #7", ("Documentation", "see issue #7"), None),
        ("# Descriptor: décès → K⁺", ("Descriptor", "décès → K⁺"), None),
    ],
)
def test_a_key_is_understood(line, entry, code):
    comment = header(line)
    assert said(comment) == [entry]
    assert found(comment) == ([(1, code)] if code else [])


@pytest.mark.parametrize(
    "line",
    [
        "# https://example.org/models",
        "# From the paper: see there",  # prose
        "# Update of the model: new",  # “update” is like “date”
        "# 20200409: first version",
        "# EventTypes of the group",
        "# -> (D0 -> K: pi)",
        "#",
        "# " + "x" * 3000 + ": y",
    ],
)
def test_prose_is_no_key(line):
    comment = header("# EventType: 1110021000", line)
    assert said(comment) == [("EventType", "1110021000")]
    assert (comment.extra, found(comment)) == ((), [])


def test_keys_of_the_authors_own_are_kept():
    comment = header("# Date: 20200409", "# Comments: first", "#    second", "# Changes: all")
    assert comment.extra == (
        Entry("Comments", "Comments", "first\nsecond", 2, 3),
        Entry("Changes", "Changes", "all", 4, 4),
    )
    assert found(comment) == [(2, "key-extra"), (4, "key-extra")]


def test_an_update_is_no_date():
    comment = header("# Date: 20200409", "# Update: 20210409")
    assert [entry.key for entry in comment.entries + comment.extra] == ["Date", "Update"]


def test_a_file_without_keys_has_none_of_the_authors_own():
    assert header("# Generic decays", "# Assumption: isospin").extra == ()


def test_a_text_runs_over_several_lines():
    comment = header(
        "# Descriptor: Y(4S) -> B0 anti-B0",
        "#        [B0 -> D- pi+]",
        "#\t   anti-B0 -> anything",
        "# next",
        "#    not",
    )
    assert comment.entries == (
        Entry("Descriptor", "Descriptor", "Y(4S) -> B0 anti-B0\n[B0 -> D- pi+]\nanti-B0 -> anything", 1, 3),
    )
    assert found(comment) == [(1, "value-continued")]


def test_a_value_of_one_line_is_not_continued():
    assert said(header("# Date: 20200409", "#      -> phi gamma")) == [("Date", "20200409")]


def test_a_second_header_is_reported_and_the_first_key_keeps_its_place():
    comment = header("# Date: 20200409", "#", "# Date: 20210409", "# Author: Ana Ruiz")
    assert said(comment) == [("Date", "20200409"), ("Date", "20210409"), ("Responsible", "Ana Ruiz")]
    assert found(comment) == [(3, "key-again"), (4, "key-guessed")]
    assert comment.findings[0].message == "Date stands in line 1, too; the first that says something counts."


def test_a_key_below_the_first_decay_is_read_and_reported():
    comment = read_comments(("# EventType: 1", "Decay B0", "# Tested: Yes", "# test: x", "Enddecay", "End"))
    assert said(comment) == [("EventType", "1"), ("Tested", "Yes")]
    assert (comment.body_start, found(comment)) == (2, [(3, "header-in-body")])


def test_lines_without_a_blank_are_reported_once():
    comment = header("#EventType: 1", "# Cuts: None", "#Date: 2")
    assert [(item.line, item.message) for item in comment.findings] == [(1, "2 header lines have no blank after “#”.")]


def test_a_file_of_comments_only_has_its_body_behind_the_end():
    assert read_comments(("# EventType: 1", "")).body_start == 3


def test_an_absurd_header_is_read_down_to_a_limit():
    comment = header(*["# Remark: x"] * 600, "# Date: 20200409")
    assert comment.entries == ()
    assert found(comment)[-1] == (500, "header-long")


@pytest.mark.parametrize(
    "line", ["#" * 4000, "#" + " " * 3998 + "x", "# a" + " a" * 1900, "# EventType" + " " * 3900, "# a: " + " " * 3900]
)
def test_hostile_lines_are_read_in_no_time(line):
    start = time.process_time()
    header(*[line] * 400)
    read_tauola(tuple(["* MCEventType: 1" + " " * 3900 + "x"] * 400))
    assert time.process_time() - start < 2


def test_tauola():
    comment = read_tauola(
        ("0.08  * lifetime", "", "* MCEventType: 3400100040 Descriptor: tau- -> e- alpha (m=0)  ", "BeginX")
    )
    assert comment.entries == (
        Entry("EventType", "MCEventType", "3400100040", 3, 3),
        Entry("Descriptor", "Descriptor", "tau- -> e- alpha (m=0)", 3, 3),
    )
    assert (comment.body_start, comment.findings) == (1, ())


def test_tauola_without_descriptor_or_with_two_event_types():
    comment = read_tauola(("*MCEventType:3400100040", "* MCEventType: 3400100041"))
    assert said(comment) == [("EventType", "3400100040")]
    assert found(comment) == [(2, "key-again")]


@given(st.lists(st.text("# :abEventTypDc*\t", max_size=40), max_size=20))
def test_any_lines_are_survived(lines):
    comment = read_comments(tuple(lines))
    assert all(entry.key in KEYS for entry in comment.entries)
    assert 1 <= comment.body_start <= len(lines) + 1
    read_tauola(tuple(lines))
