"""What a list says that has no rows: nothing yet, nothing matches (and what to drop), or that it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.listing.language import NOT
from portal.listing.query import Query, read_query

MOST_DROPS = 8
"""As many conditions are tried; who has set more knows what they are doing."""


@dataclass(frozen=True)
class Pill:
    """A filter in force, with the URL that lifts it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class Drop:
    """A condition without which there are rows; `count` is how many, None where counting would cost."""

    label: str
    value: str
    url: str
    count: int | None


@dataclass(frozen=True)
class Empty:
    """One of four: nothing yet, nothing matches, forbidden, failed."""

    kind: str
    title: str
    text: str
    action_label: str = ""
    action_url: str = ""
    drops: tuple[Drop, ...] = ()


def cleared(query: Query) -> str:
    """The query string without any filter."""
    excluded = {name: None for name in query.params if name.endswith(NOT)}
    changes: dict[str, Any] = {"q": None, **dict.fromkeys(query.values), **excluded}
    return query.url(**changes)


def empty(query: Query, count: int, pills: list[Pill]) -> Empty:
    """Why a page of the list has no rows."""
    listing = query.listing
    if count:
        return Empty("no_match", "There is no such page", "The list ends before it.", "First page", query.url())
    if not query.filtered:
        return Empty("nothing", f"No {listing.noun_plural} yet", listing.empty_text)
    said = " and ".join(f"{pill.label} {pill.value.replace(', ', ' or ')}" for pill in pills)
    drops = tuple(_drops(query, pills)) if len(pills) > 1 else ()
    return Empty(
        "no_match",
        f"No {listing.noun_plural} match",
        f"Read as: {said}." + ("" if drops else f" There are {listing.noun_plural} outside this search."),
        "Clear all filters",
        cleared(query),
        drops,
    )


def _drops(query: Query, pills: list[Pill]) -> list[Drop]:
    """The single conditions without which there are rows, the one that loses most first."""
    found = []
    for pill in pills[:MOST_DROPS]:
        other = read_query(query.listing, query.context, QueryDict(pill.remove_url.removeprefix("?")))
        count, some = _how_many(other)
        if some:
            found.append(Drop(pill.label, pill.value, pill.remove_url, count))
    return sorted(found, key=lambda drop: drop.count is None or -drop.count)


def _how_many(query: Query) -> tuple[int | None, bool]:
    """How many rows there are, where that is cheap, and whether there is any."""
    listing = query.listing
    if listing.cells is not None and listing.cells_for(query) is None:
        return None, listing.select(query).exists()
    count = listing.total(query)
    return count, count > 0
