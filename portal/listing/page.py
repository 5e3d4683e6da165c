"""What the list template shows, computed from a `Query`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from portal.lifecycle import Offer
from portal.listing import bulk, language
from portal.listing.base import Action
from portal.listing.columns import Row
from portal.listing.empty import Pill, cleared, empty
from portal.listing.exports import kinds
from portal.listing.facets import filters, typed
from portal.listing.language import NOT, Term, within
from portal.listing.query import Query, day_words
from portal.policy import may
from portal.ui.addresses import page_url
from portal.ui.components import link
from portal.ui.tables import table


@dataclass(frozen=True)
class Head:
    """A column as the table head shows it."""

    name: str
    label: str
    sort_url: str
    sorted: str | None
    numeric: bool
    primary: bool
    mono: bool
    state: bool


DEEDS = Head("deeds", "", "", None, numeric=False, primary=False, mono=False, state=False)
"""The column of buttons."""


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    pk: Any
    url: str
    cells: list[Any]
    selectable: bool = False


def pills(query: Query) -> list[Pill]:
    """The filters in force, each with the URL that lifts it."""
    found = [Pill("text", query.text, query.url(q=None))] if query.text and query.listing.fields is None else []
    found += [Pill(term.label, " or ".join(_said(query, term)), query.lifted(term)) for term in query.terms]
    for column in query.columns:
        for name, label in (
            (column.name, column.label),
            (f"{column.name}_from", f"{column.label} from"),
            (f"{column.name}_to", f"{column.label} to"),
        ):
            value = query.values.get(name)
            if value in (None, "", []):
                continue
            items = value if isinstance(value, list) else [value]
            words = ", ".join(column.word(typed(column, item)) for item in items)
            found.append(Pill(within(label), words, query.url(**{name: None})))
    for name, extra in query.listing.filters.items():
        if query.values.get(name) not in (None, ""):
            words = query.listing.words(name, query.values[name], query)
            found.append(Pill(str(extra.label), words, query.url(**{name: None})))
    return found


def _said(query: Query, term: Term) -> list[str]:
    """The values of a condition in words."""
    column = term.column
    return list(term.values) if column is None else [column.word(typed(column, value)) for value in term.values]


def read_as(query: Query) -> str:
    """How the request was understood, in words; empty when nothing narrows the list."""
    said = [f"{pill.label} {pill.value.replace(', ', ' or ')}" for pill in pills(query)]
    return " and ".join(said)


def heads(query: Query) -> list[Head]:
    """The table head: a click sorts, a second one turns the order round."""
    made = []
    for column in query.shown:
        now = {column.name: "ascending", f"-{column.name}": "descending"}.get(query.sort)
        if not query.sort and column.ordering and column.ordering == query.listing.ordering[: len(column.ordering)]:
            now = "ascending"
        turned = f"-{column.name}" if now == "ascending" else column.name
        made.append(
            Head(
                column.name,
                column.label,
                query.url(sort=turned) if column.ordering else "",
                now,
                column.numeric,
                column.primary,
                column.kind == "code",
                column.tones is not None,
            )
        )
    return made


def pager(query: Query, count: int, rows: int) -> dict[str, Any]:
    """The links to the first two pages, the neighbours and the last; `gap` marks what is left out before one."""
    size = query.listing.page_size
    last_page = max(1, -(-count // size))
    numbers = sorted({1, 2, query.page - 1, query.page, query.page + 1, last_page} & set(range(1, last_page + 1)))
    pages, before = [], 0
    for number in numbers:
        pages.append(
            {
                "number": number,
                "url": query.url(page=number),
                "current": number == query.page,
                "gap": number > before + 1,
            }
        )
        before = number
    first = (query.page - 1) * size
    return {
        "first": first + 1 if rows else 0,
        "last": first + rows,
        "total": count,
        "prev_url": query.url(page=query.page - 1) if query.page > 1 else "",
        "next_url": query.url(page=query.page + 1) if query.page < last_page else "",
        "pages": pages,
    }


def build(query: Query) -> dict[str, Any]:
    """The context of `listing/page.html` for a query that could be read."""
    listing, context = query.listing, query.context
    count = listing.total(query)
    start = (query.page - 1) * listing.page_size
    rows = list(listing.rows(query, query.shown, listing.asks)[start : start + listing.page_size])
    listing.leaves(query, query.shown, rows.__len__)
    found = bulk.offers(listing, context, rows)
    verbs = bulk.bar(listing, found)
    each = listing.each if listing.each and may(context.user, listing.each.needs) else None
    head = [*heads(query), *([DEEDS] if verbs or each else [])]
    lines = [_line(query, row, found.get(row["pk"]) if verbs else None, each) for row in rows]
    frame = _frame(query, count)
    return {
        **frame,
        "filters": filters(query, frame["count_text"]),
        "bulk": verbs,
        "table_html": table(head, lines, caption=listing.noun_plural, selectable=bool(verbs), boost=True)
        if lines
        else "",
        "pager": pager(query, count, len(lines)),
        "exports": exports(query),
        "empty": None if lines else empty(query, count, pills(query)),
        "language": language.guide(listing, query.columns) if listing.fields is not None else None,
        "hint": listing.hint(query),
        "column_choice": [
            {"name": column.name, "label": column.label, "shown": column in query.shown, "fixed": column.primary}
            for column in query.columns
        ],
        "visibility": listing.visibility(context),
    }


def _line(query: Query, row: Row, offered: tuple[Any, list[Offer]] | None, each: Action | None) -> Line:
    """A row of the table; `offered` (the object and its moves) adds the box and the button, `each` a link."""
    listing = query.listing
    cells: list[Any] = [column.html(row) for column in query.shown]
    if each is not None:
        cells.append(link(each.label, page_url(each.url_name, row["pk"])))
    if offered is None:
        return Line(row["pk"], listing.row_url(row), cells)
    obj, moves = offered
    selectable = any(offer.name in listing.bulk for offer in moves)
    return Line(row["pk"], listing.row_url(row), [*cells, bulk.button(listing, obj, moves)], selectable)


def _frame(query: Query, count: int) -> dict[str, Any]:
    listing, context = query.listing, query.context
    noun = listing.noun if count == 1 else listing.noun_plural
    found = pills(query)
    return {
        "name": listing.name,
        "noun_plural": listing.noun_plural,
        "group": listing.group,
        "title": f"{count:,} {noun}",
        "count": count,
        "count_text": f"{count:,} {noun}",
        "read_as": read_as(query),
        "query": query.text,
        "search_label": listing.search_label,
        "pills": found,
        "clear_url": cleared(query) if found else "",
        "actions": [
            {
                "label": action.label,
                "url": reverse(action.url_name, args=action.args) + (query.url() if action.carries else ""),
                "primary": action.primary,
            }
            for action in listing.actions
            if may(context.user, action.needs)
        ]
        + listing.links(query),
        "keep": [
            (name, item)
            for name, items in query.params.lists()
            if name in ("sort", "as_of", "col") or name.endswith(NOT)
            for item in items
        ],
        "keep_columns": [
            (name, item) for name, items in query.params.lists() if name not in ("col", "page") for item in items
        ],
        "as_of": as_of_control(query) if listing.has_as_of else None,
    }


def as_of_control(query: Query) -> dict[str, Any]:
    """The "as of" control, with everything else that the URL holds."""
    return {
        "date": query.context.on,
        "is_today": query.context.is_today,
        "words": day_words(query.context.on, query.context.today),
        "hidden": [
            (name, item) for name, items in query.params.lists() if name not in ("as_of", "page") for item in items
        ],
        "today_url": query.url(as_of=None),
    }


def exports(query: Query) -> list[dict[str, str]]:
    """The links to the exports of what the page shows."""
    return [{"label": label, "url": query.url(format=kind)} for kind, label in kinds(query).items()]
