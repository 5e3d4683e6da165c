"""The first sheet of an XLSX workbook, values only, within limits: the file may come from anybody."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from members.dumps.table import CELL, COLUMNS, ROWS, Cell
from portal.importing import SourceError

UNPACKED_BYTES = 100 * 2**20
PARTS = 2_000
ENTITIES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
"""No part of a workbook declares a document type; who does wants to define entities."""


def sheet_rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """(row number, cells) of the rows that hold anything. Raises SourceError."""
    import openpyxl  # slow import: only workbooks need it

    _inspect(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise SourceError("there is no sheet in it")  # noqa: TRY301
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what the sheet declares may be a million rows
        yield from _rows(sheet)
    except SourceError:
        raise
    except Exception as error:  # whatever a broken workbook makes of the library, the file cannot be read
        raise SourceError(f"it is no workbook that can be read ({type(error).__name__})") from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    for number, values in enumerate(sheet.iter_rows(max_col=COLUMNS + 1, values_only=True), start=1):
        if number > ROWS + 1:  # empty ones too: a row may say that it is the millionth
            raise SourceError(f"it has more than {ROWS:,} rows")
        if values.count(None) == len(values):
            continue
        cells = [_cell(value) for value in values]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            yield number, cells


def _cell(value: Any) -> Cell:
    """A value as text, whole numbers without a point; days as days."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[: CELL + 1]


def _inspect(content: bytes) -> None:
    """What unpacking would cost, and whether all of it is there, before anything reads it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise SourceError("unpacked it is larger than any dump")
            for part in parts:
                text = packed.read(part)  # no more than the size it declares
                if part.filename.endswith((".xml", ".rels")) and any(mark in text for mark in ENTITIES):
                    raise SourceError("it declares a document type, which no workbook does")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError("it is a broken or truncated workbook") from error
