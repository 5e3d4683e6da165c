"""From bytes to lines: encoding, line ends and limits of an uploaded file.

What is not text is refused with one finding. Text in an old encoding is read and reported.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from liaisons.decayfiles.findings import Finding, error, note, warning

LARGEST_FILE = 2_000_000  # bytes; the longest decay tables have some ten thousand lines
LONGEST_LINE = 4_000  # characters

_UTF_16_OR_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a file without their ends; `lines` is empty when the one finding says why it cannot be read.

    `encoding` is ascii, utf-8 or windows-1252; `line_ends` is lf, crlf, cr, mixed or "" (a single line).
    """

    lines: tuple[str, ...]
    encoding: str
    line_ends: str
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        return bool(self.lines)


def _refused(line: int | None, code: str, message: str) -> Text:
    return Text((), "", "", (error(line, code, message),))


def read_text(raw: bytes) -> Text:
    """Decode a file and split it into lines."""
    if len(raw) > LARGEST_FILE:
        return _refused(None, "file-too-large", f"The file has {len(raw)} bytes; at most {LARGEST_FILE} are read.")
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        return _refused(None, "file-empty", "The file is empty.")
    if raw.startswith(_UTF_16_OR_32) or _looks_like_utf_16(raw):
        return _refused(None, "utf-16", "The file is written in UTF-16. Save it as plain text (ASCII or UTF-8).")
    decoded = _decoded(raw)
    if decoded is None:
        return _refused(None, "not-text", "The file is not text in any known encoding.")
    text, encoding, findings = decoded
    if (control := _CONTROL.search(text)) is not None:
        line = len(_LINE_END.findall(text, 0, control.start())) + 1
        named = "a NUL byte" if control[0] == "\0" else f"the control character {ord(control[0]):#04x}"
        return _refused(line, "not-text", f"The file is not text: it holds {named}.")
    lines = tuple(_LINE_END.split(text))
    for number, line_text in enumerate(lines, 1):
        if len(line_text) > LONGEST_LINE:
            message = f"The line has {len(line_text)} characters; at most {LONGEST_LINE} are read."
            return _refused(number, "line-too-long", message)
    line_ends, noticed = _line_ends(text)
    return Text(lines[:-1] if not lines[-1] else lines, encoding, line_ends, (*findings, *noticed))


def _looks_like_utf_16(raw: bytes) -> bool:
    """Latin text in UTF-16 has a NUL in every second byte."""
    head = raw[:1000]
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) > 0.4 * len(head) / 2


def _decoded(raw: bytes) -> tuple[str, str, list[Finding]] | None:
    findings = []
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[len(codecs.BOM_UTF8) :]
        findings.append(note(1, "byte-order-mark", "The file starts with a byte order mark; save it without."))
    try:
        return raw.decode("ascii"), "ascii", findings
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("utf-8"), "utf-8", findings
    except UnicodeDecodeError as problem:
        line = len(re.findall(rb"\r\n|\n|\r", raw[: problem.start])) + 1
    try:
        text = raw.decode("windows-1252")
    except UnicodeDecodeError:
        return None
    findings.append(warning(line, "encoding", "The file is not UTF-8; its accents are read as Windows-1252."))
    return text, "windows-1252", findings


def _line_ends(text: str) -> tuple[str, list[Finding]]:
    names = {"\r\n": "crlf", "\n": "lf", "\r": "cr"}
    ends = [names[end] for end in _LINE_END.findall(text)]
    odd = [end for end in ends if end != "lf"]
    kind = "" if not ends else ends[0] if len(set(ends)) == 1 else "mixed"
    if not odd:
        return kind, []
    first = next(number for number, end in enumerate(ends, 1) if end != "lf")
    shown = " and ".join(sorted({end.upper() for end in odd}))
    message = f"{len(odd)} of {len(ends)} lines end with {shown}; write plain line feeds."
    return kind, [note(first, "line-ends", message)]
