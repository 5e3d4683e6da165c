"""Delegates: one for each institute, from its own staff, one seat vacant."""

from collections import Counter, defaultdict
from itertools import pairwise


def test_every_present_institute_but_one_has_one_delegate_today(demo):
    deciding = Counter(row.institute for row in demo.delegates if not row.deputy and row.holds_on(demo.today))
    present = {one.key for one in demo.institutes if one.member_on(demo.today)}
    assert deciding == dict.fromkeys(present - {demo.vacant_institute}, 1)
    assert demo.vacant_institute in present


def test_most_have_a_deputy_and_the_vacant_one_has_none(demo):
    deputies = {row.institute for row in demo.delegates if row.deputy and row.holds_on(demo.today)}
    assert len(deputies) in range(50, 100)
    assert demo.vacant_institute not in deputies


def test_delegates_decide_only_while_they_are_members_there(demo):
    rows = defaultdict(list)
    for row in demo.memberships:
        rows[row.person, row.institute].append(row)
    for one in demo.delegates:
        spans = [row for row in rows[one.person, one.institute] if row.from_on <= one.from_on]
        assert any(row.until is None or (one.until is not None and one.until <= row.until) for row in spans), one
        assert one.until is None or one.from_on < one.until


def test_a_seat_is_handed_over_without_gap_or_overlap(demo):
    seats = defaultdict(list)
    for row in demo.delegates:
        if not row.deputy:
            seats[row.institute].append(row)
    assert sum(len(rows) > 1 for rows in seats.values()) > 15
    for rows in seats.values():
        assert all(before.until == after.from_on for before, after in pairwise(rows))


def test_nobody_is_delegate_and_deputy_of_one_institute(demo):
    assert len({(row.person, row.institute) for row in demo.delegates}) == len(demo.delegates)
