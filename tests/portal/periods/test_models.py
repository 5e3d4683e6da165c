"""Half-open periods: leap days, neighbours, overlaps that the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.memberships.models import Membership
from portal.periods import Period
from portal.testing.personas import category, make_person

JAN, LEAP, MARCH, YEAR = date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 1)


@pytest.fixture
def person(personas):
    return make_person("Ada", "Leap", personas.institute, Period(JAN, LEAP))


def belong(person, institute, period, connection="Affiliated with"):
    with transaction.atomic():
        return Membership.objects.create(
            person=person, institute=institute, category=category(), period=period, connection=connection
        )


@pytest.mark.parametrize(
    ("day", "current"),
    [(date(2023, 12, 31), 0), (JAN, 1), (date(2024, 2, 28), 1), (LEAP, 0), (MARCH, 0)],
)
def test_the_first_day_belongs_to_it_and_the_until_day_does_not(person, day, current):
    assert person.memberships.current(day).count() == current


def test_neighbours_touch_without_overlap(personas, person):
    belong(person, personas.institute, Period(LEAP, MARCH))
    belong(person, personas.institute, Period(MARCH, None))
    for day in (JAN, date(2024, 2, 28), LEAP, MARCH, YEAR):
        assert person.memberships.current(day).count() == 1


@pytest.mark.parametrize(
    "period", [Period(date(2024, 2, 28), MARCH), Period(JAN, None), Period(date(2023, 1, 1), date(2024, 1, 2))]
)
def test_an_overlap_is_refused_by_the_database(personas, person, period):
    with pytest.raises(IntegrityError, match="membership_once_at_a_time"):
        belong(person, personas.institute, period)


def test_only_what_agrees_in_all_fields_overlaps(personas, person):
    belong(person, personas.institute, Period(JAN, None), connection="Also at")
    other = make_person("Bob", "Leap", personas.institute, Period(JAN, LEAP))
    assert other.memberships.current(JAN).count() == 1


@pytest.mark.parametrize("period", [Period(MARCH, MARCH), Period(None, MARCH), Period(None, None)])
def test_a_period_has_a_first_day_and_at_least_one(personas, person, period):
    with pytest.raises(IntegrityError, match="membership_period"):
        belong(person, personas.institute, period, connection="Visitor")


def test_an_end_before_the_beginning_is_no_period(personas, person):
    with pytest.raises(Exception, match="lower bound must be less than or equal"):
        belong(person, personas.institute, Period(MARCH, LEAP), connection="Visitor")


def test_today_is_the_day_where_none_is_given(personas):
    assert personas.person("member").memberships.current().count() == 1
