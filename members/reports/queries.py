"""Counts over the record, written as SQL: each is one statement over sets, whatever the number of people and months.

A person counts once a day, by the first current affiliation (position, then record), as the list of people shows it.
The dead count to the day before they died; who died on an unknown day does not count, and the suspended do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from members.institutes.choices import InstituteKind
from members.memberships.models import Category

SPANS = """
alive AS (
    SELECT m.id, m.person_id, m.institute_id, m.category_id, m.position,
        m.period * daterange(NULL, p.deceased_on) AS period
    FROM members_membership m JOIN members_person p ON p.id = m.person_id
    WHERE NOT (p.deceased AND p.deceased_on IS NULL)
),
firsts AS (
    SELECT person_id, institute_id, category_id, datemultirange(period) - coalesce(
        range_agg(period) OVER (PARTITION BY person_id ORDER BY position, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), datemultirange()) AS periods
    FROM alive WHERE NOT isempty(period)
),
spans AS (
    SELECT f.person_id, f.institute_id, f.category_id, coalesce(c.is_member, true) AS is_member,
        unnest(f.periods) AS span
    FROM firsts f JOIN members_institute i ON i.id = f.institute_id
    LEFT JOIN members_category c ON c.id = f.category_id
    WHERE (%(everywhere)s OR i.country = ANY(%(countries)s))
)"""
"""Who stands under which institute and category as the first affiliation, from when to when."""

DAY = """
SELECT f.institute_id, f.category_id, count(*) FROM (
    SELECT DISTINCT ON (m.person_id) m.institute_id, m.category_id
    FROM members_membership m JOIN members_person p ON p.id = m.person_id
    WHERE m.period @> %(on)s::date AND NOT (p.deceased AND coalesce(p.deceased_on <= %(on)s::date, true))
    ORDER BY m.person_id, m.position, m.id) f
GROUP BY 1, 2"""

PLACES = """
SELECT i.id, coalesce(n.short_name, i.short_name) AS called, i.country, i.latitude, i.longitude,
    i.period @> %(on)s::date AND i.kind <> %(external)s
FROM members_institute i LEFT JOIN members_institutename n ON n.institute_id = i.id AND n.period @> %(on)s::date
WHERE %(everywhere)s OR i.country = ANY(%(countries)s) ORDER BY called, i.id"""
"""Each under its name of the day."""

_COUNTED_FROM = "(date_trunc('month', day - 1) + interval '1 month')::date"
"""The first of a month on which a change of `day` shows: the same day for the first of a month, else the next one."""

MONTHS = f"""
WITH {SPANS},
events AS (
    SELECT category_id, lower(span) AS day, 1 AS change FROM spans
    UNION ALL SELECT category_id, upper(span), -1 FROM spans WHERE NOT upper_inf(span)
)
SELECT category_id, {_COUNTED_FROM}, sum(change) FROM events GROUP BY 1, 2"""  # noqa: S608  constants alone

INSTITUTE_MONTHS = f"""
SELECT NULL, {_COUNTED_FROM}, sum(change) FROM (
    SELECT lower(period) AS day, 1 AS change, kind, country FROM members_institute
    UNION ALL SELECT upper(period), -1, kind, country FROM members_institute WHERE NOT upper_inf(period)) e
