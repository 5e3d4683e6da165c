"""Keys and values in the comment lines of a decay file, with a finding for each departure from ``# Key: value``."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from liaisons.decayfiles.findings import Finding, note, warning

KEYS = (
    *("EventType", "Descriptor", "NickName", "Documentation", "Tested"),
    *("PhysicsWG", "Responsible", "Email", "Cuts", "Date"),
)
_KNOWN = {key.lower(): key for key in KEYS}
# Other words people use for a key; likeness finds the misspelt ones.
_OTHER_WORDS = {
    "test": "Tested",
    "description": "Descriptor",
    "mail": "Email",
    "emails": "Email",
    "data": "Date",
    "author": "Responsible",
    "authors": "Responsible",
    "contact": "Responsible",
    "mceventtype": "EventType",
    "wg": "PhysicsWG",
    "workinggroup": "PhysicsWG",
    "physicsworkinggroup": "PhysicsWG",
    "doc": "Documentation",
}
_ALIKE = 0.82  # “Update” is as like “Date” as 0.80 and must not be taken for it
_OF_ONE_LINE = ("EventType", "NickName", "Tested", "PhysicsWG", "Responsible", "Email", "Date")
_LONGEST_HEADER = 500  # lines; what stands below is comment without keys

_WORDS = r"[A-Za-z]{1,20}(?:[ _-][A-Za-z]{1,20}){0,3}"
_KEY_LINE = re.compile(rf"\s*#++(?P<blank>\s*+)(?P<key>{_WORDS})(?P<gap>\s*+):\s*(?P<value>.*)")
_WITHOUT_COLON = re.compile(r"\s*#++(?P<blank>\s*+)(?P<key>EventType|NickName|PhysicsWG)\s+(?P<value>\S.*)")
_CONTINUED = re.compile(r"\s*#\s{3,}(?P<value>\S.*)")
_IN_BODY = re.compile(rf"\s*#+\s*(?P<key>{'|'.join(KEYS)})\s*:\s*(?P<value>.*)")
_TAUOLA = re.compile(r"\s*\*\s*MCEventType\s*:(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value in lines `line` to `last_line`, from 1; `written` is the key as it stands there."""

    key: str
    written: str
    value: str
    line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Comment:
    """The entries of a header in the order of the file, other keys in `extra`, and the first line of the body."""

    entries: tuple[Entry, ...] = ()
    extra: tuple[Entry, ...] = ()
    body_start: int = 1
    findings: tuple[Finding, ...] = ()


def read_comments(lines: tuple[str, ...]) -> Comment:
    """Read the header of an EvtGen file: the comment lines above the first line that is none."""
    body_start = next(
        (n for n, line in enumerate(lines, 1) if line.strip() and line.lstrip()[0] != "#"), len(lines) + 1
    )
    reader = _Reader()
    for number, line in enumerate(lines[: min(body_start - 1, _LONGEST_HEADER)], 1):
        reader.take(number, line)
    if body_start - 1 > _LONGEST_HEADER:
        reader.findings.append(
            warning(_LONGEST_HEADER, "header-long", "The header is read down to this line; keys below it are ignored.")
        )
    for number, line in enumerate(lines[body_start - 1 :], body_start):
        if (match := _IN_BODY.fullmatch(line)) is not None:
            reader.findings.append(
                warning(
                    number, "header-in-body", f"{match['key']} stands below the first decay; move it to the header."
                )
            )
            reader.entries.append(Entry(match["key"], match["key"], match["value"].strip(), number, number))
    reader.close()
    return Comment(tuple(reader.entries), tuple(reader.extra), body_start, tuple(reader.findings))


def read_tauola(lines: tuple[str, ...]) -> Comment:
    """Read the one comment of a Tauola file: ``* MCEventType: 3400100040 Descriptor: …``."""
    entries: list[Entry] = []
    findings = []
    for number, line in enumerate(lines, 1):
        if (match := _TAUOLA.fullmatch(line)) is None:
            continue
        if entries:
            findings.append(warning(number, "key-again", f"MCEventType stands in line {entries[0].line}, too."))
            break
        code, word, descriptor = re.split(r"(\bDescriptor\s*:|$)", match["value"], maxsplit=1)
        entries.append(Entry("EventType", "MCEventType", code.strip(), number, number))
        if word:
            entries.append(Entry("Descriptor", "Descriptor", descriptor.strip(), number, number))
    return Comment(tuple(entries), findings=tuple(findings))


