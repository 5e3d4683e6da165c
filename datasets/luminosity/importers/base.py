"""What the importers of tables have in common: rows are judged one by one, compared by key, and written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from datasets.luminosity import policy
from datasets.luminosity.tables import Row, Table, Wanted, read_table
from datasets.luminosity.units import plain
from portal.importing import Action, Change, Importer, Plan

SHOWN = 80
"""Characters of a row that the plan repeats."""


class TableImporter(Importer):
    """A table with the columns `needed`; a row that is wrong is rejected by its line, the others go in."""

    needs = policy.IMPORT
    accept = ".csv"
    noun: str
    needed: tuple[str, ...]

    def read(self, files: Sequence[Path]) -> Table:
        return read_table(files, self.needed)

    def judged(self, table: Table, plan: Plan, judge: Callable[[Row], Wanted]) -> list[Wanted]:
        """What the rows ask for; those that `judge` refuses by a ValueError are rejected in the plan."""
        for line, words in table.problems:
            plan.problem(line, words)
        found = []
        for row in table.rows:
            problem = row.problem
            try:
                found += [] if problem else [judge(row)]
            except ValueError as error:
                problem = str(error)
            if problem:
                label = ",".join(row.cells.values())[:SHOWN] or f"line {row.line}"
                plan.add(Change(Action.REJECT, self.noun, label, row.line, note=problem))
        return found


def text_of(longest: int) -> Callable[[str], str]:
    """Reads text that a column can hold."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"the text is longer than {longest} characters")
        return text

    return read


def number_of(largest: int) -> Callable[[str], int]:
    """Reads a whole number from 0 to `largest`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= largest):
            raise ValueError(f"{text[:40]!r} is no whole number from 0 to {largest}")
        return int(text)

    return read


def energy_of(text: str) -> Decimal:
    """An energy in GeV. Raises ValueError."""
    try:
        number = Decimal(text)
        if number.is_finite() and 0 < number < 1000 and number == round(number, 5):
            return number
    except InvalidOperation:
        pass
    raise ValueError(f"{text[:40]!r} is no energy in GeV with at most five decimals")


def words(name: str, value: Any) -> str:
    """A value of a column as the plan says it; the unit stands in the name of the column."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
