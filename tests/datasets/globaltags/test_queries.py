"""Which payload wins, what is missing, how two tags differ."""

import random

from datasets.globaltags.iov import Iov, position
from datasets.globaltags.queries import difference, held, payloads
from tests.datasets.globaltags.conftest import add


def said(answers):
    return [(answer.module, answer.row.payload.revision, answer.tag.name, answer.why) for answer in answers]


def test_the_highest_revision_wins_where_intervals_overlap(tag):
    made = tag("a", ("M", 3, 0, 0, 9, -1), ("M", 7, 5, 0, -1, -1), ("M", 2, 0, 0, -1, -1), ("N", 1, 0, 0, -1, -1))
    assert said(payloads([made], 5, 1)) == [("M", 7, "a", "highest revision; 2, 3 also hold"), ("N", 1, "a", "")]
    assert said(payloads([made], 4, 1)) == [("M", 3, "a", "highest revision; 2 also hold"), ("N", 1, "a", "")]
    assert said(payloads([made], 4, 1, "N")) == [("N", 1, "a", "")]
    assert said(payloads([made], 4, 1, "O")) == []


def test_in_a_chain_the_first_tag_wins_whatever_the_revision(tag):
    first, second = tag("first", ("M", 1, 3, 0, 3, -1)), tag("second", ("M", 9, 0, 0, -1, -1), ("N", 2, 0, 0, -1, -1))
    assert said(payloads([first, second], 3, 5)) == [
        ("M", 1, "first", "first in the chain; also in second"), ("N", 2, "second", ""),
    ]  # fmt: skip
    assert said(payloads([first, second], 4, 5)) == [("M", 9, "second", ""), ("N", 2, "second", "")]
    assert said(payloads([second, first], 3, 5))[0] == ("M", 9, "second", "first in the chain; also in first")


def test_known_answers(tag):
    made = tag("a", ("M", 1, 3, 5, 3, -1), ("N", 1, 0, 0, -1, -1))
    assert [answer.module for answer in payloads([made], 3, 9999)] == ["M", "N"]
    assert [answer.module for answer in payloads([made], 4, 0)] == ["N"]


def test_the_answer_is_that_of_a_search_by_hand(tag):
    rng = random.Random(5)
    made = tag("a")
    lines = set()
    while len(lines) < 120:
        first = (rng.randrange(4), rng.randrange(6))
        last = rng.choice([(-1, -1), (first[0] + rng.randrange(2), -1), (first[0] + 1, rng.randrange(6))])
        lines.add((rng.choice("MNO"), rng.randrange(1, 9), *first, *last))
    for line in sorted(lines):
        add(made, *line)
    for exp in range(6):
        for run in range(7):
            best = {}
            for module, revision, *numbers in lines:
                if Iov(*numbers).covers(exp, run):
                    best[module] = max(best.get(module, 0), revision)
            found = {answer.module: answer.row.payload.revision for answer in payloads([made], exp, run)}
            assert found == best


def test_gaps_and_overlaps_are_counted_and_the_first_is_named(tag):
    made = tag(
        "a",
        ("M", 1, 3, 0, 3, 10), ("M", 2, 3, 12, 3, -1), ("M", 3, 4, 0, 4, -1), ("M", 4, 6, 0, -1, -1),
        ("N", 1, 0, 0, -1, -1), ("N", 2, 3, 0, 3, -1), ("N", 2, 5, 0, -1, -1),
        ("O", 1, 0, 0, 3, -1), ("O", 2, 4, 0, 8, 5),
    )  # fmt: skip
    m, n, o = held(made)
    assert (m.module, m.iovs, m.revisions, m.latest, m.gaps, m.overlaps, m.end) == ("M", 4, 4, 4, 2, 0, None)
    assert m.first_gap == (position(3, 11), position(3, 12))
    assert (n.gaps, n.overlaps, n.first_overlap, n.revisions) == (0, 2, position(3, 0), 2)
    assert (o.gaps, o.overlaps, o.start, o.end) == (0, 0, 0, position(8, 6))
    assert held(tag("empty")) == []


def test_how_two_tags_differ(tag):
    old = tag("old", ("Same", 1, 0, 0, -1, -1), ("Gone", 4, 0, 0, -1, -1), ("Rev", 1, 0, 0, -1, -1),
              ("Moved", 1, 0, 0, 5, -1), ("Both", 1, 0, 0, 3, -1), ("Both", 2, 4, 0, -1, -1))  # fmt: skip
    new = tag("new", ("Same", 1, 0, 0, -1, -1), ("New", 1, 0, 0, -1, -1), ("Rev", 2, 0, 0, -1, -1),
              ("Moved", 1, 0, 0, 6, -1), ("Both", 2, 4, 0, 9, 1), ("Both", 3, 10, 0, -1, -1))  # fmt: skip
    found = [(row.what, row.module, row.before, row.after) for row in difference(old, new)]
    assert found == [
        ("revision", "Both", ("r1",), ("r3",)),
        ("intervals", "Both r2", ("(4, 0, -1, -1)",), ("(4, 0, 9, 1)",)),
        ("removed", "Gone", ("r4",), ()),
        ("intervals", "Moved r1", ("(0, 0, 5, -1)",), ("(0, 0, 6, -1)",)),
        ("added", "New", (), ("r1",)),
        ("revision", "Rev", ("r1",), ("r2",)),
    ]
    back = {(row.what, row.module, row.after, row.before) for row in difference(new, old)}
    swap = {"added": "removed", "removed": "added"}
    assert back == {(swap.get(what, what), module, before, after) for what, module, before, after in found}
    assert difference(old, old) == []
