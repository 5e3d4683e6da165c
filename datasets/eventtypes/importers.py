"""Generic event types from a CSV table of the production guide."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from datasets.catalogue import policy
from datasets.eventtypes.models import EventType
from datasets.luminosity.importers.base import number_of, words
from portal.importing import Plan
from portal.importing.importer import Progress
from portal.importing.tables import Row, RowError, Table, TableImporter, Wanted, compare, text_of, write_rows

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""What stands in a path for a generic event type; signal event types are numbers."""
LARGEST_REUSE = 1_000_000


def above_zero(places: int) -> Callable[[str], Decimal | None]:
    """Reads a number above zero with so many decimals at most; empty is None."""

    def read(text: str) -> Decimal | None:
        if not text:
            return None
        try:
            number = Decimal(text if text.isascii() else "")
            if number.is_finite() and 0 < number < 100_000 and number == round(number, places):
                return number
        except InvalidOperation:
            pass
        raise ValueError(f"{text[:40]!r} is no number above zero with at most {places} decimals")

    return read


def _reuse(text: str) -> int | None:
    return number_of(LARGEST_REUSE)(text) if text else None


COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "process": ("process", text_of(200)),
    "cross_section_nb": ("xsec_nb_at_10.58", above_zero(8)),
    "streams": ("nstream_default", above_zero(3)),
    "reuse": ("max_reuse_rate", _reuse),
    "cpu_per_event": ("cpu_event_time", above_zero(8)),
    "sizes_kb": ("event_size_kB_list", text_of(100)),
    "skim": ("systematics_skim", text_of(200)),
    "source": ("source", text_of(300)),
}
"""Columns of the record by the column of the table, and how its cells are read."""


class EventTypeImporter(TableImporter):
    """Event types by name; a column that the table does not have stays as it is."""

    name, noun, noun_plural = "event_types", "event type", "event types"
    needs = policy.IMPORT
    needed = ("name",)
    about = (
        f"A CSV table with the column name and, when there are, {', '.join(column for column, _ in COLUMNS.values())}."
    )

    def plan(self, rows: Table) -> Plan:
        plan = Plan(payload=[])
        known = {row.name: row for row in EventType.objects.all()}
        plan.payload = compare(plan, self.noun, self.judged(rows, plan, _judge), known, words)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        write_rows(EventType, (({"name": row.key}, row.values, there) for row, there in plan.payload))


def _judge(row: Row) -> Wanted:
    name = row.said("name", text_of(64))
    if not NAME.fullmatch(name):
        raise RowError(f"name: {name[:40]!r} is no generic event type: a letter, then letters, digits and _")
    values = {field: row.said(column, read) for field, (column, read) in COLUMNS.items() if column in row.cells}
    return Wanted(name, name, row.line, values)
