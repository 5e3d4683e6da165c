"""The filters of a list as the page shows them: facets with counts, and fields from-to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.template.loader import render_to_string

from portal.listing.columns import NONE, Column
from portal.listing.language import NOT
from portal.listing.query import Query

FACET_VALUES = 30
"""How many values a facet shows; narrowing the search shows the others."""


@dataclass(frozen=True)
class FacetValue:
    """A value that can be chosen, with how many rows have it under all other filters.

    `turn_url` excludes it, or takes the exclusion off; a value that is chosen has none.
    """

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool = False
    turn_url: str = ""


@dataclass(frozen=True)
class Facet:
    """The values of one column; `hidden_more` others are not shown."""

    name: str
    label: str
    values: list[FacetValue]
    open: bool = True
    hidden_more: int = 0


@dataclass(frozen=True)
class Range:
    """A pair of fields, from and to; `kind` is number or date."""

    name: str
    label: str
    kind: str
    value_from: str
    value_to: str


def filters(query: Query, count_text: str, more: str = "") -> str:
    """The filters as safe HTML, empty for a list without any; drawn once for all who ask the same of the same rows.

    `more` is what the addresses of the page have beyond those of the list.
    """

    def drawn() -> str:
        found = {
            "facets": facets(query, more),
            "texts": texts(query),
            "ranges": ranges(query),
            "count_text": count_text,
        }
        some = found["facets"] or found["texts"] or found["ranges"]
        return render_to_string("listing/_facets.html", {"filters": found}) if some else ""

    what = repr((count_text, [column.name for column in query.columns], query.url(), more))
    html: str = query.listing.remember(query, f"filters:{what}", drawn)
    return html


def texts(query: Query) -> list[dict[str, str]]:
    """The fields for text, holding what the URL says."""
    return [
        {"name": column.name, "label": column.label, "value": query.params.get(column.name, "")}
        for column in query.columns
        if column.filter in ("text", "exact")
    ]


def typed(column: Column, value: Any) -> Any:
    """A value of the URL as the choices of the column have it."""
    if column.choices is not None and isinstance(value, str):
        return next((item for item in column.choices.values if str(item) == value), value)
    return value


def facets(query: Query, more: str = "") -> list[Facet]:
    """The facets with their counts; chosen and excluded values first, then by count."""
    made: list[Facet] = []
    columns = [column for column in query.columns if column.filter == "choice"]
    counts = query.listing.counts(query, columns)
    for column in columns:
        chosen = [str(item) for item in query.values.get(column.name) or ()]
        turn = _turn(query, column, chosen, more)
        values = [
            FacetValue(_value(item), column.word(item) or "none", count, _value(item) in chosen, turn_url=turn(item))
            for item, count in _merged(counts[column.name])
        ]
        present = {value.value for value in values}
        values += [
            FacetValue(item, column.word(typed(column, item)), 0, True) for item in chosen if item not in present
        ]
        values += _excluded(query, column, more)
        values.sort(key=lambda value: not value.selected and not value.excluded)
        if values:
            shown, hidden = values[:FACET_VALUES], max(0, len(values) - FACET_VALUES)
            asked = shown[0].selected or shown[0].excluded
            made.append(Facet(column.name, column.label, shown, asked or len(made) < 5, hidden))
    return made


def _turn(query: Query, column: Column, chosen: list[str], more: str) -> Callable[[Any], str]:
    """From a value of the column to the address that excludes it, too; empty for one that is chosen."""
    name = f"{column.name}{NOT}"
    start = _joined(query.url(**{name: query.params.getlist(name)}), more)
    start = _joined(start, urlencode({name: ""}))  # written once: a page has hundreds of values
    return lambda item: "" if _value(item) in chosen else start + quote_plus(_value(item))


def _excluded(query: Query, column: Column, more: str) -> list[FacetValue]:
    """The values that the address or the text excludes; no row of the list has one, so they are not counted."""
    made = {}
    for term in query.terms:
        if not term.negative or term.column is not column:
            continue
        for value in term.values:
            others = [item for item in query.params.getlist(term.parameter) if item != value]
            url = query.url(**{term.parameter: others}) if term.parameter else query.lifted(term)
            label = column.word(typed(column, value))
            made[value] = FacetValue(value, label, 0, selected=False, excluded=True, turn_url=_joined(url, more))
    return list(made.values())


def _joined(url: str, more: str) -> str:
    return f"{url}{'&' if more and url != '?' else ''}{more}"


def _value(item: Any) -> str:
    return NONE if item is None or item == "" else str(item)


def _merged(counts: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """NULL and empty text are one value for a reader."""
    empty = sum(count for item, count in counts if item in (None, ""))
    return [(item, count) for item, count in counts if item not in (None, "")] + ([("", empty)] if empty else [])


def ranges(query: Query) -> list[Range]:
    """The pairs of fields, holding what the URL says."""
    get = query.params.get
    return [
        Range(
            column.name,
            column.label,
            "date" if column.filter == "dates" else "number",
            get(f"{column.name}_from", ""),
            get(f"{column.name}_to", ""),
        )
        for column in query.columns
        if column.filter in ("range", "dates", "overlap")
    ]
