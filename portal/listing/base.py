"""`Listing`: the declaration, and the querysets that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Model, Q, QuerySet

from portal.listing.columns import NONE, Column, Row
from portal.listing.filters import OverlapFilter, build_filterset
from portal.listing.lookups import pattern
from portal.listing.objects import made
from portal.listing.query import Query
from portal.listing.totals import Totals
from portal.policy import audience, may
from portal.ui.addresses import page_url

if TYPE_CHECKING:
    from portal.lifecycle.moves import Moves
    from portal.listing.writing import Writes


@dataclass(frozen=True)
class Context:
    """For whom and for which day a list is made."""

    user: Any
    on: date
    today: date

    @property
    def is_today(self) -> bool:
        return self.on == self.today


@dataclass(frozen=True)
class Action:
    """A button beside the title: `url_name` opens a page."""

    label: str
    url_name: str
    needs: str
    primary: bool = False
    args: tuple[str, ...] = ()
    carries: bool = False
    """Whether the page gets the filters of the list in its address."""


class Listing(Totals):
    """One noun as a list. Subclass, declare, add an instance's class to `registry.listings`."""

    name: ClassVar[str]
    """URL name of the page and of the API route, for example `people`."""
    path: ClassVar[str]
    model: ClassVar[type[Model]]
    noun: ClassVar[str]
    noun_plural: ClassVar[str]
    group: ClassVar[str]
    needs: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    ordering: ClassVar[tuple[str, ...]] = ("pk",)
    search: ClassVar[tuple[str, ...]] = ()
    search_label: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, str] | None] = None
    """Short names of columns, for a list whose text is read by `portal.listing.language`; None: as words alone."""
    detail: ClassVar[str] = ""
    """URL name of the page of one row."""
    has_as_of: ClassVar[bool] = False
    counted: ClassVar[tuple[type[Model], ...]] = ()
    """The `@counted` models that this list reads; empty: counts are made anew each time."""
    cells: ClassVar[type[Model] | None] = None
    """The cell table that counts for a large list all of whose rows everybody sees; the names of its columns are those
    of the filters."""
    text_column: ClassVar[str] = ""
    """Column of the plain-text export: one value a line and nothing else."""
    page_size: ClassVar[int] = 50
    actions: ClassVar[tuple[Action, ...]] = ()
    each: ClassVar[Action | None] = None
    """A link at the end of each row; `url_name` takes the key of the row."""
    filters: ClassVar[Mapping[str, django_filters.Filter]] = {}
    """Filters that are no column, for links from other pages."""
    empty_text: ClassVar[str] = ""
    writes: ClassVar[Writes | None] = None
    """How rows are made and changed by the API."""
    moves: ClassVar[Moves | None] = None
    """The moves of a row: the API links those that the viewer may take, and takes them."""
    bulk: ClassVar[tuple[str, ...]] = ()
    """Which of the moves the page offers for selected rows; the primary one also stands in each row."""
    asks: ClassVar[tuple[str, ...]] = ()
    """Fields that these moves and the name of a row read (`institute_id`, `institute__short_name`): they come with
    the rows. Empty: the objects are read by themselves."""
    hits: ClassVar[int] = 5
    """How many of this list the one search box shows."""
    comes_with_tables: ClassVar[bool] = False
    """Whether an empty site has rows of it already."""

    def base(self, context: Context) -> QuerySet[Any]:
        """The rows that the viewer may know of."""
        return self.model._default_manager.all()

    def scope(self, context: Context) -> str:
        """Equal for viewers who see the same rows; counts are shared among them."""
        return str(context.user.pk)

    def find(self, rows: QuerySet[Any], text: str, context: Context) -> QuerySet[Any]:
        """Rows in which each word of `text` occurs in one of the `search` fields (`*` and `?` are wildcards)."""
        for word in text.split():
            wanted = Q()
            for source in self.search:
                wanted |= Q(**{f"{source}__ilike": pattern(word)})
            rows = rows.filter(wanted)
        return rows

    def visibility(self, context: Context) -> str:
        """One sentence: who can see this list and why the viewer can."""
        return audience(context.user, self.needs)

    def row_url(self, row: Row) -> str:
        return page_url(self.detail, row["pk"]) if self.detail else ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def visible_columns(self, context: Context) -> tuple[Column, ...]:
        """The columns that exist for this viewer."""
        return tuple(column for column in self.columns if not column.needs or may(context.user, column.needs))

    def filterset_class(self, columns: tuple[Column, ...]) -> type[django_filters.FilterSet]:
        """The FilterSet of just these columns (made once for each set of visible columns)."""
        made: dict[tuple[str, ...], type[django_filters.FilterSet]] = self.__dict__.setdefault("_filtersets", {})
        key = tuple(column.name for column in columns)
        if key not in made:
            made[key] = build_filterset(self.name, self.model, columns, self.filters)
        return made[key]

    def annotated(self, context: Context, columns: tuple[Column, ...]) -> QuerySet[Any]:
        """The base rows with the expressions of `columns`."""
        expressions = {column.source: column.expr(context) for column in columns if column.expr is not None}
        rows = self.base(context)
        return rows.annotate(**expressions) if expressions else rows

    def select(self, query: Query, *, without: str = "") -> QuerySet[Any]:
        """The rows that the query asks for, unordered; `without` ignores one filter (for its facet)."""
        filtering = tuple(column for column in query.columns if self._filters_by(query, column))
        rows = self.annotated(query.context, filtering)
        if query.text and self.fields is None:
            rows = self.find(rows, query.text, query.context)
        for term in query.terms:
            rows = term.narrow(rows)
        for name, value in query.values.items():
            if name != without and value not in (None, "", []):
                rows = self.narrow(rows, name, value, query)
        return rows

    def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]:
        """The rows that one filter leaves; override for a filter that depends on the viewer."""
        chosen = self.filterset_class(query.columns).base_filters[name]
        narrowed: QuerySet[Any]
        if isinstance(chosen, OverlapFilter):
            narrowed = chosen.between(rows, query.values) if name == chosen.first(query.values) else rows
        else:
            narrowed = chosen.filter(rows, value)
        return narrowed

    def words(self, name: str, value: Any, query: Query) -> str:
        """The value of one of `filters` as the page says it."""
        return str(value)

    def leaves(
        self, query: Query, columns: tuple[Column, ...], count: Callable[[], int], row: Row | None = None
    ) -> None:
        """Asked before rows leave, on a page, in an export or by the API (`row`: one resource); Denied stops it.

        For lists whose readers are recorded; `count()` tells how many rows, and may cost a query.
        """

    def movable(self, context: Context, rows: list[Row]) -> Iterable[Any]:
        """The objects of rows of a page, whose moves are asked; here is read what these need beyond `asks`."""
        if self.asks:
            return made(self.model, rows, self.asks)
        return self.base(context).filter(pk__in=[row["pk"] for row in rows])

    def links(self, query: Query) -> list[dict[str, Any]]:
        """Buttons beside the title that depend on what was asked: {label, url}."""
        return []

    def hint(self, query: Query) -> str:
        """Safe HTML above the rows: what the reader may want instead; empty: nothing."""
        return ""

    def headers(self, query: Query) -> dict[str, str]:
        """HTTP headers of an export and of the API: what a program has to know of the rows as a whole."""
        return {}

    def rows(self, query: Query, columns: tuple[Column, ...], also: Iterable[str] = ()) -> QuerySet[Any]:
        """The rows in order as dictionaries that hold what `columns` show, the fields `also`, and nothing else."""
        return self._values(self.select(query), query, columns, also).order_by(*self.order(query))

    def one(self, query: Query, pk: int) -> Row | None:
        """The row of one object with all columns that the viewer may see, whatever the filters; None if not his."""
        found: Row | None = self._values(self.base(query.context).filter(pk=pk), query, query.columns).first()
        return found

    def _values(
        self, rows: QuerySet[Any], query: Query, columns: tuple[Column, ...], also: Iterable[str] = ()
    ) -> QuerySet[Any, Any]:
        already = set(rows.query.annotations)
        expressions: dict[str, Any] = {}
        wanted = {"pk", *also}
        read = [column for column in columns if column.bundle is None]
        for column in (*read, *self._sorted_by(query)):
            if column.expr is not None and column.source not in already:
                expressions[column.source] = column.expr(query.context)
        for bundle in {column.bundle for column in columns if column.bundle is not None}:
            expressions[bundle.name] = bundle.expr(query.context)
            wanted.add(bundle.name)
        for column in columns:
            extra = column.extra(query.context) if column.extra else {}  # noqa: S610  not the queryset's
            expressions |= extra
            wanted |= {*column.uses, *extra} | ({column.source} if column.bundle is None else set())
        if expressions:
            rows = rows.annotate(**expressions)
        return rows.values(*sorted(wanted))

    def order(self, query: Query) -> tuple[str, ...]:
        """The ordering fields; the primary key breaks ties, so that pages never repeat a row."""
        fields = self.ordering
        if query.sort:
            column = self.by_name[query.sort.removeprefix("-")]
            minus = query.sort.startswith("-")
            fields = tuple(_flip(name) if minus else name for name in column.ordering)
        return fields if fields[-1].lstrip("-") in ("pk", "id") else (*fields, "pk")

    def _filters_by(self, query: Query, column: Column) -> bool:
        names = (column.name, f"{column.name}_from", f"{column.name}_to")
        return any(term.column is column for term in query.terms) or any(
            query.values.get(name) not in (None, "", []) for name in names
        )

    def _sorted_by(self, query: Query) -> tuple[Column, ...]:
        return (self.by_name[query.sort.removeprefix("-")],) if query.sort else ()

    def stream(self, query: Query, columns: tuple[Column, ...]) -> Iterator[Row]:
        """All rows of the query from a server-side cursor: memory does not grow with their number."""
        return self.rows(query, columns).iterator(chunk_size=2000)


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


__all__ = ["NONE", "Action", "Context", "Listing"]
