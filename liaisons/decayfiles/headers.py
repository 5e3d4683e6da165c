"""The header of a decay file: comment lines ``# Key: value`` above the first decay, as people really write them.

Order, spelling and spacing do not matter; what departs from the usual form is understood where there is one reading,
and reported. EvtGen files (``.dec``) have ten keys, Tauola files (``.dat``) one comment with event type and descriptor,
particle tables (``.pdl``) and Dalitz models (``.xml``) none. Source: the decay files of basf2 and their README.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from liaisons.decayfiles.comments import KEYS, Comment, Entry, read_comments, read_tauola
from liaisons.decayfiles.dates import DateReading, read_date
from liaisons.decayfiles.eventtypes import is_event_type
from liaisons.decayfiles.findings import Finding, error, warning
from liaisons.decayfiles.groups import GroupReading, read_groups
from liaisons.decayfiles.texts import read_text

KINDS = ("dec", "dat", "xml", "pdl")
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class DecayFile:
    """A decay file as read. Texts are "" where the header does not say.

    `event_type` is the code the header gives if it has the form of one, `event_type_written` what stands there.
    `tested` is None where the header does not say yes or no. `header` holds the lines above `body_start` (counted
    from 1) verbatim, `lines` the whole file; both are empty for what cannot be read, which `findings` explain.
    `findings` concern the reading; `liaisons.decayfiles.lint.check` adds those that concern the content.
    """

    file_name: str
    kind: str
    size: int
    sha256: str
    encoding: str
    line_ends: str
    event_type: str
    event_type_written: str
    descriptor: str
    nickname: str
    documentation: str
    tested: bool | None
    groups: GroupReading
    responsible: str
    email: str
    cuts: str
    dated: DateReading
    entries: tuple[Entry, ...]
    extra: tuple[Entry, ...]
    lines: tuple[str, ...]
    body_start: int
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        return bool(self.lines)

    @property
    def header(self) -> tuple[str, ...]:
        return self.lines[: self.body_start - 1]

    @property
    def stem(self) -> str:
        """The file name without folder and kind: by convention the event type."""
        return PurePosixPath(self.file_name).stem

    @property
    def code(self) -> str:
        """The event type under which the file is known: production goes by the file name, then by the header."""
        return self.stem if is_event_type(self.stem) else self.event_type

    @property
    def date(self) -> dt.date | None:
        """The day in the header, None where it has not exactly one reading."""
        return self.dated.day

    def entry(self, key: str) -> Entry | None:
        """The header entry that counts for a key: the first that says something, else the first."""
        return _counting(self.entries, key)


def read(raw: bytes, file_name: str) -> DecayFile:
    """Read a decay file of any kind. Never raises: what is wrong with it stands in its findings."""
    name = PureWindowsPath(file_name).name  # browsers may send a folder of either kind
    suffix = PurePosixPath(name).suffix.lstrip(".").lower()
    findings = []
    if suffix not in KINDS:
        message = f"“{name[-40:]}” is read as a .dec file; decay files end with .dec, .dat, .xml or .pdl."
        findings.append(error(None, "file-kind", message))
    kind = suffix if suffix in KINDS else "dec"
    text = read_text(raw)
    findings += text.findings
    comment = Comment()
    if kind == "dec" and text.readable:
        comment = read_comments(text.lines)
    elif kind == "dat":
        comment = read_tauola(text.lines)
    findings += comment.findings
    said = {key: entry.value if (entry := _counting(comment.entries, key)) else "" for key in KEYS}
    return DecayFile(
        file_name=name,
        kind=kind,
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        encoding=text.encoding,
        line_ends=text.line_ends,
        event_type=_event_type(comment, findings),
        event_type_written=said["EventType"],
        descriptor=said["Descriptor"],
        nickname=said["NickName"],
        documentation=said["Documentation"],
        tested=_YES_OR_NO.get(said["Tested"].casefold()),
        groups=read_groups(said["PhysicsWG"]),
        responsible=said["Responsible"],
        email=said["Email"],
        cuts=said["Cuts"],
        dated=read_date(said["Date"]),
        entries=comment.entries,
        extra=comment.extra,
        lines=text.lines,
        body_start=comment.body_start,
        findings=tuple(findings),
    )


def _event_type(comment: Comment, findings: list[Finding]) -> str:
    """The code the header gives, "" when it has not the form of one. A remark behind it is reported."""
    entry = _counting(comment.entries, "EventType")
    if entry is None:
        return ""
    first, _, rest = entry.value.partition(" ")
    code = first.lower()
    if not is_event_type(code):
        return ""
    if rest:
        message = f"Behind the event type stands “{rest.strip()[:60]}”; the header takes the code alone."
        findings.append(warning(entry.line, "value-comment", message))
    return code


def _counting(entries: tuple[Entry, ...], key: str) -> Entry | None:
    same = [entry for entry in entries if entry.key == key]
    return next((entry for entry in same if entry.value), same[0] if same else None)
