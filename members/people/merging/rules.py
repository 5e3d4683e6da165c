"""What refers to a person, and what becomes of two rows that cannot stand side by side on one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import models

from members.people.choices import Audience
from members.people.models import FieldAudience, Merge, NotTheSame, Person, PersonAddress, PersonIdentifier

Settled = tuple[models.Model, dict[str, Any]]
"""The row of the kept record that stands for both, and what changes in it."""
Settle = Callable[[Any, list[Any]], Settled | None]

STAYING = {(Merge, "kept"), (Merge, "gone"), (NotTheSame, "first"), (NotTheSame, "second")}
"""These speak of records, not of the person: they stay where they are."""
_settle: dict[type[models.Model], Settle] = {}


def settles(model: type[models.Model]) -> Callable[[Settle], Settle]:
    """Declare how a row that may not come over settles with those of the kept record; None: it does not."""

    def keep(settle: Settle) -> Settle:
        _settle[model] = settle
        return settle

    return keep


def settle(row: models.Model, others: list[Any], link: str) -> Settled | None:
    """The row of `others` that says the same, or what the model's own rule makes of it."""
    own = _settle.get(type(row))
    if own is not None:
        return own(row, others)
    for other in others:
        if _same(row, other, link):
            return other, _joined(row, other)
    return None


def _same(row: Any, other: Any, link: str) -> bool:
    """Equal in all but the person, the order among others and the period, which have to meet."""
    for field in row._meta.concrete_fields:
        unlike = field.primary_key or field.attname == link or field.name in ("period", "position")
        if unlike or getattr(field, "auto_now_add", False) or isinstance(field, models.UUIDField):
            continue
        if getattr(row, field.attname) != getattr(other, field.attname):
            return False
    return not hasattr(row, "period") or meet(row.period, other.period)


def _joined(row: Any, other: Any) -> dict[str, Any]:
    """The period of both, where the one goes beyond the other."""
    if not hasattr(row, "period"):
        return {}
    lower = min(row.period.lower, other.period.lower)
    uppers = (row.period.upper, other.period.upper)
    upper = None if None in uppers else max(uppers)
    if (lower, upper) == (other.period.lower, other.period.upper):
        return {}
    return {"period": type(other.period)(lower, upper)}


def meet(one: Any, two: Any) -> bool:
    """Whether two half-open periods, which begin on a day, overlap."""
    return (two.upper is None or one.lower < two.upper) and (one.upper is None or two.lower < one.upper)


def references(model: type[models.Model]) -> Iterator[Any]:
    """Every foreign key to the model, of any package; histories are none (they tell what was, and never change)."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        referring: Any = relation.related_model
        if hasattr(referring, "pgh_tracked_model") or referring._meta.proxy or not referring._meta.managed:
            continue
        if model is Person and (referring, relation.field.name) in STAYING:
            continue
        yield relation.field


@settles(FieldAudience)
def _narrower(row: Any, others: list[Any]) -> Settled | None:
    """Where each record chose for a field, the narrower audience holds."""
    order = list(Audience)
    for other in others:
        if other.field == row.field:
            narrower = max(row.audience, other.audience, key=lambda word: order.index(Audience(word)))
            return other, {"audience": narrower} if narrower != other.audience else {}
    return None


@settles(PersonAddress)
def _one_address(row: Any, others: list[Any]) -> Settled | None:
    """One address: confirmed since the earlier day, in use if either has it in use."""
    for other in others:
        if other.address.lower() == row.address.lower():
            changes: dict[str, Any] = {}
            if row.confirmed_at and (other.confirmed_at is None or row.confirmed_at < other.confirmed_at):
                changes["confirmed_at"] = row.confirmed_at
            if other.retired_on and row.retired_on is None:
                changes["retired_on"] = None
            return other, changes
    return None


@settles(PersonIdentifier)
def _one_identifier(row: Any, others: list[Any]) -> Settled | None:
    """One identifier: valid if it is on either record, proved when it was proved last."""
    for other in others:
        if all(getattr(other, name) == getattr(row, name) for name in ("kind", "source", "value", "issuer")):
            changes: dict[str, Any] = {}
            if other.problem and not row.problem:
                changes["problem"] = ""
            proved: list[datetime] = [item.authenticated_at for item in (row, other) if item.authenticated_at]
            if proved and max(proved) != other.authenticated_at:
                changes["authenticated_at"] = max(proved)
            return other, changes
    return None
