"""The exceptions from append-only: blank, forget, redact. The verbs that call them ask who may."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from portal.history.recording import PORTAL
from portal.outbox.choices import EffectState
from portal.outbox.keys import without_address
from portal.outbox.models import Effect
from portal.personal.models import Blanking
from portal.personal.queries import Holder, holders, pattern
from portal.policy import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

ERASED = "(erased)"
"""What stands in a text in place of a value that was taken out."""
FORGOTTEN = "its text and recipient were removed"


def blank(
    model: type[models.Model], key: Any, columns: Collection[str], *, by: Any, reason: str, reasons: bool = False
) -> int:
    """Empty `columns` in all events of one object; returns how many events changed.

    Who did what and when stays; `reasons` also empties why. The only way past the trigger that keeps events as they
    are, and it is recorded. Raises LookupError (no history), ValueError for a column that cannot be empty.
    """
    table: Any = getattr(model, "pgh_event_model", None)
    if table is None:
        raise LookupError(f"{model._meta.label} has no history: it is not @tracked")
    empty = {name: _empty(table, name) for name in columns}
    rows = table.objects.filter(pgh_obj_id=key)
    changing = models.Q()
    for name, value in empty.items():
        changing |= ~models.Q(**{name: value}) if value is not None else models.Q(**{f"{name}__isnull": False})
    with transaction.atomic(), _open(table):
        changed = rows.filter(changing).update(**empty) if empty else 0
        if reasons:
            changed = max(changed, _blank_reasons(table, key))
        if changed:
            _note(table._meta.db_table, key, [*empty, *(["reason"] if reasons else [])], changed, by, reason)
    return changed


def forget(effects: models.QuerySet[Effect], *, by: Any, reason: str) -> int:
    """Take text, recipient and name of its subject out of effects; returns how many.

    The row stays, with a key that tells no address, so that nothing is asked for twice. What still waited will not be
    sent: it failed, and says why.
    """
    forgotten = 0
    with transaction.atomic():
        for effect in effects.select_for_update().order_by("pk"):
            if effect.payload.get("forgotten"):
                continue
            effect.key = without_address(effect.key)
            effect.payload = {"forgotten": timezone.localdate().isoformat()}
            effect.about, effect.last_error, effect.held_by = "", "", ""
            if effect.state != EffectState.DONE:
                effect.state, effect.last_error = EffectState.FAILED, FORGOTTEN
            effect.save()
            forgotten += 1
        if forgotten:
            _note(Effect._meta.db_table, "", ["payload", "about", "key"], forgotten, by, reason)
    return forgotten


def empty_files(rows: models.QuerySet[Any], column: str, *, by: Any, reason: str) -> int:
    """Take whole files out of rows; returns how many. Name, size and checksum stay, and tell that there was one."""
    with transaction.atomic():
        emptied = rows.exclude(**{column: b""}).update(**{column: b""})
        if emptied:
            _note(rows.model._meta.db_table, "", [column], emptied, by, reason)
    return emptied


def redact(values: Iterable[str], *, by: Any, reason: str) -> list[str]:
    """Replace the values wherever a text or JSON column of any table still holds one; events as well.

    Returns the tables that keep it, because their rows are immutable for a reason of their own (frozen author lists).
    A change of the record makes an event, whose reason may hold the value again: hence it looks until nothing is found.
    """
    values, kept = list(values), set[str]()
    while found := [holder for holder in holders(values) if holder.table not in kept]:
        for holder in found:
            if not _redact_table(holder, pattern(values), by, reason):
                kept.add(holder.table)
    return sorted(kept)


def _redact_table(holder: Holder, wanted: str, by: Any, reason: str) -> bool:
    """Whether the rows of a table could be changed."""
    model: Any = next((model for model in apps.get_models() if model._meta.db_table == holder.table), None)
    own = _open(model) if model is not None and hasattr(model, "pgh_tracked_model") else nullcontext()
    types, sets, params = _json_columns(), [], []
    for column in holder.columns:
        name, cast = connection.ops.quote_name(column), types.get((holder.table, column), "text")
        cut = f"regexp_replace({name}::text, %s, %s, 'gi')"
        sets.append(f"{name} = CASE WHEN {name}::text ~* %s THEN %s ELSE {cut} END::{cast}")
        params += [f'^"?{wanted}"?$', "" if cast == "text" else '""', wanted, ERASED]
    tests = " OR ".join(f"{connection.ops.quote_name(column)}::text ~* %s" for column in holder.columns)
    statement = f"UPDATE {connection.ops.quote_name(holder.table)} SET {', '.join(sets)} WHERE {tests}"  # noqa: S608
    try:
        with transaction.atomic(), own, connection.cursor() as cursor:
            cursor.execute(statement, [*params, *[wanted] * len(holder.columns)])
            rows = cursor.rowcount
            _note(holder.table, "", list(holder.columns), rows, by, reason)
    except DatabaseError:
        return False
    return rows > 0


@contextmanager
def _open(table: Any) -> Iterator[None]:
    """Inside, and in this transaction alone, the rows of one table of events can be changed."""
    with pgtrigger.ignore(f"{table._meta.label}:append_only"):
        yield


def _blank_reasons(table: Any, key: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {connection.ops.quote_name(table._meta.db_table)}
                SET pgh_context = jsonb_set(pgh_context, '{{reason}}', '""')
                WHERE pgh_obj_id = %s AND coalesce(pgh_context ->> 'reason', '') <> ''""",  # noqa: S608  a model's table
            [key],
        )
        return int(cursor.rowcount)


def _empty(table: Any, name: str) -> Any:
    """The empty value of a column of events. Raises ValueError."""
    field = next((item for item in table._meta.concrete_fields if item.name == name), None)
    if field is None or name.startswith("pgh_") or name == "id" or field.is_relation:
        raise ValueError(f"{name} of {table._meta.label} is no column that can be blanked")
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.JSONField):
        return {}
    raise ValueError(f"{name} of {table._meta.label} has no empty value")


def _json_columns() -> dict[tuple[str, str], str]:
    """The columns that are no plain text, with their type."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name, CASE udt_name WHEN '_text' THEN 'text[]' WHEN '_varchar' THEN 'varchar[]'
                   ELSE udt_name END
               FROM information_schema.columns
               WHERE table_schema = current_schema() AND udt_name IN ('json', 'jsonb', '_text', '_varchar')"""
        )
        return {(table, column): kind for table, column, kind in cursor.fetchall()}


def _note(table: str, key: Any, columns: list[str], rows: int, by: Any, reason: str) -> None:
    named = by is not None and getattr(by, "pk", None) is not None
    who = str(facts(by).get("name") or by) if named else PORTAL
    Blanking.objects.create(
        table=table, key=str(key), columns=columns, rows=rows, reason=reason, who=who, by=by if named else None
    )
