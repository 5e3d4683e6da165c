"""The page of a decay file, and its parts that a check shows before anything is kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liaisons.decayfiles import policy, queries
from liaisons.decayfiles.choices import TONES
from liaisons.decayfiles.comments import Entry
from liaisons.decayfiles.eventtypes import decode
from liaisons.decayfiles.findings import Finding, Severity
from liaisons.decayfiles.groups import GROUPS, UNASSIGNED
from liaisons.decayfiles.models import DecayFile, verdict
from members.people.models import Person
from portal.detail import Cell, Detail, Fact, Facts, Panel, Shown, Table, Template
from portal.ui import components
from portal.ui.numbers import bytes_text

MOST_LINES = 2_000
"""Lines that the page shows; the file as a download has all of them."""
SEVERITY_TONES = {Severity.ERROR: "stop", Severity.WARNING: "wait", Severity.NOTE: "info"}
_YES_OR_NO = {True: "yes", False: "no", None: "neither yes nor no"}


def _mute(said: str) -> SafeString:
    return format_html('<span class="mute">{}</span>', said)


def _line(number: int | None) -> str | None:
    return f"#L{number}" if number else None


FINDINGS = (
    Cell("Line", lambda finding: finding.line, href=lambda finding: _line(finding.line), numeric=True),
    Cell("Weight", lambda finding: components.tag(finding.severity, SEVERITY_TONES[finding.severity]), name="state"),
    Cell("Finding", lambda finding: finding.message, primary=True),
)
NO_FINDINGS = "Nothing to report: the header is complete, and it agrees with the decays."


def words(file: DecayFile) -> str:
    """The event type in a sentence; empty when the file has none."""
    return decode(file.event_type).words if file.event_type else ""


def counts(findings: tuple[Finding, ...]) -> str:
    """`2 errors, 1 warning`, the heaviest first."""
    number = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    return ", ".join(f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in number.items() if n)


def check_context(file: DecayFile) -> dict[str, Any]:
    """What `liaisons/_check.html` shows of a file, kept or not."""
    return {
        "file": file,
        "tag": {"label": counts(file.findings) or "clean", "tone": TONES[verdict(file.findings)]},
        "words": words(file),
        "columns": FINDINGS,
        "rows": [{"cells": _unlinked(finding)} for finding in file.findings],
        "empty": NO_FINDINGS,
        "groups": group_names(file),
    }


def _unlinked(finding: Finding) -> list[Any]:
    """The cells of a finding where there is no text with lines to go to."""
    return [str(finding.line or ""), *(cell.html(finding) for cell in FINDINGS[1:])]


def group_names(file: DecayFile) -> str:
    """The working groups that the header means, in words."""
    codes = [code for code in file.reading.groups.codes if code != UNASSIGNED]
    return ", ".join(f"{GROUPS[code]} ({code})" for code in codes)


def _entries(file: DecayFile, shown: Shown) -> list[Entry]:
    return sorted([*file.reading.entries, *file.reading.extra], key=lambda entry: entry.line)


class Header(Table):
    """Every key as the author wrote it, beside what it is read as."""

    def __init__(self) -> None:
        super().__init__(
            "Header",
            lambda file, shown: [(file, entry) for entry in _entries(file, shown)],
            Cell("Line", lambda row: row[1].line, href=lambda row: _line(row[1].line), numeric=True),
            Cell("As written", lambda row: f"{row[1].written}: {row[1].value}", primary=True),
            Cell("Read as", lambda row: read_as(*row)),
            empty="This file has no keys.",
        )


def read_as(file: DecayFile, entry: Entry) -> str | SafeString:
    """What an entry of the header is understood as; a mute word where that is just what stands there."""
    reading = file.reading
    if entry in reading.extra:
        return _mute("a remark")
    counting = reading.entry(entry.key)
    if counting is not None and counting is not entry:
        return _mute(f"not used: line {counting.line} counts")
    normal = {
        "EventType": file.event_type,
        "Tested": _YES_OR_NO[reading.tested],
        "PhysicsWG": group_names(file) or "unassigned",
        "Date": reading.date.isoformat() if reading.date else "no date",
    }.get(entry.key, entry.value)
    if not entry.value and not normal:
        return _mute("empty")
    if entry.written == entry.key and normal == entry.value:
        return _mute("as written")
    return normal if entry.written == entry.key else f"{entry.key}: {normal}"


def _digits(file: DecayFile, shown: Shown) -> list[Any]:
    return list(decode(file.event_type).digits) if file.event_type else []


def _text(file: DecayFile, shown: Shown) -> dict[str, Any]:
    """The lines as they stand there, each with the tone of its heaviest finding."""
    tones: dict[int, str] = {}
    for finding in sorted(file.findings, key=lambda finding: list(Severity).index(finding.severity)):
        if finding.line:
            tones.setdefault(finding.line, SEVERITY_TONES[finding.severity])
    lines = file.reading.lines[:MOST_LINES]
    whole = len(lines) == len(file.reading.lines)
    return {
        "id": "text",
        "lines": [(number, line, tones.get(number, "")) for number, line in enumerate(lines, 1)],
        "copy": "\n".join((*lines, "")) if whole else "",
        "left_out": len(file.reading.lines) - len(lines),
        "download": reverse("decay_file_download", args=[file.pk]),
    }


def _others(title: str, rows: Any) -> Table:
    return Table(
        title,
        rows,
        Cell("File", lambda file: file.file_name, href=lambda file: file.get_absolute_url(), primary=True),
        Cell("Event type", lambda file: file.event_type),
        Cell("Handed in", lambda file: timezone.localdate(file.uploaded_at)),
    )


def _companion(row: tuple[str, DecayFile | None]) -> str | SafeString:
    return components.tag("on record", "ok") if row[1] else components.tag("not handed in yet", "wait")


def _uploader(file: DecayFile, shown: Shown) -> str:
    person = Person.objects.filter(user=file.uploaded_by_id).first() if file.uploaded_by_id else None
    return person.full_name if person else str(file.uploaded_by or "")


class DecayFilePage(Detail):
    """A decay file: what the check found, the header, the event type in words, and the text."""

    model, name, path = DecayFile, "decay_file", "decay-files/<int:pk>/"
    listing, group, noun_plural = "decay_files", "Requests", "decay files"
    needs = policy.LIST
    select_related = ("uploaded_by",)
    left = (
        Table("Findings", lambda file, shown: file.findings, *FINDINGS, empty=NO_FINDINGS),
        Header(),
        Table(
            "Event type in words",
            _digits,
            Cell("Place", lambda digit: digit.position, numeric=True),
            Cell("Character", lambda digit: digit.character, mono=True),
            Cell("Says", lambda digit: digit.name),
            Cell("Meaning", lambda digit: digit.meaning or components.tag("no meaning", "wait"), primary=True),
        ),
        Template("File", "liaisons/_text.html", _text),
    )
    right: ClassVar[tuple[Panel, ...]] = (
        Facts(
            "Facts",
            Fact("event_type", "Event type", copy=True),
            Fact("words", "That is", value=lambda file, shown: words(file)),
            Fact("descriptor", "Descriptor"),
            Fact("nickname", "Nickname"),
            Fact("groups", "Working group", value=lambda file, shown: group_names(file)),
            Fact("responsible", "Responsible", value=lambda file, shown: file.reading.responsible),
            Fact("dated", "Dated"),
            Fact("kind", "Kind"),
            Fact("size", "Size", value=lambda file, shown: _size(file)),
            Fact("encoding", "Written in", value=lambda file, shown: _encoding(file)),
            Fact("uploaded_at", "Handed in"),
            Fact("uploaded_by", "By", value=_uploader),
            Fact("sha256", "SHA-256", kind="code", copy=True),
        ),
        Table(
            "Read beside it",
            lambda file, shown: queries.companions(file.reading),
            Cell("File", lambda row: row[0], href=lambda row: row[1] and row[1].get_absolute_url(), primary=True),
            Cell("State", _companion, name="state"),
        ),
        _others("Other files of this event type", lambda file, shown: queries.versions(file)[:20]),
        _others("Same nickname, other event type", lambda file, shown: queries.namesakes(file)[:20]),
    )

    def title(self, obj: Any) -> str:
        return str(obj.file_name)

    def subtitle(self, obj: Any, shown: Shown) -> str:
        return format_html("{}", obj.descriptor or words(obj))

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        return counts(obj.findings) or "clean", str(TONES[verdict(obj.findings)])

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return [{"label": "Download", "url": reverse("decay_file_download", args=[obj.pk])}]


def _size(file: DecayFile) -> str:
    return f"{bytes_text(file.reading.size)}, {len(file.reading.lines):,} lines"


def _encoding(file: DecayFile) -> str:
    ends = {"lf": "", "": ""}.get(file.reading.line_ends, f", line ends {file.reading.line_ends.upper()}")
    return f"{file.reading.encoding}{ends}"
