"""A file as a table of texts and dates: CSV in any common form, or the first sheet of an XLSX workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from members.people.names import clean
from portal.importing import SourceError

FILE_BYTES = 64 * 2**20
ROWS, COLUMNS, CELL = 200_000, 200, 20_000
"""Rows and columns of a dump, and characters of a value, at most."""
DELIMITERS = (",", ";", "\t")
ZIP = b"PK\x03\x04"
Cell = str | date


@dataclass
class Table:
    """The headers, unique and clean, and the rows that hold anything, with the line where each begins."""

    headers: tuple[str, ...]
    rows: list[tuple[int, tuple[Cell, ...]]] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    """(line, what is wrong) of rows whose cells cannot be told apart."""


def read_table(path: Path) -> Table:
    """The table in a file. Raises SourceError, one sentence that names the file."""
    try:
        _small_enough(path.stat().st_size)
        return table_of(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path.name}: it cannot be read: {error.strerror}") from error
    except SourceError as error:
        raise SourceError(f"{path.name}: {error}") from error


def _small_enough(size: int) -> None:
    if size > FILE_BYTES:
        raise SourceError(f"it has {size:,} bytes, more than the {FILE_BYTES:,} that a dump can have")


def table_of(content: bytes) -> Table:
    """The table in these bytes, told by their beginning. Raises SourceError."""
    if content.startswith(ZIP):
        from members.dumps.sheets import sheet_rows

        return build(sheet_rows(content), ragged=False)
    return build(csv_rows(decoded(content)), ragged=True)


def decoded(content: bytes) -> str:
    """The text of UTF-8 with or without a byte order mark. Raises SourceError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"line {line} is not UTF-8; save the file as CSV in UTF-8") from error


def csv_rows(text: str) -> Iterator[tuple[int, list[Cell]]]:
    """(first line, cells) of each record; blank lines are none. Raises SourceError."""
    skipped = 0
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:  # what a spreadsheet writes for itself
        text, skipped = text.partition("\n")[2], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = "a quote is not closed: the file is cut off or broken" if "end of data" in str(error) else error
            raise SourceError(f"from line {line + skipped}: {words}") from error
        if cells:
            yield line + skipped, list(cells)
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The one of the delimiters that makes most columns of the first record."""

    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text[: CELL * 4], newline=""), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


def build(records: Iterable[tuple[int, list[Cell]]], *, ragged: bool) -> Table:
    """The table of the records, the first of which has the headers. Raises SourceError.

    With `ragged` a row of another length than the headers is broken, else it is filled up.
    """
    found = iter(records)
    first = next(((line, cells) for line, cells in found if any(map(_says, cells))), None)
    if first is None:
        raise SourceError("it is empty")
    table = Table(_headers(first[1]))
    width = len(table.headers)
    for line, record in found:
        cells = [clean(cell) if isinstance(cell, str) else cell for cell in _checked(line, record)]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(table.rows) + len(table.broken) >= ROWS:
            raise SourceError(f"it has more than {ROWS:,} rows")
        if len(cells) > width or (ragged and len(cells) < width):
            table.broken.append((line, f"it has {len(cells)} values, but there are {width} columns"))
        else:
            table.rows.append((line, tuple(cells) + ("",) * (width - len(cells))))
    if not table.rows and not table.broken:
        raise SourceError("it has headers, but no rows")
    return table


def _says(cell: Cell) -> bool:
    return bool(clean(cell)) if isinstance(cell, str) else True


def _checked(line: int, cells: list[Cell]) -> list[Cell]:
    if any(isinstance(cell, str) and len(cell) > CELL for cell in cells):
        raise SourceError(f"a value in line {line} is longer than {CELL:,} characters")
    return cells


def _headers(cells: list[Cell]) -> tuple[str, ...]:
    _checked(1, cells)
    texts = [clean(str(cell)) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > COLUMNS:
        raise SourceError(f"it has more than {COLUMNS} columns")
    made: list[str] = []
    for number, text in enumerate(texts, start=1):
        name, again = text or f"column {number}", 2
        while name in made:
            name, again = f"{text or 'column'} ({again})", again + 1
        made.append(name)
    return tuple(made)
