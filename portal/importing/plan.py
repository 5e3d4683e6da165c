"""What an import would do, row by row, and what is wrong with its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What happens to a row."""

    CREATE = "create"
    UPDATE = "update"
    END = "end"
    SKIP = "skip"
    CONFLICT = "conflict"
    REJECT = "reject"


TONES = {
    Action.CREATE: "ok",
    Action.UPDATE: "info",
    Action.END: "stop",
    Action.SKIP: "none",
    Action.CONFLICT: "wait",
    Action.REJECT: "stop",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the source: what happens to it, where it stands, and why.

    `fields` are (field, before, after) in words; `note` explains a conflict or rejection. A conflict that a person can
    decide has a `key`, by which the decision is remembered, and `choices` of (value, words).
    """

    action: Action
    noun: str
    label: str
    line: int | None = None
    fields: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    key: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def tone(self) -> str:
        return TONES[self.action]

    def as_json(self) -> dict[str, Any]:
        asked = {"key": self.key, "choices": [list(item) for item in self.choices]} if self.key else {}
        return {
            "action": str(self.action),
            "noun": self.noun,
            "label": self.label,
            "line": self.line,
            "fields": [list(item) for item in self.fields],
            "note": self.note,
            **asked,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd that does not keep the row out: a malformed identifier, a text that was repaired."""

    line: int | None
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "message": self.message}


@dataclass
class Plan:
    """All changes of one import. `payload` is what the importer needs to write it."""

    kept: int = 20_000
    """How many skipped and created rows are kept one by one; counts are always complete."""
    most: int | None = None
    """How many of the other rows, and of the problems, are kept one by one; None: all."""
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unsaid: int = 0
    """How many problems there are beyond those kept."""
    counts: Counter[str] = field(default_factory=Counter)
    nouns: dict[str, Counter[str]] = field(default_factory=dict)
    payload: Any = None
    held: str = ""
    """Why nothing of it is written until somebody releases it by name; empty when it may be written."""
    held_count: int = 0
    """How much of what it is held for there is; a release holds for so many and no more."""

    def add(self, change: Change) -> None:
        self.count(change.action, change.noun)
        plain = change.action in (Action.SKIP, Action.CREATE)
        limit = self.kept if plain else self.most
        if limit is None or len(self.changes) < limit:
            self.changes.append(change)

    def count(self, action: Action, noun: str, rows: int = 1) -> None:
        """Count rows that are not told one by one."""
        self.counts[action] += rows
        self.nouns.setdefault(noun, Counter())[action] += rows

    def problem(self, line: int | None, message: str) -> None:
        if self.most is None or len(self.problems) < self.most:
            self.problems.append(Problem(line, message))
        else:
            self.unsaid += 1

    def of(self, action: Action) -> list[Change]:
        return [change for change in self.changes if change.action == action]

    @property
    def writes(self) -> int:
        return self.counts[Action.CREATE] + self.counts[Action.UPDATE] + self.counts[Action.END]

    @property
    def totals(self) -> dict[str, int]:
        """How many rows of each action; ends only where there are any, since few imports can end something."""
        return {str(action): self.counts[action] for action in Action if action != Action.END or self.counts[action]}

    @property
    def exit_code(self) -> int:
        """0, or 1 when rows were rejected or are in conflict, or the plan is held."""
        return 1 if self.counts[Action.REJECT] or self.counts[Action.CONFLICT] or self.held else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": self.totals,
            "nouns": {noun: dict(counts) for noun, counts in self.nouns.items()},
            "changes": [_storable(change.as_json()) for change in self.changes],
            "problems": [_storable(problem.as_json()) for problem in self.problems],
            **({"unsaid": self.unsaid} if self.unsaid else {}),
            **({"held": self.held, "held_count": self.held_count} if self.held else {}),
        }

    def words(self, shown: int = 20) -> str:
        """The plan as text: totals, then each kind with line numbers, at most `shown` of the plain ones."""
        lines = [", ".join(f"{n} {action}" for action, n in self.totals.items())]
        lines[0] += f", {len(self.problems) + self.unsaid} problems"
        for noun, counts in self.nouns.items():
            lines.append(f"  {noun}: " + ", ".join(f"{count} {action}" for action, count in counts.items()))
        for action in (Action.REJECT, Action.CONFLICT, Action.END, Action.UPDATE, Action.CREATE, Action.SKIP):
            found = self.of(action)
            limit = len(found) if action in (Action.REJECT, Action.CONFLICT) else shown
            lines += [_line(change) for change in found[:limit]]
            if self.counts[action] > limit:
                more = "all of them" if len(found) == self.counts[action] else f"the first {len(found)}"
                told = f" ({more} with --json)" if len(found) > limit else ""
                lines.append(f"{action}: … and {self.counts[action] - min(limit, len(found))} more{told}")
        lines += [f"problem{_at(problem.line)}: {problem.message}" for problem in self.problems]
        lines += [f"problem: … and {self.unsaid} more"] if self.unsaid else []
        lines += [f"held: {self.held}"] if self.held else []
        return "\n".join(lines)


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    """The row without NUL, which no database and no terminal takes, but any file may hold."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("\x00", "\N{SYMBOL FOR NULL}")
        return [clean(item) for item in value] if isinstance(value, list) else value

    return {name: clean(value) for name, value in row.items()}


def _at(line: int | None) -> str:
    return f" line {line}" if line is not None else ""


def _line(change: Change) -> str:
    said = f"{change.action}{_at(change.line)}: {change.noun} {change.label}"
    if change.fields:
        changed = (f"{name}: {before or '–'} → {after or '–'}" for name, before, after in change.fields)
        said += f" ({'; '.join(changed)})"
    return f"{said}: {change.note}" if change.note else said
