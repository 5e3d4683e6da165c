"""What a URL asks of a list: text, filters, order, page, columns, day. The URL is the whole state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.listing import language
from portal.listing.columns import Column
from portal.listing.language import Term, Unreadable
from portal.plain import whole

if TYPE_CHECKING:
    from portal.listing.base import Context, Listing

RESERVED = {"q", "sort", "page", "page_size", "col", "as_of", "format"}


class QueryError(ValueError):
    """The URL asks for something the list does not have; each message names the parameter."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


@dataclass
class Query:
    """A validated request to a list."""

    listing: Listing
    context: Context
    params: QueryDict
    columns: tuple[Column, ...]
    """All columns that exist for this viewer."""
    shown: tuple[Column, ...]
    text: str = ""
    sort: str = ""
    page: int = 1
    values: dict[str, Any] = field(default_factory=dict)
    """Cleaned filter values by parameter name."""
    terms: tuple[Term, ...] = ()
    """The conditions of the text, where the list reads it by fields, and the exclusions of the address."""

    def url(self, **changes: Any) -> str:
        """The query string with `changes`; None removes a parameter, a list repeats it; paging starts again."""
        changes.setdefault("page", None)
        pairs = [(name, items) for name, items in self.params.lists() if name not in changes]
        pairs += [(name, _items(value)) for name, value in changes.items()]
        return f"?{urlencode([(name, item) for name, items in pairs if any(items) for item in items])}"

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.text or self.terms or any(self.values.values()))

    @property
    def words(self) -> bool:
        """Whether text is looked for that is not the value of a column."""
        if self.listing.fields is None:
            return bool(self.text)
        return any(term.free for term in self.terms)

    def lifted(self, term: Term) -> str:
        """The query string without one of the conditions."""
        if term.parameter:
            return self.url(**{term.parameter: None})
        return self.url(q=language.without(self.terms, term) or None)

    def key(self, *, without: str = "") -> str:
        """A text equal for equal filters, whatever their order in the URL, and different for different ones."""
        parts = sorted(
            (name, sorted(map(str, value)) if isinstance(value, list) else [str(getattr(value, "pk", value))])
            for name, value in self.values.items()
            if value not in (None, "", []) and name != without
        )
        excluded = sorted((term.parameter, sorted(term.values)) for term in self.terms if term.parameter)
        return repr((self.text, parts, *excluded))


def _items(value: Any) -> list[str]:
    """A new value of a parameter as the URL repeats it."""
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def read_query(listing: Listing, context: Context, params: QueryDict) -> Query:
    """Validate `params` for `listing`. Raises QueryError naming every parameter that does not fit."""
    columns = listing.visible_columns(context)
    filters = listing.filterset_class(columns).base_filters
    known = {*RESERVED, *filters, *(f"{item.name}{language.NOT}" for item in columns if item.filter == "choice")}
    errors = [f"{name}: this list has no such filter" for name in params if name not in known]
    values = _values(filters, params, errors)
    errors += _reversed(values)

    page = params.get("page", "1")
    if not 1 <= (whole(page) or 0) <= 10**6:
        errors.append(f"page: {page[:20]!r} is not a page number")
    sort = params.get("sort", "")
    sortable = {column.name for column in columns if column.ordering}
    if sort.removeprefix("-") not in sortable | {""}:
        errors.append(f"sort: there is no column {sort.removeprefix('-')!r} to sort by")
    shown = _shown(columns, params, errors)
    text = params.get("q", "").strip()
    if "\x00" in text or len(text) > 500:
        errors.append("q: the text is longer than 500 characters or holds control characters")
    terms = _terms(listing, columns, params, text, errors)
    if errors:
        raise QueryError(errors)
    return Query(listing, context, params, columns, shown, text, sort, int(page), values, terms)


def _terms(
    listing: Listing, columns: tuple[Column, ...], params: QueryDict, text: str, errors: list[str]
) -> tuple[Term, ...]:
    terms: tuple[Term, ...] = ()
    try:
        if listing.fields is not None and text and not errors:
            terms = language.read(listing, columns, text)
    except Unreadable as error:
        errors.append(f"q: {error}")
    try:
        terms += language.excluded(listing, columns, params)
    except Unreadable as error:
        errors.append(str(error))
    return terms


def _values(filters: Mapping[str, Any], params: QueryDict, errors: list[str]) -> dict[str, Any]:
    """The cleaned value of each filter, None for one that is not asked for.

    Asked of the fields themselves: a form would copy all of them for every reader.
    """
    values = dict.fromkeys(filters)
    for name in params:
        if name in filters:
            field = filters[name].field
            try:
                values[name] = field.clean(field.widget.value_from_datadict(params, {}, name))
            except ValidationError as error:
                errors += [f"{name}: {message}" for message in error.messages]
    return values


def _reversed(values: Mapping[str, Any]) -> list[str]:
    """Ranges that end before they begin: nothing lies in one, which is no answer to what was meant."""
    pairs = (
        (name, values[name], values.get(f"{name.removesuffix('_from')}_to"))
        for name in values
        if name.endswith("_from")
    )
    return [f"{name}: {low} is more than {high}" for name, low, high in pairs if None not in (low, high) and low > high]


def _shown(columns: tuple[Column, ...], params: QueryDict, errors: list[str]) -> tuple[Column, ...]:
    wanted = [name for name in params.getlist("col") if name]
    if not wanted:
        return tuple(column for column in columns if column.shown)
    by_name = {column.name: column for column in columns}
    errors += [f"col: there is no column {name!r}" for name in wanted if name not in by_name]
    chosen = [by_name[name] for name in wanted if name in by_name]
    missing = [column for column in columns if column.primary and column not in chosen]
    return (*missing, *chosen)


def day_words(on: date, today: date) -> str:
    """`today`, or the day."""
    return "today" if on == today else on.isoformat()
