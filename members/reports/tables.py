"""The tables of the statistics: page, CSV, JSON and chart are made of the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from members.memberships.models import Category
from members.reports import countries, links, queries
from members.reports.queries import Counts, Scope
from portal.ui.addresses import page_url

YEARS_SHOWN = 30
"""A chart of more months than these years have would be a line of noise."""


@dataclass(frozen=True)
class Column:
    """A column, by the name under which JSON and CSV have it."""

    name: str
    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Number:
    """A value and the address of the list that proves it."""

    value: Any
    url: str = ""


@dataclass(frozen=True)
class ReportTable:
    """Columns, rows by the names of the columns, and what the reader has to know."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Number]]
    note: str = ""

    def values(self, column: str) -> list[Any]:
        """A column from top to bottom."""
        return [row[column].value for row in self.rows]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


@dataclass
class Kinds:
    """The categories of a report: those of members one by one, those of guests together."""

    rows: list[Category] = field(default_factory=queries.categories)

    @property
    def members(self) -> list[tuple[int | None, str, str]]:
        """(key, code, name) of each category of members; the last is that of nobody's category."""
        own: list[tuple[int | None, str, str]] = [(row.pk, row.code, row.name) for row in self.rows if row.is_member]
        return [*own, (None, "none", "")]

    @property
    def guests(self) -> list[Category]:
        return [row for row in self.rows if not row.is_member]

    def columns(self) -> tuple[Column, ...]:
        """Members, each category, guests."""
        own = [Column(code.replace("-", "_"), _capital(name or "no category")) for _, code, name in self.members]
        return (Column("members", "Members"), *own, Column("guests", "Guests"))

    def cells(self, scope: Scope, counts: Counts, on: date | None = None, **more: Any) -> dict[str, Number]:
        """The numbers of a row with their lists."""
        own = {key: counts.get(key, 0) for key, _, _ in self.members}
        names = [name for _, _, name in self.members]
        cells = {"members": Number(sum(own.values()), links.people(scope, names, on, **more))}
        for key, code, name in self.members:
            cells[code.replace("-", "_")] = Number(own[key], links.people(scope, [name], on, **more))
        guests = sum(counts.get(row.pk, 0) for row in self.guests)
        url = links.people(scope, [row.name for row in self.guests], on, **more) if self.guests else ""
        return cells | {"guests": Number(guests, url)}


def _sum(found: Iterable[Counts]) -> Counts:
    total: Counts = defaultdict(int)
    for counts in found:
        for key, people in counts.items():
            total[key] += people
    return dict(total)


ONCE = "A person counts once, by the first affiliation of the day, as the list of people shows it; guests count apart."


def by_country(scope: Scope) -> ReportTable:
    """Institutes and people of each country."""
    return _by_place(scope, "countries", "By country", lambda code: code)


def by_region(scope: Scope) -> ReportTable:
    """Institutes and people of each region."""
    return _by_place(scope, "regions", "By region", countries.region)


def _by_place(scope: Scope, name: str, title: str, key_of: Callable[[str], str]) -> ReportTable:
    kinds, people = Kinds(), queries.headcounts(scope)
    rows = []
    found: dict[str, list[queries.Place]] = defaultdict(list)
    for place in queries.places(scope):
        found[key_of(place.country)].append(place)
    for key, sites in found.items():
        counts = _sum(people.get(site.pk, {}) for site in sites)
        belonging = sum(site.belongs for site in sites)
        if not belonging and not sum(counts.values()):
            continue
        here = replace(scope, countries=tuple(sorted({site.country for site in sites})))
        code = {"code": Number(key)} if name == "countries" else {}
        rows.append(
            {
                "name": Number(countries.name(key) if name == "countries" else key),
                **code,
                "institutes": Number(belonging, links.institutes(here)),
                **kinds.cells(here, counts),
            }
        )
    rows.sort(key=lambda row: (-row["members"].value, row["name"].value))
    columns = (
        Column("name", "Country" if name == "countries" else "Region", numeric=False),
        *([Column("code", "Code", numeric=False)] if name == "countries" else []),
        Column("institutes", "Institutes"),
        *kinds.columns(),
    )
    return ReportTable(name, title, columns, rows, ONCE)


def by_institute(scope: Scope) -> ReportTable:
    """People of each institute, and where it is. Institutes of one short name and country are one row."""
    kinds, people = Kinds(), queries.headcounts(scope)
    found: dict[tuple[str, str], list[queries.Place]] = defaultdict(list)
    for place in queries.places(scope):
        found[place.name, place.country].append(place)
    rows = []
    for (name, country), sites in found.items():
        counts = _sum(people.get(site.pk, {}) for site in sites)
        if not any(site.belongs for site in sites) and not sum(counts.values()):
            continue
        here = replace(scope, countries=(country,))
        rows.append(
            {
                "name": Number(name, page_url("institute", sites[0].pk)),
                "country": Number(countries.name(country)),
                **kinds.cells(here, counts, institute=name),
                "latitude": Number(sites[0].latitude),
                "longitude": Number(sites[0].longitude),
            }
        )
    columns = (
        Column("name", "Institute", numeric=False),
        Column("country", "Country", numeric=False),
        *kinds.columns(),
        Column("latitude", "North"),
        Column("longitude", "East"),
    )
    return ReportTable("institutes", "By institute", columns, rows, ONCE)


def growth(scope: Scope) -> ReportTable:
    """People by category on the first of each month."""
    kinds = Kinds()
    rows = [
        {"month": Number(day.isoformat()), **kinds.cells(scope, counts, day)}
        for day, counts in queries.months(scope, YEARS_SHOWN)
    ]
    columns = (Column("month", "On", numeric=False), *kinds.columns())
    return ReportTable("growth", "People over time", columns, rows, ONCE)


def institute_growth(scope: Scope) -> ReportTable:
    """Institutes on the first of each month."""
    rows = [
        {"month": Number(day.isoformat()), "institutes": Number(count, links.institutes(scope, day))}
        for day, count in queries.institute_months(scope, YEARS_SHOWN)
    ]
    columns = (Column("month", "On", numeric=False), Column("institutes", "Institutes"))
    return ReportTable("institute-growth", "Institutes over time", columns, rows, "External addresses do not count.")


def years(scope: Scope) -> ReportTable:
    """Who joined and left, year by year."""
    kinds = Kinds()
    names = [name for _, _, name in kinds.members]
    rows = [
        {
            "year": Number(row.year),
            "joined": Number(row.joined, links.turned(scope, "joined", row.year)),
            "left": Number(row.left, links.turned(scope, "left", row.year)),
            "members": Number(row.members, links.people(scope, names, min(date(row.year, 12, 31), scope.on))),
        }
        for row in queries.years(scope)
    ]
    columns = (
        Column("year", "Year", numeric=False),
        Column("joined", "Joined"),
        Column("left", "Left"),
        Column("members", "Members at its end"),
    )
    note = (
        "Members alone. Somebody who left counts in the year of the first day without membership; a transfer is "
        "neither, a break is both, and who becomes a guest leaves."
    )
    return ReportTable("years", "Joined and left", columns, rows, note)


TABLES: dict[str, Callable[[Scope], ReportTable]] = {
    "countries": by_country,
    "regions": by_region,
    "institutes": by_institute,
    "growth": growth,
    "institute-growth": institute_growth,
    "years": years,
}
