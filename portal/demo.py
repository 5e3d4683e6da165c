"""How the demo collaboration is written: rows of today with a past of eight years.

The portal stamps what it records with the clock. The demo has its past behind it on the day it is loaded, so a `Story`
collects its rows with the instants at which they came about, and the events that the history triggers would have
written then, and copies both into the tables. It refuses in a database without the demo mark: nothing else may have a
past that it did not record.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from portal.accounts.models import DemoMark, User
from portal.history.recording import PORTAL
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect
from portal.registry import registry

ModelT = TypeVar("ModelT", bound=models.Model)
Model: TypeAlias = type[models.Model]
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example")


def refresh_statistics() -> None:
    """Let the planner know what was written: until then it takes the tables for empty, and plans for that.

    Table by table: a bare ANALYZE takes locks that the databases of a server share until the transaction ends.
    """
    with connection.cursor() as cursor:
        tables = ", ".join(f'"{name}"' for name in sorted(connection.introspection.table_names(cursor)))
        cursor.execute(f"ANALYZE {tables}")


def is_empty() -> bool:
    """Whether nobody has an account yet and no list has a row. (Some rows come with the tables.)"""
    nouns: set[Model] = {User, *(listing.model for listing in registry.listings if not listing.comes_with_tables)}
    return not any(model._base_manager.exists() for model in nouns)


def uuid_of(key: str) -> uuid.UUID:
    """The same for the same key of a generator."""
    return uuid.uuid5(NAMESPACE, key)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done: when, which verb, who, why. `by` is the key of an account, None for the portal."""

    at: datetime
    verb: str
    by: int | None = None
    who: str = PORTAL
    reason: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def facts(self) -> dict[str, Any]:
        """What the history keeps beside an event, as `portal.history.recorded` writes it."""
        return {"verb": self.verb, "reason": self.reason, "by": self.by, "who": self.who}


@dataclass(frozen=True, slots=True)
class _Event:
    """The tracked columns of a row as an act left them."""

    at: datetime
    act: Act
    label: str
    pk: Any
    values: tuple[Any, ...]


class Story:
    """Rows and their past, kept in memory until `write`; meant for tables in which nobody else writes."""

    def __init__(self, today: date) -> None:
        """The story ends when the day begins: what it tells of later hours is told as of then."""
        if not DemoMark.objects.exists():
            raise RuntimeError("only a database with the demo mark may be given a past")
        self.loading = Act(timezone.now(), "load demo")
        self._end = min(self.loading.at, datetime.combine(today, time(), UTC))
        self._numbers: dict[Model, Iterator[int]] = {}
        self._new: dict[Model, list[models.Model]] = defaultdict(list)
        self._changed: dict[Model, dict[Any, models.Model]] = defaultdict(dict)
        self._fields: dict[Model, set[str]] = defaultdict(set)
        self._events: dict[Model, list[_Event]] = defaultdict(list)

    def create(self, model: type[ModelT], act: Act | None = None, **values: Any) -> ModelT:
        """A new row, with its key so that others can refer to it; it came about by `act`, else by this loading."""
        row = model(pk=self._number(model), **values)
        self._new[model].append(row)
        self._tell(row, "insert", act or self.loading)
        return row

    def change(self, row: models.Model, act: Act | None = None, **values: Any) -> None:
        """Something of a row was changed later, by `act`. The acts on a row are told in their order."""
        for name, value in values.items():
            setattr(row, name, value)
        if not row._state.adding:
            self._changed[type(row)][row.pk] = row
            self._fields[type(row)] |= values.keys()
        self._tell(row, "update", act or self.loading)

    def write(self) -> None:
        """Write what was told since the last time. The history triggers rest: their events are written from here."""
        with transaction.atomic(), connection.cursor() as cursor:
            with _history_at_rest(cursor, {*self._new, *self._changed}):
                for model, rows in self._new.items():
                    columns = [column for column in model._meta.concrete_fields if not column.generated]
                    _copy(cursor, model, columns, (_stored(row, columns) for row in rows))
                    _continue_after(cursor, model, rows[-1].pk)
                for model, changed in self._changed.items():
                    model._base_manager.bulk_update(changed.values(), sorted(self._fields[model]), batch_size=500)
            for model, events in self._events.items():
                _copy_events(cursor, model, events)
        for rows in self._new.values():
            for row in rows:
                row._state.adding = False
        for told in (self._new, self._changed, self._fields, self._events):
            told.clear()

    def _number(self, model: Model) -> int:
        if model not in self._numbers:
            with connection.cursor() as cursor:
                cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", _key(model))
                self._numbers[model] = count(cursor.fetchone()[0])
        return next(self._numbers[model])

    def _tell(self, row: models.Model, label: str, act: Act) -> None:
        if hasattr(row, "pgh_event_model"):
            at = act.at if act is self.loading else min(act.at, self._end)
            self._events[type(row)].append(_Event(at, act, label, row.pk, _stored(row, _tracked(type(row)))))


