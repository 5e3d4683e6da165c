"""What both kinds of rows need: a match, and records that are given out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from members.authorship.authorxml import AuthorFile
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
    conflict: bool = False

    @property
    def action(self) -> Action:
        if self.conflict:
            return Action.CONFLICT
        if self.known is None:
            return Action.CREATE
        return Action.UPDATE if self.fields else Action.SKIP


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

    def take(self, key: Hashable, *, only_one: bool = False, fits: Callable[[Any], bool] | None = None) -> Any:
        """The next free record under `key`; with `only_one` None when several records have it."""
        records = self._by_key.get(key, [])
        if only_one and len(records) != 1:
            return None
        for record in records:
            if record.pk not in self._taken and (fits is None or fits(record)):
                self._taken.add(record.pk)
                return record
        return None


def different(record: Any, values: dict[str, Any], labels: dict[str, str]) -> tuple[Diff, ...]:
    """What `values` would change; an empty value of the file never erases one of the record."""
    return tuple(
        (labels.get(name, name), str(getattr(record, name)), str(value))
        for name, value in values.items()
        if value not in ("", None, False) and getattr(record, name) != value
    )
