"""Looking through the lists of the registry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from portal.faults import part
from portal.listing import Context, Listing
from portal.listing.query import QueryError, read_query
from portal.policy import may
from portal.registry import Found, registry


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
    failed: str = ""
    """Why nothing is known of this list; empty: it was looked through."""


def named(user: Any, text: str) -> list[Found]:
    """The things that `text` names exactly; several where it is the name or the number of more than one."""
    text = text.strip()
    things: dict[str, Found] = {}
    for goto in registry.goto:
        found = goto.find(user, text)
        if found:
            thing = found if isinstance(found, Found) else Found(found, text, goto.key)
            things.setdefault(thing.url, thing)
    return list(things.values())


def exact(user: Any, text: str) -> str:
    """The address of the one thing that `text` names; empty when there is none, or more than one."""
    things = named(user, text)
    return things[0].url if len(things) == 1 else ""


def lines(text: str) -> list[str]:
    """The names in a pasted list, one a line or paths with blanks between; empty for anything else.

    A field of one line makes blanks of line breaks.
    """
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) == 1:
        found = found[0].split()
        if not all(word.startswith("/") for word in found):
            return []
    return list(dict.fromkeys(found)) if len(found) > 1 else []


@dataclass(frozen=True)
class Pasted:
    """A pasted list: what each line names, and the lines that name nothing that the viewer may see."""

    things: list[Found]
    unknown: list[str]


def pasted(user: Any, names: list[str]) -> Pasted:
    """What a list of names holds. The number of queries does not grow with it."""
    things: dict[str, Found] = {}
    for goto in registry.goto:
        rest = [name for name in names if name not in things]
        if goto.many is not None and rest:
            things |= goto.many(user, rest)
    return Pasted([things[name] for name in names if name in things], [name for name in names if name not in things])


def search(user: Any, text: str) -> list[Hits]:
    """Hits by list, in the order of the menu. Costs one query per list, whatever the number of hits.

    A list that fails says so: it is not a list without hits.
    """
    if not text.strip():
        return []
    found = (
        part(
            f"search: {listing.name}",
            partial(_in_list, listing(), user, text),
            partial(_failed, listing, text),
        )
        for listing in registry.listings
        if listing.search and listing.hits
    )
    return [hits for hits in found if hits is not None]


def _failed(listing: type[Listing], text: str, words: str) -> Hits:
    all_url = f"{reverse(listing.name)}?{urlencode({'q': text})}"
    return Hits(capfirst(listing.noun_plural), [], more=False, all_url=all_url, failed=words)


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
        capfirst(listing.noun_plural),
        items,
        len(rows) > listing.hits,
        f"{reverse(listing.name)}?{params.urlencode()}",
    )
