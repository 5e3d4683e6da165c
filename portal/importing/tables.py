"""Tables with commas, read strictly: a file that was cut or misnamed is seen, not guessed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model

from portal.importing.importer import Importer, SourceError
from portal.importing.plan import Action, Change, Plan

MOST_ROWS, BATCH = 500_000, 2000
SAME = "same"
"""In a column `source`: as in the row above."""
T = TypeVar("T")


class RowError(ValueError):
    """What is wrong with one row; names the column."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: its cells by column, or why it cannot be read."""

    line: int
    cells: dict[str, str]
    problem: str = ""
    written: dict[str, str] = field(default_factory=dict)
    """The cells with the blanks at their ends."""

    def __getitem__(self, column: str) -> str:
        """The text of a cell; empty for a column that the file does not have."""
        return self.cells.get(column, "")

    def said(self, column: str, read: Callable[[str], T]) -> T:
        """What `read` makes of the cell. Raises RowError, which names the column."""
        try:
            return read(self[column])
        except ValueError as error:
            raise RowError(f"{column}: {error}") from error


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, its columns, and what is odd about the file as a whole."""

    columns: tuple[str, ...]
    rows: list[Row]
    problems: list[tuple[int, str]]


def read_table(files: Sequence[Path], needed: Collection[str]) -> Table:
    """The table in the first file, with the columns `needed`. Raises SourceError."""
    path = files[0]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read {path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name} is not a text file in UTF-8") from error
    reader = csv.reader(io.StringIO(text.replace("\x00", "\N{SYMBOL FOR NULL}"), newline=""), strict=True)
    rows: list[Row] = []
    problems = [] if text.endswith("\n") else [(text.count("\n") + 1, "the file ends without a line end: was it cut?")]
    try:
        head = tuple(name.strip() for name in next(reader, []))
        missing = [name for name in needed if name not in head]
        if missing or len(set(head)) < len(head):
            raise SourceError(f"{path.name} has no column {', '.join(missing) or 'of its own for each name'}")
        line = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(head, cells, line + 1, rows[-1] if rows else None))
            line = reader.line_num
            if len(rows) > MOST_ROWS:
                raise SourceError(f"{path.name} has more than {MOST_ROWS:,} rows; import it in parts")
    except csv.Error as error:
        rows.append(Row(reader.line_num, {}, f"the row is not closed: {error}"))
    if not rows:
        raise SourceError(f"there is no row in {path.name}")
    return Table(head, rows, problems)


def _row(head: tuple[str, ...], cells: list[str], line: int, above: Row | None) -> Row:
    if len(cells) != len(head):
        return Row(line, {}, f"the row has {len(cells)} cells, the table {len(head)} columns")
    found = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
    if found.get("source") == SAME and above is not None:
        found["source"] = above["source"]
    return Row(line, found, written=dict(zip(head, cells, strict=True)))


@dataclass(slots=True)
class Wanted:
    """What a row asks for: the key of a row of the record, its name in words, and its columns."""

    key: Any
    label: str
    line: int | None
    values: dict[str, Any]


def compare(
    plan: Plan, noun: str, wanted: Sequence[Wanted], known: dict[Any, Any], words: Callable[[str, Any], str]
) -> list[tuple[Wanted, Any]]:
    """Plan rows against the record by key; gives those to write with the row that is there, or None.

    Rows that say one thing twice are skipped; rows that contradict each other are in conflict, all of them: which is
    right is not known, and the first is no better than the second.
    """
    by_key: dict[Any, list[Wanted]] = {}
    for row in wanted:
        by_key.setdefault(row.key, []).append(row)
    writes = []
    for rows in by_key.values():
        first, *others = rows
        if any(row.values != first.values for row in others):
            lines = ", ".join(str(row.line) for row in rows)
            for row in rows:
                note = f"lines {lines} of the file say different things of it"
                plan.add(Change(Action.CONFLICT, noun, row.label, row.line, note=note))
            continue
        for row in others:
            plan.add(Change(Action.SKIP, noun, row.label, row.line, note=f"stands in line {first.line} already"))
        there = known.get(first.key)
        if there is None:
            plan.add(Change(Action.CREATE, noun, first.label, first.line))
            writes.append((first, None))
            continue
        changed = tuple(
            (name, words(name, getattr(there, name)), words(name, value))
            for name, value in first.values.items()
            if getattr(there, name) != value
        )
        plan.add(Change(Action.UPDATE if changed else Action.SKIP, noun, first.label, first.line, changed))
        if changed:
            writes.append((first, there))
    return writes


SHOWN = 80
"""Characters of a row that the plan repeats."""


class TableImporter(Importer):
    """A table with the columns `needed`; a row that is wrong is rejected by its line, the others go in."""

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


def write_rows(model: type[Model], writes: Iterable[tuple[Any, dict[str, Any], Any]]) -> None:
    """Write (key columns, values, row that is there or None): new ones in bulk, changed ones by their columns."""
    new: list[Model] = []
    changed: list[Model] = []
    names: set[str] = set()
    for key, values, there in writes:
        if there is None:
            new.append(model(**key, **values))
            continue
        for name, value in values.items():
            setattr(there, name, value)
        changed.append(there)
        names |= values.keys()
    model._base_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        model._base_manager.bulk_update(changed, sorted(names), batch_size=BATCH)
