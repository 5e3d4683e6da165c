"""The small tables of a page, read in one statement.

A page of one thing shows half a dozen tables of a few rows each. Django needs longer to build each of their queries and
to make objects of its rows than PostgreSQL to answer it. `Rows` declares such a query by key and day; a page joins
those that the viewer may see into one statement, which is compiled once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from portal.prepared import prepared

KEY, DAY = -918273645, date(1, 2, 3)
"""Stand for the key and the day while a query is compiled; nobody has such a key, and no record such a day."""
PART = "(SELECT coalesce(json_agg(json_build_array({names})), '[]') FROM ({inner}) AS found({names}))"
Found = list[dict[str, Any]]


class Rows:
    """Rows of another noun for a page: `query(key, on)` is a queryset of `.values(...)` and a pure function of both.

    What it computes from the day it has to compute in SQL, since it is called once, with a day that stands for any.
    """

    def __init__(self, query: Callable[[Any, date], QuerySet[Any, Any]]) -> None:
        self.query = query


def gather(wanted: Sequence[Rows], key: int, on: date) -> dict[Rows, Found]:
    """The rows of all `wanted` in one query: dictionaries by the names of `.values(...)`."""
    if not wanted:
        return {}
    sql, slots, readers = _compiled(tuple(wanted))
    params = [key if slot == KEY else on if slot == DAY else slot for slot in slots]
    with prepared() as cursor:
        cursor.execute(sql, params)
        answers = cursor.fetchone() or ()
    return {
        rows: [{name: read(value) for (name, read), value in zip(reader, line, strict=True)} for line in lines]
        for rows, reader, lines in zip(wanted, readers, answers, strict=True)
    }


@lru_cache(maxsize=256)
def _compiled(wanted: tuple[Rows, ...]) -> tuple[str, list[Any], list[list[tuple[str, Callable[[Any], Any]]]]]:
    """The statement, its parameters with KEY and DAY in their places, and how each part's columns are read."""
    parts, slots, readers = [], [], []
    for rows in wanted:
        compiler = rows.query(KEY, DAY).query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            inner, params = compiler.as_sql()
        except EmptyResultSet as error:
            raise ValueError("rows of a page cannot be of a query that is known to be empty") from error
        names = list(compiler.query.selected or ())
        reader = [(name, _reader(column[0])) for name, column in zip(names, compiler.select, strict=True)]
        columns = ", ".join(f"c{number}" for number in range(len(names)))
        parts.append(PART.format(names=columns, inner=inner))
        slots += params
        readers.append(reader)
    return f"SELECT {', '.join(parts)}", slots, readers


def _reader(column: Any) -> Callable[[Any], Any]:
    """What makes the value of a column of its text in JSON."""
    read: Callable[[Any], Any] = column.output_field.to_python
    return read
