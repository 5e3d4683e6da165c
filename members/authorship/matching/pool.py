"""What both kinds of rows need: a match, and records that are given out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from members.authorship.authorxml import AuthorFile
from members.people.names import clean
from portal.importing import Action

Diff = tuple[str, str, str]


@dataclass
class Match:
    """One row of the file, what it is in the record, and what the import would add to that."""

    row: Any
    label: str
    known: Any = None
    fields: tuple[Diff, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Columns to set on the record."""
    added: dict[str, list[Any]] = field(default_factory=dict)
    """Rows to add beside it, by kind."""
    note: str = ""
    problems: list[tuple[int, str]] = field(default_factory=list)
    refused: Action | None = None
    """Set when nothing of the row is written; `note` says why."""

    @property
    def action(self) -> Action:
        if self.refused is not None:
            return self.refused
        if self.known is None:
            return Action.CREATE
        return Action.UPDATE if self.fields else Action.SKIP

    def refuse(self, action: Action, note: str) -> Match:
        """The row is left out, with everything beside it."""
        self.refused, self.note, self.fields, self.values, self.added = action, note, (), {}, {}
        return self


def day_of(file: AuthorFile) -> date:
    """From which day the import's facts hold: the date of the list, else today."""
    return file.created_on or timezone.localdate()


class Pool:
    """Records by key, each given out once, in order."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, list[Any]] = defaultdict(list)
        self._taken: set[int] = set()

    def put(self, key: Hashable, record: Any) -> None:
        self._by_key[key].append(record)

    def free(self, key: Hashable, fits: Callable[[Any], bool] = lambda record: True) -> list[Any]:
        """The records under `key` that nobody took and that fit."""
        return [record for record in self._by_key.get(key, []) if record.pk not in self._taken and fits(record)]

    def take(self, key: Hashable, fits: Callable[[Any], bool] = lambda record: True) -> Any:
        """The next free record under `key` that fits, or None."""
        return self._give(self.free(key, fits)[:1])

    def take_only(self, key: Hashable, fits: Callable[[Any], bool] = lambda record: True) -> Any:
        """The free record under `key`; None when several records have the key, or when it does not fit."""
        return self._give(self.free(key, fits) if len(self._by_key.get(key, [])) == 1 else [])

    def _give(self, records: list[Any]) -> Any:
        for record in records:
            self._taken.add(record.pk)
            return record
        return None


def different(record: Any, values: dict[str, Any], labels: dict[str, str]) -> tuple[Diff, ...]:
    """What `values` would change; an empty value of the file never erases one of the record."""
    found = []
    for name, value in values.items():
        before = getattr(record, name)
        if is_said(value) and value != (clean(before) if isinstance(before, str) else before):
            found.append((labels.get(name, name), str(before), str(value)))
    return tuple(found)


def is_said(value: Any) -> bool:
    """Whether the file says anything here."""
    return value not in ("", None, False)


def too_long(*rows: tuple[type[Model], dict[str, Any]]) -> str:
    """The first text that the columns of its model cannot hold, in words; empty when all fit."""
    for model, values in rows:
        for name, value in values.items():
            column: Any = model._meta.get_field(name)
            limit = getattr(column, "max_length", None)
            if isinstance(value, str) and limit is not None and len(value) > limit:
                size = f"{len(value):,} characters, but {limit} at most can be kept"
                return f"the {column.verbose_name} has {size}: {value[:60]}…"
    return ""
