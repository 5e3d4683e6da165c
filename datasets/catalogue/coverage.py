"""What there is of everything: datasets counted along two of their columns, with the holes visible."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from datasets.catalogue import policy
from datasets.catalogue.listing import DatasetsListing
from portal.listing import Context, Query, QueryError
from portal.listing.cells import ROWS, columns_of
from portal.listing.columns import NONE, Column
from portal.listing.exports import harmless
from portal.listing.facets import filters
from portal.listing.language import NOT
from portal.listing.page import pills
from portal.listing.query import read_query
from portal.policy import audience, needs
from portal.ui.components import EMPTY, number, plain
from portal.ui.numbers import bytes_text
from portal.ui.tables import table

LISTING = DatasetsListing()
MEASURES = {ROWS: "datasets", "events": "events", "size": "bytes"}
ALONG, MEASURE = {"down": "event_type", "across": "campaign"}, ROWS
"""What the page shows first."""
MOST = {"down": 60, "across": 16}
"""Values of a column that the page shows; a narrower search, or the file, shows the others."""


@dataclass(frozen=True)
class Coverage:
    """`values` by (down, across), both in their order."""

    query: Query
    down: Column
    across: Column
    measure: str
    values: Mapping[tuple[Any, Any], int]
    rows: list[Any]
    columns: list[Any]

    @property
    def holes(self) -> int:
        """Combinations of the rows and columns without any dataset."""
        return sum((row, column) not in self.values for row in self.rows for column in self.columns)

    def words(self, row: Any, column: Any) -> str:
        """What stands in a cell; empty for a hole."""
        value = self.values.get((row, column))
        if value is None:
            return ""
        return bytes_text(value) if self.measure == "size" else number(value)


def coverage(query: Query, down: str, across: str, measure: str) -> Coverage:
    """The datasets of a query along two columns. Raises QueryError for a search that cells cannot answer."""
    cells = LISTING.cells_for(query, (down, across))
    if cells is None:
        raise QueryError(["the coverage counts by facets; take the text, the runs and the production off"])
    found = cells.order_by().values_list(down, across).annotate(n=Sum(ROWS), found=Sum(measure))
    values: dict[tuple[Any, Any], int] = {}
    totals: tuple[dict[Any, int], dict[Any, int]] = ({}, {})
    for row, column, rows, value in found:
        if rows:
            pair = (row if row != "" else None, column if column != "" else None)
            values[pair] = values.get(pair, 0) + int(value)
            for total, end in zip(totals, pair, strict=True):
                total[end] = total.get(end, 0) + rows
    ends = [_ordered(LISTING.by_name[name], total) for name, total in zip((down, across), totals, strict=True)]
    return Coverage(query, LISTING.by_name[down], LISTING.by_name[across], measure, values, *ends)


def _ordered(column: Column, total: dict[Any, int]) -> list[Any]:
    """Numbers as they count, names with most datasets first; what has no value comes last."""

    def place(end: Any) -> tuple[Any, ...]:
        return (end is None, end or 0) if column.numeric else (end is None, -total[end], str(end))

    return sorted(total, key=place)


def read(request: HttpRequest) -> Coverage:
    """What the address asks for. Raises QueryError naming what does not fit."""
    params: QueryDict = request.GET.copy()
    known = columns_of(LISTING.cells)
    asked = {}
    for name, usual in ALONG.items():
        asked[name] = params.pop(name, [usual])[-1]
        if asked[name] not in known:
            raise QueryError([f"{name}: {asked[name][:40]!r} is none of {', '.join(sorted(known))}"])
    measure = params.pop("measure", [MEASURE])[-1]
    if measure not in MEASURES:
        raise QueryError([f"measure: {measure[:40]!r} is none of {', '.join(MEASURES)}"])
    if asked["down"] == asked["across"]:
        raise QueryError(["across: choose another column than down"])
    params.pop("format", None)
    today = timezone.localdate()
    query = read_query(LISTING, Context(request.user, today, today), params)
    return coverage(query, **asked, measure=measure)


@needs(policy.SEE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The matrix as a page, or with `?format=csv` as a file with all of it."""
    try:
        found = read(request)
    except QueryError as error:
        failed = {"title": "Coverage", "error": str(error), "crumbs": CRUMBS}
        return render(request, "datasets/coverage.html", {"page": failed, "nav_key": "datasets"}, status=400)
    if request.GET.get("format") == "csv":
        return _csv(found)
    rows = found.rows[: MOST["down"]]
    columns = [end for end in found.columns if any((row, end) in found.values for row in rows)][: MOST["across"]]
    own, asked = request.GET.copy(), found.query.params
    own["format"] = "csv"
    empty = {"kind": "nothing", "title": "No datasets yet", "text": LISTING.empty_text}
    if found.query.filtered:
        empty = {"kind": "no_match", "title": "Nothing matches", "text": "No dataset that is known fits these filters."}
        empty |= {"action_url": reverse("coverage"), "action_label": "Clear all filters"}
    context = {
        "page": {
            "empty": empty,
            "title": "Coverage",
            "crumbs": CRUMBS,
            "visibility": audience(request.user, policy.SEE),
            "filters": filters(found.query, f"{LISTING.total(found.query):,} datasets", _own(found)),
            "keep": [(name, item) for name, items in asked.lists() if name == "q" or NOT in name for item in items],
            "pills": [{**vars(pill), "remove_url": _kept(found, pill.remove_url)} for pill in pills(found.query)],
        },
        "found": found,
        "matrix": _matrix(found, rows, columns),
        "hidden": (len(found.rows) - len(rows), len(found.columns) - len(columns)),
        "choices": sorted((LISTING.by_name[name].label, name) for name in columns_of(LISTING.cells)),
        "measures": MEASURES.items(),
        "list_url": reverse("datasets") + found.query.url(),
        "csv_url": f"?{own.urlencode()}",
        "nav_key": "datasets",
    }
    return render(request, "datasets/coverage.html", context)


