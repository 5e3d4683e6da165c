"""Findings: what a reader of a decay file noticed, each with a line, a weight and a sentence that says what to do."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

MOST_FINDINGS = 200


class Severity(enum.StrEnum):
    """How much a finding weighs: an error stops a request, a warning wants an eye, a note is for the author."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One irregularity. `line` counts from 1 and is None when it concerns the file as a whole."""

    line: int | None
    severity: Severity
    code: str
    message: str


def error(line: int | None, code: str, message: str) -> Finding:
    """The file cannot be used as it is."""
    return Finding(line, Severity.ERROR, code, message)


def warning(line: int | None, code: str, message: str) -> Finding:
    """The file can be used, and somebody should look at this first."""
    return Finding(line, Severity.WARNING, code, message)


def note(line: int | None, code: str, message: str) -> Finding:
    """The file is understood, and could be written better."""
    return Finding(line, Severity.NOTE, code, message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By line, those about the whole file first; errors before warnings before notes on one line.

    A file that is broken in every line would have as many findings: beyond a limit only the heaviest are kept.
    """
    weights = list(Severity)
    heaviest = sorted(findings, key=lambda item: weights.index(item.severity))
    kept, rest = heaviest[:MOST_FINDINGS], len(heaviest) - MOST_FINDINGS
    if rest > 0:
        kept.append(note(None, "findings-cut", f"{rest} more findings are left out."))
    return tuple(sorted(kept, key=lambda item: (item.line or 0, weights.index(item.severity), item.code)))
