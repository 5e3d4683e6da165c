"""Rows as a table, as JSON or as plain lines, written while they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

Row = dict[str, Any]
FORMATS = ("table", "json", "text")
SAMPLE = 200
"""Rows that decide how wide the columns of a table are."""
WIDEST = 120


def rows(found: Iterable[Row], form: str, columns: list[str] | None = None) -> int:
    """Write rows, and say how many there were.

    `text` has the values of `columns`, by default of the first one alone, with tabs between.
    """
    writers = {"table": _table, "json": _json, "text": _text}
    return writers[form](iter(found), columns)


def one(row: Row, form: str) -> None:
    """Write one thing: a line for each fact, an object, or what it is called."""
    if form == "json":
        print(json.dumps(row, ensure_ascii=False, indent=2))
    elif form == "text":
        print(_line(row, _first(row)))
    else:
        width = max(map(len, row), default=0)
        for name, value in row.items():
            print(f"{name:<{width}}  {_word(value)}".rstrip())


def _table(found: Iterator[Row], columns: list[str] | None) -> int:
    sample = list(islice(found, SAMPLE))
    if not sample:
        return 0
    names = columns or [name for name in sample[0] if name not in ("id", "url")]
    widths = [min(WIDEST, max(len(name), *(len(_word(row.get(name))) for row in sample))) for name in names]
    print("  ".join(f"{name:<{width}}" for name, width in zip(names, widths, strict=True)).rstrip())
    count = 0
    for row in _all(sample, found):
        cells = (f"{_word(row.get(name)):<{width}}" for name, width in zip(names, widths, strict=True))
        print("  ".join(cells).rstrip())
        count += 1
    return count


def _json(found: Iterator[Row], columns: list[str] | None) -> int:
    count = 0
    for row in found:
        sys.stdout.write("[\n" if count == 0 else ",\n")
        sys.stdout.write(json.dumps(row, ensure_ascii=False))
        count += 1
    print("[]" if count == 0 else "\n]")
    return count


def _text(found: Iterator[Row], columns: list[str] | None) -> int:
    count = 0
    for row in found:
        print(_line(row, columns or _first(row)))
        count += 1
    return count


def _all(sample: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from sample
    yield from rest


def _first(row: Row) -> list[str]:
    return [name for name in row if name not in ("id", "url")][:1]


def _line(row: Row, names: list[str]) -> str:
    return "\t".join(_word(row.get(name)) for name in names)


def _word(value: Any) -> str:
    """A value on one line; nothing that the portal sends moves the cursor of a terminal."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def say(words: str) -> None:
    """A line for people, beside the output."""
    sys.stderr.write(f"portal: {''.join(sign if sign.isprintable() else '�' for sign in words)}\n")
