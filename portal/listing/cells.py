"""Counts of a large table from sums that the database keeps, so that they cost what the answer holds.

A cell is one combination of the values by which a list is filtered, with how many rows have it. A statement that
writes the table adds the difference that it makes as further cells, in its own transaction. Nobody changes a cell: so
writers never wait for each other, and whoever sees the rows of a transaction sees its cells. The sum over the cells of
a combination is exact at any time; `compact` folds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import pgtrigger
from django.db import connection, models, transaction

M = TypeVar("M", bound=type[models.Model])
ROWS = "rows"
"""The field of a cell that says how many rows are in it."""


@dataclass(frozen=True)
class Cells:
    """The cell table of `source`: `columns` tell a cell from another, `sums` are summed over its rows."""

    source: type[models.Model]
    cell: type[models.Model]
    columns: tuple[str, ...]
    sums: tuple[str, ...]
    beside: type[models.Model] | None = None

    @property
    def added(self) -> tuple[str, ...]:
        """The columns that the other table has."""
        if self.beside is None:
            return ()
        return tuple(field.name for field in self.beside._meta.concrete_fields if not field.primary_key)

    def whole(self, rows: str) -> str:
        """Rows of the source, each with what the other table has of it, or NULL."""
        if self.beside is None:
            return rows
        return self._joined(f"{rows} AS s LEFT JOIN {self._table(self.beside)} AS b ON {self._same}", "b")

    def turned(self, rows: str, *, known: bool) -> str:
        """The rows of the source that belong to `rows` of the other table: as these say, or as without them."""
        table = f"{rows} AS b JOIN {self._table(self.source)} AS s ON {self._same}"
        return self._joined(table, "b" if known else "")

    def _joined(self, table: str, known: str) -> str:
        columns = (f'{known}."{name}"' if known else f'NULL::varchar AS "{name}"' for name in self.added)
        return f"(SELECT s.*, {', '.join(columns)} FROM {table}) AS whole"  # noqa: S608  names of tables and columns

    @property
    def _same(self) -> str:
        assert self.beside is not None
        return f's."{self.source._meta.pk.column}" = b."{self.beside._meta.pk.column}"'

    @staticmethod
    def _table(model: type[models.Model]) -> str:
        return f'"{model._meta.db_table}"'

    def names(self) -> str:
        return ", ".join(f'"{name}"' for name in (*self.columns, ROWS, *self.sums))

    def grouped(self, rows: str, *, counted: str = "1") -> str:
        """The statement that adds the cells of `rows`, of which each counts for `counted` in the cells."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        sums = [f"sum({counted})", *(f'coalesce(sum("{name}"), 0)' for name in self.sums)]
        some = " OR ".join(f"{total} <> 0" for total in sums)
        into = f'INSERT INTO "{self.cell._meta.db_table}" ({self.names()})'
        return f"{into} SELECT {columns}, {', '.join(sums)} FROM {rows} GROUP BY {columns} HAVING {some}"  # noqa: S608

    def difference(self, rows: str, sign: str) -> str:
        """What writing `rows` of the source adds (+) or takes away (-), row by row."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        sums = "".join(f', {sign}coalesce("{name}", 0) AS "{name}"' for name in self.sums)
        return f'SELECT {columns}, {sign}1 AS "{ROWS}"{sums} FROM {rows}'  # noqa: S608  likewise

    def writes(self, *parts: str) -> str:
        return self.grouped(f"({' UNION ALL '.join(parts)}) AS written", counted=f'"{ROWS}"')

    def triggers(self) -> list[pgtrigger.Trigger]:
        """A statement that writes the source writes the difference."""
        new, old = self.difference(self.whole("new_rows"), "+"), self.difference(self.whole("old_rows"), "-")
        before, after = pgtrigger.Referencing(old="old_rows"), pgtrigger.Referencing(new="new_rows")
        both = pgtrigger.Referencing(old="old_rows", new="new_rows")
        return [
            _trigger("cells_insert", pgtrigger.Insert, self.writes(new), after),
            _trigger("cells_update", pgtrigger.Update, self.writes(new, old), both),
            _trigger("cells_delete", pgtrigger.Delete, self.writes(old), before),
            _trigger("cells_truncate", pgtrigger.Truncate, f'DELETE FROM "{self.cell._meta.db_table}"'),  # noqa: S608
        ]

    def triggers_beside(self) -> list[pgtrigger.Trigger]:
        """A statement that writes the other table moves its rows of the source from cell to cell."""

        def part(rows: str, sign: str, *, known: bool = True) -> str:
            return self.difference(self.turned(rows, known=known), sign)

        made = self.writes(part("new_rows", "+"), part("new_rows", "-", known=False))
        moved = self.writes(part("new_rows", "+"), part("old_rows", "-"))
        gone = self.writes(part("old_rows", "+", known=False), part("old_rows", "-"))
        before, after = pgtrigger.Referencing(old="old_rows"), pgtrigger.Referencing(new="new_rows")
        both = pgtrigger.Referencing(old="old_rows", new="new_rows")
        forget = ", ".join(f'"{name}" = NULL' for name in self.added)
        return [
            _trigger("cells_insert", pgtrigger.Insert, made, after),
            _trigger("cells_update", pgtrigger.Update, moved, both),
            _trigger("cells_delete", pgtrigger.Delete, gone, before),
            _trigger("cells_truncate", pgtrigger.Truncate, f"UPDATE {self._table(self.cell)} SET {forget}"),  # noqa: S608
        ]


def _trigger(name: str, operation: Any, statement: str, referencing: Any = None) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"{statement}; RETURN NULL;",
    )


_known: dict[type[models.Model], Cells] = {}


def cells_of(
    source: type[models.Model], sums: Iterable[str] = (), *, beside: type[models.Model] | None = None
) -> Callable[[M], M]:
    """Make the decorated model the cell table of `source`.

    Its fields are named like those of the source; `rows` counts, `sums` are whole numbers that are summed, NULL as 0.
    `beside` is a table that has a row for some of the source, by the same key, and text columns; its fields are fields
    of the cells as well, NULL for rows that it does not have. Whoever writes it holds the rows of the source, so that
    nobody changes these between the two.
    """

    def made(model: M) -> M:
        summed = tuple(sums)
        own = tuple(field.name for field in model._meta.concrete_fields if not field.primary_key)
        columns = tuple(name for name in own if name not in (ROWS, *summed))
        _known[model] = cells = Cells(source, model, columns, summed, beside)
        pgtrigger.register(*cells.triggers())(source)
        if beside is not None:
            pgtrigger.register(*cells.triggers_beside())(beside)
        return model

    return made


def columns_of(cell: type[models.Model]) -> frozenset[str]:
    """The fields that tell one cell from another."""
    return frozenset(_known[cell].columns)


def compact(cell: type[models.Model]) -> None:
    """Fold the cells of equal values into one; readers and writers go on meanwhile."""
    cells = _known[cell]
    folded = cells.grouped("gone", counted=f'"{ROWS}"')
    with connection.cursor() as cursor:
        cursor.execute(f'WITH gone AS (DELETE FROM "{cell._meta.db_table}" RETURNING *) {folded}')  # noqa: S608


def compact_all() -> None:
    """Fold every cell table."""
    for cell in _known:
        compact(cell)


def cell_tables() -> list[type[models.Model]]:
    """Every cell table."""
    return list(_known)


def wrong(cell: type[models.Model]) -> int:
    """How many combinations of values the cells and the source count differently; 0 at any time."""
    cells = _known[cell]
    columns = ", ".join(f'"{name}"' for name in cells.columns)
    kept = ", ".join(f'-"{name}"' for name in (ROWS, *cells.sums))
    counted = cells.difference(cells.whole(f'"{cells.source._meta.db_table}"'), "+")
    both = f'{counted} UNION ALL SELECT {columns}, {kept} FROM "{cell._meta.db_table}"'  # noqa: S608
    some = " OR ".join(f'sum("{name}") <> 0' for name in (ROWS, *cells.sums))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM ({both}) AS found GROUP BY {columns} HAVING {some}")  # noqa: S608
        return len(cursor.fetchall())


def rebuild(cell: type[models.Model]) -> None:
    """Count the source anew, for rows that were written without triggers."""
    cells = _known[cell]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{cell._meta.db_table}"')
        cursor.execute(cells.grouped(cells.whole(f'"{cells.source._meta.db_table}"')))
