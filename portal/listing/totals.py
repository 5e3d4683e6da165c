"""How many rows a query has, and how many with each value: counted once for all who see the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import F, Model, QuerySet, Sum

from portal.listing.cells import ROWS, columns_of
from portal.listing.columns import Column
from portal.listing.counting import Counts, count_by
from portal.listing.lookups import literal
from portal.listing.versions import remembered, versions

if TYPE_CHECKING:
    from portal.listing.base import Context
    from portal.listing.query import Query


class Totals:
    """The counting half of a `Listing`."""

    name: ClassVar[str]
    model: ClassVar[type[Model]]
    has_as_of: ClassVar[bool]
    counted: ClassVar[tuple[type[Model], ...]]
    cells: ClassVar[type[Model] | None]

    if TYPE_CHECKING:

        def scope(self, context: Context) -> str: ...
        def select(self, query: Query, *, without: str = "") -> QuerySet[Any]: ...
        def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]: ...

    def total(self, query: Query) -> int:
        """How many rows the query has; exact."""
        return int(self.remember(query, "total", lambda: self._total(query)))

    def _total(self, query: Query) -> int:
        cells = self.cells_for(query)
        return self.select(query).count() if cells is None else cells.aggregate(found=Sum(ROWS))["found"] or 0

    def counts(self, query: Query, columns: Iterable[Column]) -> dict[str, Counts]:
        """By the name of each column its values with their counts under all other filters, most frequent first.

        The columns by which nothing is filtered see the same rows and are counted together.
        """
        free = [column for column in columns if not query.values.get(column.name)]
        names = ",".join(column.name for column in free)
        found: dict[str, Counts] = self.remember(query, f"facets:{names}", lambda: self._count(query, free))
        for column in columns:
            if column not in free:
                found |= self.remember(
                    query,
                    f"facets:{column.name}",
                    partial(self._count, query, [column], without=column.name),
                    without=column.name,
                )
        return found

    def facet(self, query: Query, column: Column) -> Counts:
        """The counts of one column."""
        return self.counts(query, [column])[column.name]

    def _count(self, query: Query, columns: list[Column], without: str = "") -> dict[str, Counts]:
        sources = [column.source for column in columns]
        names = [column.name for column in columns]
        cells = self.cells_for(query, names, without=without)
        if cells is not None:
            found = count_by(cells, sources, ROWS)
            return {column.name: found[column.source] for column in columns}
        rows = self.select(query, without=without)
        already = set(rows.query.annotations)
        expressions = {
            column.source: column.expr(query.context)
            for column in columns
            if column.expr is not None and column.source not in already
        }
        found = count_by(rows.annotate(**expressions), sources)
        return {column.name: found[column.source] for column in columns}

    def cells_for(self, query: Query, names: Iterable[str] = (), *, without: str = "") -> QuerySet[Any] | None:
        """The cells of the rows that the query asks for; None where it asks for what cells do not know."""
        asked = {name for name, value in query.values.items() if name != without and value not in (None, "", [])}
        terms = [term for term in query.terms if term.about]
        needed = {*asked, *names, *(term.about for term in terms)}
        if self.cells is None or query.words or not needed <= columns_of(self.cells):
            return None
        known = columns_of(self.cells)
        sources = {column.source: F(column.name) for column in query.columns if column.name in known}
        renamed = {source: field for source, field in sources.items() if source not in known}
        cells: QuerySet[Any] = self.cells._default_manager.annotate(**renamed)
        for term in terms:
            cells = term.narrow(cells)
        for name in asked:
            cells = self.narrow(cells, name, query.values[name], query)
        return cells

    def spellings(self, column: Column, value: str) -> list[str]:
        """The values of a facet that differ from `value` in capital letters at most.

        Looked up where they are few: the rows are then asked for exact values, which their indexes serve.
        """
        if column.filter != "choice" or column.kind not in ("text", "code") or column.expr is not None:
            return []
        table, source = self.model, column.source
        if self.cells is not None:
            table, source = self.cells, column.name
            if source not in columns_of(table):
                return []

        def found() -> list[str]:
            rows = table._default_manager.filter(**{f"{source}__ilike": literal(value)})
            return list(rows.order_by(source).values_list(source, flat=True).distinct())

        version = self.versions()
        return remembered(version, f"{self.name}|spelt|{column.name}|{value.lower()}", found) if version else found()

    def versions(self) -> str:
        return versions(self.counted) if self.counted else ""

    def remember(self, query: Query, what: str, count: Any, *, without: str = "") -> Any:
        """What `count` makes of the query; kept for all who see the same rows, until one of them changes."""
        version: str | None = query.__dict__.get("version")
        if version is None:
            version = query.__dict__["version"] = self.versions()
        if not version:
            return count()
        day = query.context.on if self.has_as_of else ""
        key = f"{self.name}|{what}|{self.scope(query.context)}|{day}|{query.key(without=without)}"
        return remembered(version, key, count)
