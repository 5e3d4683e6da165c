"""Lines of text files, whatever the files hold: nothing in one can stop the others."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal.importing import SourceError

LONGEST_LINE = 4096
"""Bytes of a line with a path that are read; a path has at most 1018."""
SHOWN = 200
"""Characters of a wrong line that the plan repeats."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither empty nor a comment: its text up to the first tab, or why it cannot be read.

    `open_end`: it is the last one and has no line end, as in a file that was not written to its end.
    """

    file: str
    number: int
    text: str
    problem: str = ""
    open_end: bool = False


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a list of paths. Raises SourceError."""
    for number, raw in raw_lines(path, LONGEST_LINE):
        if (line := _line(path.name, number, raw)) is not None:
            yield line


def raw_lines(path: Path, longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines of a text file, plain or compressed with gzip, with their numbers. Raises SourceError.

    Of a line that is longer only `longest` bytes.
    """
    try:
        with path.open("rb") as file:
            packed = file.peek(2).startswith(b"\x1f\x8b")
            content: Any = gzip.GzipFile(fileobj=file) if packed else file
            if _binary(content.peek(512)[:512]):
                raise SourceError(f"{path.name} is not a text file in UTF-8")
            yield from _numbered(content, longest)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"cannot read {path.name}: {getattr(error, 'strerror', None) or error}") from error


def _binary(head: bytes) -> bool:
    """Whether a file that begins like this is no text: one stray NUL spoils a line, many tell a picture or UTF-16."""
    return head.count(0) > max(2, len(head) // 50)


def _numbered(file: IO[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    number = 0
    while raw := file.readline(longest):
        number += 1
        rest = raw
        while not rest.endswith(b"\n") and (rest := file.readline(longest)):
            pass
        yield number, raw


def _line(name: str, number: int, raw: bytes) -> Line | None:
    start, tab, _ = raw.partition(b"\t")
    if start.startswith(b"#"):
        return None
    if not tab and len(raw) == LONGEST_LINE:
        return Line(name, number, raw[:SHOWN].decode(errors="replace"), f"the line is longer than {LONGEST_LINE} bytes")
    try:
        text = start.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError:
        return Line(name, number, raw[:SHOWN].decode(errors="replace").strip(), "the line is not UTF-8 text")
    if not text.strip() or text.startswith("#"):
        return None
    return Line(name, number, text, open_end=not raw.endswith(b"\n") and len(raw) < LONGEST_LINE)
