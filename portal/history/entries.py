"""The history of one object as a timeline: one entry for each action, with what it changed.

Reading takes one query for the object, one for each related table, and one for each table whose
rows are named in a change, however long the history is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from portal.history.display import Column, Names, names_of, words

Row = tuple[type[models.Model], Any]
"""A row of the record: its model and primary key."""

UNKNOWN = "unknown (database)"
"""Who wrote a row that carries no label: somebody with a database client, or code outside of any action."""
HAPPENED = {"insert": "created", "update": "changed", "delete": "removed"}


@dataclass(frozen=True)
class Change:
    """One column of one row, before and after. `subject` names the row unless it is the object itself."""

    field: str
    field_label: str
    before: str
    after: str
    subject: str = ""

    def __iter__(self) -> Iterator[str]:
        """What changed, before, after: three texts, as a page tells it."""
        yield f"{self.subject}: {self.field_label}" if self.subject else self.field_label
        yield self.before
        yield self.after

    def __len__(self) -> int:
        return 3  # templates unpack only what has a length


@dataclass(frozen=True)
class Entry:
    """One action: when, who, which verb and why, and the changes it made.

    `label` adds that the object was created or removed where the verb does not say it. What was written
    outside of any action has these words (or "changed") for its verb.
    """

    at: datetime
    who: str
    verb: str
    reason: str
    label: str
    changes: list[Change]


@dataclass(frozen=True)
class _Event:
    """An event with the columns that differ from the event before it on the same row."""

    order: tuple[datetime, int]
    label: str
    action: Any
    facts: dict[str, Any]
    row: Row
    own: bool
    diff: list[tuple[Column, Any, Any]]


def entries(
    obj: models.Model,
    *,
    related: Iterable[str] = (),
    hide: Collection[str] = (),
    without: Mapping[str, models.Q] | None = None,
    also: Collection[Any] = (),
    limit: int = 1000,
) -> list[Entry]:
    """The history of `obj`, newest first, read from at most `limit` events per table.

    `related` names reverse relations (`"memberships"`) whose rows, also removed ones, belong to the story.
    `hide` names fields that the viewer may not see, as `email` or `membership.note`; an action that
    changed nothing else is left out. `without` gives by relation a condition on rows that the viewer may not see: one
    that ever fulfilled it has no history here. `also` holds keys of objects of the same table whose story belongs to
    this one (a record that was merged into it).
    Raises FieldDoesNotExist, TypeError (no such relation), LookupError (no history).
    """
    events = _events(type(obj), {"pgh_obj_id": obj.pk}, hide, limit)
    if also:
        events += _events(type(obj), {"pgh_obj_id__in": list(also)}, hide, limit, own=False)
    for name in related:
        relation = obj._meta.get_field(name)
        if not isinstance(relation, models.ManyToOneRel):
            raise TypeError(f"{name} is not a table that refers to {obj._meta.verbose_name}")
        model, link = relation.related_model, relation.field
        table = _event_table(model).objects
        ever = table.filter(**{link.attname: obj.pk})
        if without and name in without:
            ever = ever.exclude(pgh_obj_id__in=table.filter(without[name]).values("pgh_obj_id"))
        told = {"pgh_obj_id__in": ever.values("pgh_obj_id")}
        events += _events(model, told, hide, limit, link=(link, obj.pk), own=False)
    actions: dict[Any, list[_Event]] = {}
    for event in sorted(events, key=lambda event: event.order, reverse=True):
        actions.setdefault(event.action, []).append(event)
    names = names_of((column, value) for event in events for column, *values in event.diff for value in values)
    subjects = _subjects({event.row for event in events if not event.own})
    return [_entry(group[::-1], names, subjects) for group in actions.values()]


def _events(
    model: type[models.Model],
    condition: dict[str, Any],
    hide: Collection[str],
    limit: int,
    link: tuple[Column, Any] | None = None,
    own: bool = True,
) -> list[_Event]:
    """The newest events of `model` under `condition`; `link` is the column that ties related rows to the object."""
    table = _event_table(model)
    columns = [column for column in _columns(model, table) if not _hidden(model, column, hide)]
    fixed = ["pgh_id", "pgh_created_at", "pgh_label", "pgh_context_id", "pgh_context", "pgh_obj_id"]
    newest = table.objects.filter(**condition).order_by("-pgh_id")[:limit]
    rows = list(newest.values(*fixed, *(column.attname for column in columns)))
    before: dict[Any, dict[str, Any]] = {}
    events = []
    for row in reversed(rows):
        label, pk = row["pgh_label"], row["pgh_obj_id"]
        last = before.get(pk)
        before[pk] = row
        if label == "update" and last is None and len(rows) == limit:
            continue  # the event before this one was not read
        diff = _diff(columns, label, last or {}, row)
        if link is not None:
            diff = [change for change in diff if change[0] != link[0] or {*change[1:]} - {None, link[1]}]
        if diff or (own and label != "update"):
            action = row["pgh_context_id"] or (row["pgh_created_at"], model, pk)
            order = (row["pgh_created_at"], row["pgh_id"])
            events.append(_Event(order, label, action, row["pgh_context"] or {}, (model, pk), own, diff))
    return events


def _columns(model: type[models.Model], table: type[models.Model]) -> list[Column]:
    """The columns worth telling: those with history, without keys and instants that the machine sets."""
    kept = {column.name for column in table._meta.fields}
    return [
        column
        for column in model._meta.concrete_fields
        if column.name in kept
        and not column.primary_key
        and not isinstance(column, models.UUIDField)
        and not getattr(column, "auto_now_add", False)
        and not getattr(column, "auto_now", False)
    ]


def _diff(
    columns: list[Column], label: str, last: dict[str, Any], row: dict[str, Any]
) -> list[tuple[Column, Any, Any]]:
    """What an event changed. A new row tells what was given, not what follows from defaults."""
    if label == "delete":
        last, row = row, {}
    changes = []
    for column in columns:
        old, new = last.get(column.attname), row.get(column.attname)
        silent = label == "insert" and column.has_default() and new == column.get_default()
        if old != new and not silent and not (_blank(old) and _blank(new)):
            changes.append((column, old, new))
    return changes


def _entry(events: list[_Event], names: Names, subjects: dict[Row, str]) -> Entry:
    """One action from its events, oldest first. A column that was written twice is told once."""
    merged: dict[tuple[Row, Column], tuple[Any, Any]] = {}
    for event in events:
        for column, old, new in event.diff:
            first, _ = merged.get((event.row, column), (old, None))
            merged[event.row, column] = (first, new)
    changes = [
        Change(
            column.name,
            str(column.verbose_name),
            words(column, old, names),
            words(column, new, names),
            subjects.get(row, ""),
        )
        for (row, column), (old, new) in merged.items()
        if old != new
    ]
    facts = events[-1].facts
    who = facts.get("who", UNKNOWN)
    if "for" in facts:
        who = f"{who} for {facts['for']}"
    happened = HAPPENED[next((event.label for event in events if event.own), "update")]
    verb = facts.get("verb", "").replace("_", " ")
    label = happened if verb and happened != HAPPENED["update"] else ""
    return Entry(events[-1].order[0], who, verb or happened, facts.get("reason", ""), label, changes)


def _subjects(rows: set[Row]) -> dict[Row, str]:
    """What related rows are called: by their noun, and by their number too where there are several."""
    counts: dict[type[models.Model], int] = {}
    for model, _ in rows:
        counts[model] = counts.get(model, 0) + 1
    return {
        (model, pk): f"{model._meta.verbose_name} {pk}" if counts[model] > 1 else str(model._meta.verbose_name)
        for model, pk in rows
    }


def _event_table(model: type[models.Model]) -> Any:
    try:
        return model.pgh_event_model  # type: ignore[attr-defined]
    except AttributeError:
        raise LookupError(f"{model._meta.label} has no history: it is not @tracked") from None


def _hidden(model: type[models.Model], column: Column, hide: Collection[str]) -> bool:
    return column.name in hide or f"{model._meta.model_name}.{column.name}" in hide


def _blank(value: Any) -> bool:
    return value is None or value in ("", [], {})
