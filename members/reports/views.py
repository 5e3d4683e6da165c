"""The pages of the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.models import Person
from members.reports import countries, links, policy
from members.reports.exports import FORMATS, as_csv, as_json
from members.reports.queries import Scope
from members.reports.tables import TABLES, Kinds, ReportTable
from members.reports.worldmap import world
from portal.listing.query import day_words
from portal.listing.versions import remembered, versions
from portal.periods import AsOfError, as_of
from portal.policy import audience, needs
from portal.ui import charts, series, tables
from portal.ui.components import link, number

COUNTRIES_SHOWN = 15
COUNTED = (Person, Membership, Institute, Category)


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    scope: Scope
    region: str
    country: str

    @property
    def query(self) -> str:
        """The same for another page of the statistics."""
        day = "" if self.scope.on == timezone.localdate() else self.scope.on.isoformat()
        chosen = {"as_of": day, "region": self.region, "country": self.country}
        kept = {name: value for name, value in chosen.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @cached_property
    def version(self) -> str:
        """What the tables that are counted have now; asked once per page."""
        return versions(COUNTED)

    def table(self, name: str) -> ReportTable:
        """A table; kept until one of the tables that it counts is written."""
        key = f"report|{name}|{self.scope}|{timezone.localdate()}"
        return remembered(self.version, key, lambda: TABLES[name](self.scope))

    def url(self, name: str) -> str:
        return reverse("report", args=[name]) + self.query


def read(request: HttpRequest) -> Asked:
    """Raises BadRequest that names what cannot be read."""
    try:
        on = as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error
    region, country = request.GET.get("region", "").strip(), request.GET.get("country", "").strip()
    if country and not countries.is_known(country):
        raise BadRequest(f"country: {country[:20]!r} is no code of a country, for example JP")
    if region and region not in countries.regions():
        raise BadRequest(f"region: {region[:40]!r} is none of {', '.join(countries.regions())}")
    if country:
        return Asked(Scope(on, (country,)), "" if countries.region(country) != region else region, country)
    if region:
        inside = countries.codes_of(region)
        there = set(Institute.objects.filter(country__in=inside).order_by().values_list("country", flat=True))
        return Asked(Scope(on, tuple(sorted(there) or inside)), region, "")
    return Asked(Scope(on), "", "")


def _page(request: HttpRequest, asked: Asked, title: str) -> dict[str, Any]:
    on, today = asked.scope.on, timezone.localdate()
    codes = Institute.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    hidden = [(name, value) for name, value in (("region", asked.region), ("country", asked.country)) if value]
    return {
        "title": title,
        "crumbs": [("Members", ""), ("Statistics", reverse("reports") + asked.query)],
        "as_of": {
            "date": on,
            "is_today": on == today,
            "words": day_words(on, today),
            "hidden": hidden,
            "today_url": f"?{urlencode(hidden)}",
        },
        "regions": countries.regions(),
        "countries": sorted((countries.name(code), code) for code in codes),
        "region": asked.region,
        "country": asked.country,
        "where": countries.name(asked.country) if asked.country else asked.region or "everywhere",
        "visibility": audience(request.user, policy.SEE),
    }


@needs(policy.SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """Figures and charts; the numbers of each are one click away, from the same table."""
    asked = read(request)
    found = {name: asked.table(name) for name in TABLES}
    page = _page(request, asked, "Statistics")
    return render(
        request,
        "reports/overview.html",
        {
            "page": page
            | {"figures": _figures(asked, found), "tables": [(asked.url(n), t.title) for n, t in found.items()]},
            "charts": [
                _categories(asked.scope, found["regions"]),
                _countries(found["countries"], asked.url("countries")),
                series.stacked(
                    "Members over time, by category",
                    _months(found["growth"]),
                    [(c.label, found["growth"].values(c.name)) for c in _of_members(found["growth"])],
                    asked.url("growth"),
                ),
                series.stacked(
                    "Institutes over time",
                    _months(found["institute-growth"]),
                    [("Institutes", found["institute-growth"].values("institutes"))],
                    asked.url("institute-growth"),
                ),
                series.pairs(
                    "Joined and left, by year",
                    [str(year) for year in found["years"].values("year")],
                    [(name.capitalize(), found["years"].values(name)) for name in ("joined", "left")],
                    asked.url("years"),
                ),
            ],
            "nothing": not any(table.rows for table in found.values()),
            "map": world(found["institutes"], asked.url("institutes")),
            "nav_key": "reports",
        },
    )


def _months(table: ReportTable) -> list[str]:
    """`2026-03` for the first of March: an axis has no room for days that are all the same."""
    return [str(day)[:7] for day in table.values("month")]


def _of_members(table: ReportTable) -> list[Any]:
    """The columns of categories of members that anybody is in."""
    names = [column.name for column in table.columns]
    own = table.columns[names.index("members") + 1 : names.index("guests")]
    return [column for column in own if any(table.values(column.name))]


def _figures(asked: Asked, found: dict[str, ReportTable]) -> list[tuple[str, str, str]]:
    """(label, number, the list that proves it)."""
    table, cells = found["countries"], Kinds().cells(asked.scope, {})
    return [
        ("members", number(sum(table.values("members"))), cells["members"].url),
        ("guests", number(sum(table.values("guests"))), cells["guests"].url),
        ("institutes", number(sum(table.values("institutes"))), links.institutes(asked.scope)),
        ("countries", number(sum(bool(value) for value in table.values("institutes"))), asked.url("countries")),
    ]


def _categories(scope: Scope, table: ReportTable) -> Any:
    lists = Kinds().cells(scope, {})
    points = [(column.label, sum(table.values(column.name))) for column in _of_members(table)]
    urls = [lists[column.name].url for column in _of_members(table)]
    return charts.bars("Members by category", points, unit="people", of="Category", urls=urls)


def _countries(table: ReportTable, url: str) -> Any:
    """In the style of `Japan (13)` and a bar of 152: institutes and members."""
    rows = table.rows[:COUNTRIES_SHOWN]
    points = [(f"{row['name'].value} ({row['institutes'].value})", row["members"].value) for row in rows]
    more = len(table.rows) - len(rows)
    which = f"; the first {len(rows)} of {len(table.rows)}" if more else ""
    title = f"Members by country (institutes in brackets{which})"
    return charts.bars(title, points, of="Country", unit="people", urls=[row["members"].url for row in rows])


@needs(policy.SEE)
def report(request: HttpRequest, name: str) -> HttpResponse:
    """One table: as a page, or with `?format=csv` or `json` as a file of the same columns."""
    if name not in TABLES:
        raise Http404
    asked = read(request)
    table = asked.table(name)
    kind = request.GET.get("format", "")
    if kind:
        facts = {"as_of": asked.scope.on.isoformat(), "region": asked.region, "country": asked.country}
        if kind not in FORMATS:
            raise BadRequest(f"format: {kind[:20]!r} is none of {', '.join(FORMATS)}")
        return as_csv(table, facts) if kind == "csv" else as_json(table, facts)
    joint = "&" if asked.query else "?"
    columns = [
        {"name": column.name, "label": column.label, "numeric": column.numeric, "primary": index == 0}
        for index, column in enumerate(table.columns)
    ]
    rows = [{"cells": [_cell(row[column.name]) for column in table.columns]} for row in table.rows]
    page = _page(request, asked, table.title) | {
        "note": table.note,
        "table_html": tables.table(columns, rows, caption=table.title) if rows else "",
        "exports": [(f"{asked.url(name)}{joint}format={key}", label) for key, label in FORMATS.items()],
        "columns": table.columns,
    }
    return render(request, "reports/table.html", {"page": page, "nav_key": "reports"})


def _cell(item: Any) -> Any:
    value = number(item.value) if isinstance(item.value, int) and item.url else item.value
    return link("–" if value is None else value, item.url)
