"""A list as CSV, XLSX, JSON or plain text: all rows of the query, the columns on the page, no others."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import tablib
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from portal.listing.columns import Column
from portal.listing.query import Query

XLSX_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; beyond that the CSV is the answer."""


BLOCK = 500
"""Rows that are written to the socket at once."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def kinds(query: Query) -> dict[str, str]:
    """The kinds of export that the viewer may ask for, in words; text only with the column that it is made of."""
    text = query.listing.text_column in {column.name for column in query.columns}
    return ({"txt": "Text, one per line"} if text else {}) | {"csv": "CSV", "xlsx": "XLSX", "json": "JSON"}


class Echo:
    """A file that hands back what is written to it, so that csv can feed a stream."""

    def write(self, value: str) -> str:
        return value


def plain(value: Any) -> Any:
    """A value as JSON and spreadsheets can hold it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula (a leading apostrophe shows it as text)."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def printable(value: Any) -> Any:
    """A cell without the control characters that XML, and so XLSX, cannot hold."""
    return CONTROL.sub("", value) if isinstance(value, str) else value


def _cells(query: Query, columns: Iterable[Column]) -> Iterator[list[Any]]:
    columns = tuple(columns)
    for row in query.listing.stream(query, columns):
        yield [column.of(row) for column in columns]


def _csv(query: Query) -> Iterator[str]:
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield writer.writerow([column.name for column in query.shown])
    for cells in _cells(query, query.shown):
        yield writer.writerow([harmless(cell) for cell in cells])


def _json(query: Query) -> Iterator[str]:
    names = [column.name for column in query.shown]
    opening = "[\n"
    for cells in _cells(query, query.shown):
        yield opening + json.dumps(dict(zip(names, map(plain, cells), strict=True)), ensure_ascii=False)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _text(query: Query) -> Iterator[bytes]:
    """One value a line, as the database copies it out: a list of paths is fetched whole by machines, every day."""
    column = query.listing.by_name[query.listing.text_column]
    rows = query.listing.rows(query, (column,)).values_list(column.source)
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT", params) as copy:
        while block := b"".join(islice(copy, BLOCK)):
            yield block if b"\\" not in block else ESCAPE.sub(_unescaped, block)


ESCAPE = re.compile(rb"\\(.)")
ESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b" ", b"r": b" ", b"t": b"\t", b"v": b"\v"}
"""What COPY writes after a backslash; a line break within a value would make two values of it."""


def _unescaped(found: re.Match[bytes]) -> bytes:
    return ESCAPED.get(found[1], found[1])


def _xlsx(query: Query) -> bytes:
    title = re.sub(r"[\[\]:*?/\\]", " ", query.listing.noun_plural)[:31]
    sheet = tablib.Dataset(title=title, headers=[column.name for column in query.shown])
    for number, cells in enumerate(_cells(query, query.shown)):
        if number == XLSX_ROWS:
            break
        sheet.append([printable(harmless(cell)) for cell in cells])
    content: bytes = sheet.export("xlsx")
    return content


STREAMS: dict[str, tuple[str, Callable[[Query], Iterable[str | bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", lambda query: chunked(_csv(query))),
    "json": ("application/json", lambda query: chunked(_json(query))),
    "txt": ("text/plain; charset=utf-8", _text),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(query: Query, kind: str) -> HttpResponseBase:
    """The export as a download. `kind` is csv, json, txt or xlsx."""
    if kind == "xlsx":
        response: HttpResponseBase = HttpResponse(_xlsx(query), content_type=XLSX)
    else:
        content_type, lines = STREAMS[kind]
        response = StreamingHttpResponse(lines(query), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{query.listing.name}.{kind}"'
    return response


def chunked(lines: Iterable[str], size: int = BLOCK) -> Iterator[str]:
    """Lines in blocks of `size`: one write to the socket for many rows."""
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == size:
            yield "".join(block)
            block.clear()
    yield "".join(block)
