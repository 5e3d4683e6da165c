"""Looking through the lists of the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from portal.listing import Context, Listing
from portal.listing.query import QueryError, read_query
from portal.policy import may
from portal.registry import registry


@dataclass(frozen=True)
class Hit:
    """A row that was found."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True)
class Hits:
    """What one list has: the first few, and where to see all."""

    label: str
    items: list[Hit]
    more: bool
    all_url: str


def exact(user: Any, text: str) -> str:
    """The address of the one thing that `text` names; empty when there is none."""
    for goto in registry.goto:
        found = goto.find(user, text.strip())
        if found:
            return found
    return ""


def search(user: Any, text: str) -> list[Hits]:
    """Hits by list, in the order of the menu. Costs one query per list, whatever the number of hits."""
    if not text.strip():
        return []
    found = (_in_list(listing(), user, text) for listing in registry.listings if listing.search and listing.hits)
    return [hits for hits in found if hits is not None]


def _in_list(listing: Listing, user: Any, text: str) -> Hits | None:
    if not may(user, listing.needs):
        return None
    today = timezone.localdate()
    params = QueryDict(urlencode({"q": text}))
    try:
        query = read_query(listing, Context(user, today, today), params)
    except QueryError:
        return None
    primary = next(column for column in query.columns if column.primary)
    hint = next((column for column in query.shown if column is not primary), primary)
    rows = list(listing.rows(query, (primary, hint))[: listing.hits + 1])
    if not rows:
        return None
    items = [
        Hit(
            primary.word(primary.of(row)),
            hint.word(hint.of(row)) if hint is not primary else "",
            listing.row_url(row),
        )
        for row in rows[: listing.hits]
    ]
    return Hits(
        listing.noun_plural.capitalize(),
        items,
        len(rows) > listing.hits,
        f"{reverse(listing.name)}?{params.urlencode()}",
    )