@contextmanager
def mailed(at: datetime, verb: str, problem: str = "") -> Iterator[None]:
    """What is asked of the outbox inside left a moment after `at`; with a `problem` it never arrived."""
    newest = Effect.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    outcome: dict[str, Any] = {"state": EffectState.DONE, "done_at": at + timedelta(seconds=4)}
    if problem:
        outcome = {"state": EffectState.FAILED, "done_at": None}
    told = {"created_at": at, "due_at": at, "verb": verb, "attempts": 1, "last_error": problem, "held_by": ""}
    Effect.objects.filter(pk__gt=newest).update(**outcome, **told)


def _key(model: Model) -> list[str]:
    """Table and column of the primary key, as `pg_get_serial_sequence` wants them."""
    assert model._meta.pk is not None
    return [connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column)]


def _history_of(model: Any) -> Any:
    """The table of the events of a tracked model."""
    return model.pgh_event_model


def _continue_after(cursor: CursorWrapper, model: Model, last: int) -> None:
    """The next row of the table gets the key after `last`."""
    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*_key(model), last])


def _tracked(model: Model) -> list[models.Field[Any, Any]]:
    """The columns of which the history is kept."""
    kept = {column.name for column in _history_of(model)._meta.concrete_fields}
    return [column for column in model._meta.concrete_fields if column.name in kept]


def _stored(row: models.Model, columns: Sequence[models.Field[Any, Any]]) -> tuple[Any, ...]:
    """The values as the database takes them; instants that Django would set to now are those of the story."""
    return tuple(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns)


def _copy_events(cursor: CursorWrapper, model: Model, events: list[_Event]) -> None:
    """Into the event table of `model`, oldest first, which is also the order of their keys."""
    table = _history_of(model)
    fixed = [table._meta.get_field(f"pgh_{name}") for name in ("created_at", "label", "obj", "context_id", "context")]
    rows = (
        (
            event.at,
            event.label,
            event.pk,
            event.act.id,
            fixed[-1].get_db_prep_save(event.act.facts(), connection),
            *event.values,
        )
        for event in sorted(events, key=attrgetter("at"))
    )
    _copy(cursor, table, [*fixed, *_tracked(model)], rows)


def _copy(
    cursor: CursorWrapper, model: Model, columns: Sequence[models.Field[Any, Any]], rows: Iterable[tuple[Any, ...]]
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in columns)
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def _history_at_rest(cursor: CursorWrapper, tables: Iterable[Model]) -> Iterator[None]:
    """No events by trigger, until the end of the block or of the transaction. Every other trigger stays awake."""
    resting = [
        trigger.get_pgid(model)
        for model in tables
        for trigger in getattr(model._meta, "triggers", ())  # only models with triggers have the option
        if trigger.name in ("insert_insert", "update_update")
    ]
    # the setting that `pgtrigger.ignore` makes; that function puts it before each statement, which COPY passes by
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(resting)}}}"])
    yield
    cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