class _Reader:
    """Collects entries line by line; a line that is indented under a text continues it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.extra: list[Entry] = []
        self.findings: list[Finding] = []
        self._open: list[Entry] | None = None  # the list whose last entry a following line may continue
        self._tight: list[int] = []

    def take(self, number: int, line: str) -> None:
        """Take the next line of the header."""
        match = _KEY_LINE.fullmatch(line)
        if match is not None and self._take_key(number, match, missing_colon=False):
            return
        if (match := _WITHOUT_COLON.fullmatch(line)) is not None and self._take_key(number, match, missing_colon=True):
            return
        if self._open and (match := _CONTINUED.fullmatch(line)) is not None:
            last = self._open[-1]
            self._open[-1] = replace(last, value=f"{last.value}\n{match['value'].rstrip()}".lstrip(), last_line=number)
        else:
            self._open = None

    def _take_key(self, number: int, match: re.Match[str], *, missing_colon: bool) -> bool:
        written, value = match["key"], match["value"].strip()
        key, guessed = _understood(written)
        if key is None:
            return self._take_extra(number, written, value)
        if not match["blank"]:
            self._tight.append(number)
        if missing_colon:
            self._warn(number, "key-no-colon", f"There is no colon after {written}; write “# {key}: {value[:60]}”.")
        elif guessed:
            self._warn(number, "key-guessed", f"“{written}” is read as {key}; write “# {key}:”.")
        elif written != key or match["gap"]:
            self._note(number, "key-spelling", f"“{written}{match['gap']}:” is usually written “{key}:”.")
        if key in _OF_ONE_LINE and (parts := re.split(r"(?:^|\s)#", value, maxsplit=1))[1:]:
            value = parts[0].strip()
            self._warn(number, "value-comment", f"Behind the value of {key} stands a comment; it is left out.")
        if (before := next((entry for entry in self.entries if entry.key == key), None)) is not None:
            message = f"{key} stands in line {before.line}, too; the first that says something counts."
            self._warn(number, "key-again", message)
        self.entries.append(Entry(key, written, value, number, number))
        self._open = None if key in _OF_ONE_LINE else self.entries
        return True

    def _take_extra(self, number: int, written: str, value: str) -> bool:
        """Below the first key, one capitalised word with a colon is a key of the author's own; prose is not."""
        if not (self.entries and written.isalpha() and written[0].isupper()):
            return False
        self.extra.append(Entry(written, written, value, number, number))
        self._note(number, "key-extra", f"“{written}” is no key of the header; it is kept as a remark.")
        self._open = self.extra
        return True

    def _warn(self, line: int, code: str, message: str) -> None:
        self.findings.append(warning(line, code, message))

    def _note(self, line: int, code: str, message: str) -> None:
        self.findings.append(note(line, code, message))

    def close(self) -> None:
        """Report what concerns several lines at once."""
        for entry in self.entries:
            if entry.last_line > entry.line:
                count = entry.last_line - entry.line + 1
                self._note(entry.line, "value-continued", f"{entry.key} runs over {count} lines.")
        if self._tight:
            shown = f"{len(self._tight)} header lines have" if len(self._tight) > 1 else "This header line has"
            self._note(self._tight[0], "no-blank", f"{shown} no blank after “#”.")


def _understood(written: str) -> tuple[str | None, bool]:
    """The key that a word means, and whether that is a guess. Case, blanks and dashes do not matter."""
    plain = re.sub(r"[^a-z]", "", written.lower())
    if plain in _KNOWN:
        return _KNOWN[plain], False
    if plain in _OTHER_WORDS:
        return _OTHER_WORDS[plain], True
    near = difflib.get_close_matches(plain, _KNOWN, n=1, cutoff=_ALIKE)
    return (_KNOWN[near[0]], True) if near else (None, False)
