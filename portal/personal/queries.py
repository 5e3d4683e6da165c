"""Where a value stands in the database, whatever the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

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


def in_file(column: str) -> str:
    """A condition in SQL, with the pattern as its parameter, on a column of bytes; addresses in UTF-16 are found too.

    What a file packs (`.gz`, `.xlsx`, most of `.pdf`) cannot be looked into: such files go by rule, not by content.
    """
    letters = rf"replace(encode({_name(column)}, 'escape'), '\000', '')"
    return rf"regexp_replace({letters}, '\\[0-7]{{3}}', ' ', 'g') ~* %s"


def files_with(model: type[models.Model], column: str, values: Iterable[str]) -> list[Any]:
    """The keys of the rows whose file holds one of the values as it lies."""
    table, key = _name(model._meta.db_table), _name(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} WHERE {in_file(column)} ORDER BY 1", [pattern(values)])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def holding_files(values: Iterable[str]) -> list[str]:
    """The tables with a file that holds one of the values as it lies."""
    values = list(values)
    found = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields if values and model._meta.managed else ():
            if isinstance(column, models.BinaryField) and files_with(model, str(column.column), values):
                found.add(model._meta.db_table)
    return sorted(found)


def _name(identifier: str) -> str:
    return connection.ops.quote_name(identifier)