WHERE kind <> %(external)s AND (%(everywhere)s OR country = ANY(%(countries)s)) GROUP BY 1, 2"""  # noqa: S608

TURNS = f"""
WITH {SPANS},
stays AS (SELECT person_id, unnest(range_agg(span)) AS span FROM spans WHERE is_member GROUP BY person_id),
turns AS (
    SELECT person_id, 'joined' AS turn, lower(span) AS day FROM stays
    UNION ALL SELECT person_id, 'left', upper(span) FROM stays WHERE NOT upper_inf(span)
)"""  # noqa: S608
YEARS = f"""{TURNS}
SELECT turn, extract(year FROM day)::int, count(DISTINCT person_id) FROM turns WHERE day <= %(on)s::date
GROUP BY 1, 2"""  # noqa: S608
WHO_TURNED = f"""{TURNS}
SELECT person_id FROM turns
WHERE turn = %(turn)s AND extract(year FROM day)::int = %(year)s AND day <= %(on)s::date"""  # noqa: S608
YEAR_ENDS = f"""
WITH {SPANS}
SELECT year, count(*) FROM spans, generate_series(%(first)s::int, %(last)s::int) AS year
WHERE is_member AND span @> least(make_date(year, 12, 31), %(on)s::date) GROUP BY 1"""  # noqa: S608


@dataclass(frozen=True)
class Scope:
    """What is counted: a day, and the countries (ISO codes) or None for everywhere."""

    on: date
    countries: tuple[str, ...] | None = None

    def values(self, **more: Any) -> dict[str, Any]:
        """The parameters of the statements."""
        return {
            "on": self.on,
            "everywhere": self.countries is None,
            "countries": list(self.countries or ()),
            "external": InstituteKind.EXTERNAL.value,
            **more,
        }


@dataclass(frozen=True)
class Place:
    """An institute of the scope; `belongs`: in the collaboration on the day, external addresses aside."""

    pk: int
    name: str
    country: str
    latitude: float | None
    longitude: float | None
    belongs: bool


Counts = dict[int | None, int]
"""People by the key of the category; None: without one."""


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def categories() -> list[Category]:
    """All categories, in their order."""
    return list(Category.objects.all())


def places(scope: Scope) -> list[Place]:
    """All institutes of the scope, whenever they belong."""
    return [Place(*row) for row in _rows(PLACES, scope.values())]


def headcounts(scope: Scope) -> dict[int, Counts]:
    """By institute and category how many people there are on the day, everywhere."""
    found: dict[int, Counts] = defaultdict(dict)
    for institute, category, people in _rows(DAY, scope.values()):
        found[institute][category] = people
    return found


def months(scope: Scope, years: int) -> list[tuple[date, Counts]]:
    """People by category on the first of each month, of the last `years` years before the day at most."""
    return _running(_rows(MONTHS, scope.values()), scope.on, years)


def institute_months(scope: Scope, years: int) -> list[tuple[date, int]]:
    """How many institutes belong on the first of each month."""
    found = _running(_rows(INSTITUTE_MONTHS, scope.values()), scope.on, years)
    return [(day, counts.get(None, 0)) for day, counts in found]


def _running(changes: list[tuple[Any, ...]], on: date, years: int) -> list[tuple[date, Counts]]:
    """The sums of all changes up to each first of a month; from the first change on."""
    by_day: dict[date, Counts] = defaultdict(dict)
    for key, day, change in changes:
        by_day[day][key] = int(change)
    if not by_day or min(by_day) > on:
        return []
    first = max(min(by_day), date(max(1, on.year - years), on.month, 1))
    sums: Counts = defaultdict(int)
    found, pending = [], sorted(by_day)
    day = first
    while day <= on:
        while pending and pending[0] <= day:
            for key, change in by_day[pending.pop(0)].items():
                sums[key] += change
        found.append((day, {key: value for key, value in sums.items() if value}))
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def who_turned(scope: Scope, turn: str, year: int) -> RawSQL:
    """The keys of the people who `joined` or `left` in the year, for a filter."""
    names = {"everywhere", "countries", "turn", "year", "on"}
    values = {name: value for name, value in scope.values(turn=turn, year=year).items() if name in names}
    order = re.findall(r"%\((\w+)\)s", WHO_TURNED)
    sql = re.sub(r"%\(\w+\)s", "%s", WHO_TURNED)
    return RawSQL(sql, [values[name] for name in order])  # noqa: S611  constants and parameters


@dataclass(frozen=True)
class Year:
    """Who joined and who left in a year, and how many members there were on its last day (or on the day asked for)."""

    year: int
    joined: int
    left: int
    members: int


def years(scope: Scope) -> list[Year]:
    """Year by year up to the day. Left counts on the first day without; a break is both, a transfer neither."""
    turns: dict[str, dict[int, int]] = {"joined": {}, "left": {}}
    for turn, year, people in _rows(YEARS, scope.values()):
        turns[turn][year] = people
    if not turns["joined"]:
        return []
    first = min(turns["joined"])
    ends = dict(_rows(YEAR_ENDS, scope.values(first=first, last=scope.on.year)))
    return [
        Year(year, turns["joined"].get(year, 0), turns["left"].get(year, 0), ends.get(year, 0))
        for year in range(first, scope.on.year + 1)
    ]
