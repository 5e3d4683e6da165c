"""Where a value stands in the database, whatever the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

COLUMNS = """
    SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.ordinal_position)
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
        AND (c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb')
             OR c.udt_name IN ('citext', '_text', '_varchar'))
    GROUP BY c.table_name ORDER BY c.table_name"""
"""Every column of every table that can hold words: also of tables that no model of today describes."""
BEFORE, AFTER = r"(?<![[:alnum:]._%+-])", r"(?![[:alnum:]-]|\.[[:alnum:]])"
"""An address is found whole: that of Ana is no part of joana@lab.example or ana@lab.example.org."""


@dataclass(frozen=True)
class Holder:
    """A table of which some rows hold a value."""

    table: str
    columns: tuple[str, ...]
    rows: int


def pattern(values: Iterable[str]) -> str:
    """A regular expression of PostgreSQL for any of the values as a whole. Raises ValueError without one."""
    escaped = [re.sub(r"([^\w@\s])", r"\\\1", value) for value in sorted({*values} - {""})]
    if not escaped:
        raise ValueError("there is no value to look for")
    return f"{BEFORE}(?:{'|'.join(escaped)}){AFTER}"


def text_columns() -> dict[str, list[str]]:
    """By table the columns that can hold words."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return {table: list(columns) for table, columns in cursor.fetchall()}


def holders(values: Iterable[str]) -> list[Holder]:
    """The tables with a text or JSON column that still holds one of the values, in any case.

    Reads every table once: for the rare occasion of an erasure, not for a page that is opened often.
    """
    wanted = pattern(values)
    found = []
    with connection.cursor() as cursor:
        for table, columns in text_columns().items():
            tests = [f"{_name(column)}::text ~* %s" for column in columns]
            counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
            cursor.execute(
                f"SELECT count(*), {counts} FROM {_name(table)} WHERE {' OR '.join(tests)}",  # noqa: S608  names of the catalogue
                [wanted] * 2 * len(columns),
            )
            rows, *by_column = cursor.fetchone() or (0,)
            if rows:
                holding = tuple(column for column, count in zip(columns, by_column, strict=True) if count)
                found.append(Holder(table, holding, rows))
    return found


def _name(identifier: str) -> str:
    return connection.ops.quote_name(identifier)
