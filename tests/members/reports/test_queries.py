"""Every number equals a count by hand over a small world in which everything goes wrong at once."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from members.institutes.models import Institute
from members.memberships.models import Category, Membership, Suspension
from members.people.models import Person
from members.reports import queries
from members.reports.queries import Scope
from portal.periods import Period

FIRST, LAST = date(2019, 11, 1), date(2024, 4, 15)
DAYS = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2022, 12, 31), date(2023, 1, 1), LAST]
PLACES = [("Alpha", "JP"), ("Beta", "JP"), ("Gamma", "DE"), ("Delta", "")]


@pytest.fixture
def record(db):
    """120 people with up to four affiliations each, from a seed: overlaps, transfers, breaks, deaths, guests."""
    rng = random.Random(20240229)
    whole = Period(FIRST, None)
    sites = [Institute.objects.create(name=f"U {n}", short_name=n, country=c, period=whole) for n, c in PLACES]
    kinds = [Category.objects.create(code=f"k-{n}", name=f"kind {n}", order=n, is_member=n != 2) for n in range(3)] + [
        None
    ]
    for number in range(120):
        deceased = rng.random() < 0.12
        person = Person.objects.create(
            family_name=f"P{number}",
            paper_name=f"P{number}",
            deceased=deceased,
            deceased_on=_day(rng) if deceased and rng.random() < 0.7 else None,
        )
        start = _day(rng)
        for position in range(rng.randrange(5)):
            end = start + timedelta(days=rng.choice([1, 31, 200, 900]))
            open_end = rng.random() < 0.2
            try_at = {"institute": rng.choice(sites), "connection": f"c{position}"}
            Membership.objects.create(
                person=person,
                category=rng.choice(kinds),
                position=rng.randrange(3),
                period=Period(start, None if open_end else end),
                **try_at,
            )
            start = end if rng.random() < 0.5 else end + timedelta(days=rng.choice([-40, -1, 1, 60]))
        if number % 20 == 0:
            Suspension.objects.create(person=person, period=whole, reason="test")
    _at_the_edges(sites, kinds)
    return list(
        Membership.objects.select_related("person", "institute", "category").order_by("person", "position", "pk")
    )


def _day(rng):
    return FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))


def _at_the_edges(sites, kinds):
    """A transfer on the leap day, and one who left with the year."""
    leap = date(2024, 2, 29)
    mover = Person.objects.create(family_name="Mover", paper_name="Mover")
    for site, period in ((sites[0], Period(FIRST, leap)), (sites[2], Period(leap, None))):
        Membership.objects.create(person=mover, institute=site, category=kinds[0], period=period)
    leaver = Person.objects.create(family_name="Leaver", paper_name="Leaver")
    Membership.objects.create(
        person=leaver, institute=sites[0], category=kinds[1], period=Period(date(2022, 1, 1), date(2023, 1, 1))
    )


def first_on(record, day):
    """By person the first affiliation of the day, counted by hand."""
    found = {}
    for row in record:
        person = row.person
        dead = person.deceased and (person.deceased_on is None or person.deceased_on <= day)
        if day in row.period and not dead:
            found.setdefault(person.pk, row)
    return found


def is_member(row):
    return row.category is None or row.category.is_member


@pytest.mark.parametrize("day", DAYS)
def test_headcounts_of_a_day(record, day):
    expected = Counter((row.institute_id, row.category_id) for row in first_on(record, day).values())
    found = {(i, c): n for i, counts in queries.headcounts(Scope(day)).items() for c, n in counts.items()}
    assert found == expected
    assert sum(expected.values()) > 20


@pytest.mark.parametrize("countries", [None, ("JP",), ("DE", ""), ("FR",)])
def test_people_on_the_first_of_each_month(record, countries):
    found = queries.months(Scope(LAST, countries), 30)
    for day, counts in found:
        here = [r for r in first_on(record, day).values() if countries is None or r.institute.country in countries]
        assert counts == Counter(row.category_id for row in here), day
    assert [day.day for day, _ in found] == [1] * len(found)
    if countries is None:
        assert found[-1][0] == date(2024, 4, 1)
        assert len(found) > 40


def by_hand(record, countries, until):
    """(joined, left, members at the end) of each year, day by day."""
    joined, left, ends, before = {}, {}, {}, set()
    day = FIRST - timedelta(days=1)
    while day <= until:
        now = {
            key
            for key, row in first_on(record, day).items()
            if is_member(row) and (countries is None or row.institute.country in countries)
        }
        joined.setdefault(day.year, set()).update(now - before)
        left.setdefault(day.year, set()).update(before - now)
        before, ends[day.year] = now, len(now)
        day += timedelta(days=1)
    return joined, left, ends


@pytest.mark.parametrize("countries", [None, ("JP",)])
def test_years(record, countries):
    joined, left, ends = by_hand(record, countries, LAST)
    scope = Scope(LAST, countries)
    rows = queries.years(scope)
    assert [(r.year, r.joined, r.left, r.members) for r in rows] == [
        (year, len(joined[year]), len(left[year]), ends[year]) for year in range(rows[0].year, 2025)
    ]
    for turn, people in (("joined", joined[2023]), ("left", left[2023])):
        who = Person.objects.filter(pk__in=queries.who_turned(scope, turn, 2023))
        assert {person.pk for person in who} == people
        assert people


def test_institutes_on_the_first_of_each_month(record):
    Institute.objects.filter(short_name="Beta").update(period=Period(date(2020, 2, 29), date(2022, 3, 1)))
    Institute.objects.filter(short_name="Delta").update(kind="external")
    rows = list(Institute.objects.exclude(kind="external"))
    found = queries.institute_months(Scope(LAST), 30)
    assert found == [(day, sum(day in row.period for row in rows)) for day, _ in found]
    assert dict(found)[date(2022, 2, 1)] == 3
    assert dict(found)[date(2022, 3, 1)] == 2
    [jp] = {count for day, count in queries.institute_months(Scope(LAST, ("JP",)), 30) if day == date(2021, 1, 1)}
    assert jp == 2


def test_long_ago_is_summed_up_and_not_drawn(record):
    found = queries.months(Scope(LAST), 1)
    assert found[0][0] == date(2023, 4, 1)
    assert found == queries.months(Scope(LAST), 30)[-len(found) :]


def test_before_the_beginning_there_is_nothing(record):
    scope = Scope(date(2010, 1, 1))
    assert (queries.months(scope, 30), queries.years(scope), queries.headcounts(scope)) == ([], [], {})
    assert queries.institute_months(scope, 30) == []
