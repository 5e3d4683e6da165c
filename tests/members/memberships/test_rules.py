"""Shares per day, and what a category asks for."""

from __future__ import annotations

from datetime import date

import pytest

from members.memberships.rules import Crowded, crowded
from portal.periods import Period

Y = date(2028, 1, 1)


def test_shares_are_added_day_by_day():
    others = [(Period(date(2028, 2, 29), date(2028, 3, 1)), 60), (Period(date(2028, 3, 1), None), 50)]
    found = crowded(Period(Y, None), 50, others, 100)
    assert found == [Crowded(date(2028, 2, 29), date(2028, 3, 1), 110)]
    assert str(found[0]) == "110 percent on 2028-02-29"


def test_neighbouring_stretches_of_the_same_sum_are_one():
    others = [(Period(Y, date(2028, 3, 1)), 70), (Period(date(2028, 3, 1), date(2028, 5, 1)), 70)]
    assert crowded(Period(Y, None), 40, others, 100) == [Crowded(Y, date(2028, 5, 1), 110)]


@pytest.mark.parametrize(("share", "expected"), [(50, []), (51, [Crowded(Y, None, 101)])])
def test_exactly_the_highest_sum_is_allowed(share, expected):
    assert crowded(Period(Y, None), share, [(Period(date(2000, 1, 1), None), 50)], 100) == expected


def test_what_ends_the_day_before_does_not_count():
    assert crowded(Period(Y, None), 100, [(Period(date(2020, 1, 1), Y), 100)], 100) == []