CRUMBS = [("Data", ""), ("Datasets", "/datasets/")]


def _kept(found: Coverage, url: str) -> str:
    """An address of the list as one of this page."""
    return f"{url}&{_own(found)}" if url != "?" else f"?{_own(found)}"


def _own(found: Coverage) -> str:
    """What the addresses of this page have beyond those of the list."""
    return f"down={found.down.name}&across={found.across.name}&measure={found.measure}"


def _label(column: Column, value: Any) -> str:
    return column.word(value) or "none"


def _matrix(found: Coverage, rows: list[Any], columns: list[Any]) -> SafeString:
    """The table; each number leads to the list that it counts."""
    heads = [{"name": "down", "label": found.down.label, "primary": True}]
    heads += [{"name": f"c{at}", "label": _label(found.across, end), "numeric": True} for at, end in enumerate(columns)]
    lines = []
    for row in rows:
        cells = [plain(_label(found.down, row))]
        cells += [_cell(found, row, column) for column in columns]
        lines.append({"pk": None, "url": _url(found, {found.down.name: row}), "cells": cells})
    return table(heads, lines, caption=f"{MEASURES[found.measure]} by {found.down.label} and {found.across.label}")


def _cell(found: Coverage, row: Any, column: Any) -> SafeString:
    words = found.words(row, column)
    if not words:
        return EMPTY
    url = _url(found, {found.down.name: row, found.across.name: column})
    return SafeString(f'<a class="filled" href="{plain(url)}">{plain(words)}</a>')


def _url(found: Coverage, chosen: Mapping[str, Any]) -> str:
    values = {name: NONE if value is None else str(value) for name, value in chosen.items()}
    return reverse("datasets") + found.query.url(**values)


def _csv(found: Coverage) -> HttpResponse:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([found.down.name, *(harmless(_label(found.across, end)) for end in found.columns)])
    for row in found.rows:
        values = [found.values.get((row, column), 0) for column in found.columns]
        writer.writerow([harmless(_label(found.down, row)), *values])
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coverage.csv"'
    return response


urlpatterns: list[URLPattern] = [path("datasets/coverage/", page, name="coverage")]
