"""The verbs: merge two records, undo it, and say that two records are two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from members.people import policy
from members.people.merging.rules import meet, references, settle
from members.people.models import Merge, NotTheSame, Person, PersonAddress
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

FILLED = ("initials", "suffix", "native_name", "funding")
"""Taken over where the kept record has none."""
Step = list[Any]


def merge(*, kept: Person, gone: Person, by: Any, reason: str) -> Merge:
    """Two records of one person become one: all that refers to `gone` refers to `kept`, which goes on.

    Rows that say the same become one. `gone` vanishes from lists, search and counts; its page leads to `kept`. Whoever
    has an account on `gone` signs in as `kept`. Raises MoveRefused in words that name what cannot stand side by side,
    without a reason, and for a record that was merged before.
    """
    if not reason.strip():
        raise MoveRefused("say why these are one person")
    with transaction.atomic(), recorded("merge", by=by, reason=reason):
        kept, gone = _both(kept, gone)
        require(by, policy.MERGE)
        for person in (kept, gone):
            if person.merged_into_id is not None:
                raise MoveRefused(f"{person} was merged into another record already")
        book = _Book()
        for mark in NotTheSame.objects.filter(first__in=(kept, gone), second__in=(kept, gone)):
            book.drop(mark)
        for field in references(Person):
            book.move_all(field, gone.pk, kept.pk)
        _fill(book, kept, gone)
        book.change(gone, "merged_into_id", kept.pk)
        kept.save(update_fields=["search_name"])
        return Merge.objects.create(kept=kept, gone=gone, moved={"steps": book.steps})


def undo_merge(merged: Merge, *, by: Any, reason: str) -> None:
    """The two records are two again: every row goes back, and what became one is two as it was.

    What was changed since stays changed. Raises MoveRefused when it was undone, when `kept` went into a third record
    since (undo that first), and when rows that came later stand in the way.
    """
    if not reason.strip():
        raise MoveRefused("say why these are two people")
    with transaction.atomic(), recorded("undo_merge", by=by, reason=reason):
        kept, gone = _both(merged.kept, merged.gone)
        require(by, policy.MERGE)
        locked = Merge.objects.select_for_update(of=("self",)).get(pk=merged.pk)
        if locked.undone_at is not None:
            raise MoveRefused("the merge was undone already")
        if kept.merged_into_id is not None:
            raise MoveRefused(f"{kept} was merged into another record since; undo that first")
        try:
            with transaction.atomic():
                for step in reversed(locked.moved["steps"]):
                    _UNDO[step[0]](*step[1:])
        except IntegrityError as error:
            raise MoveRefused(f"cannot be undone: {_words(error)}; change what came later first") from error
        locked.undone_at = timezone.now()
        locked.save(update_fields=["undone_at"])
        for person in (kept, gone):
            person.refresh_from_db()
            person.save(update_fields=["search_name"])
    merged.refresh_from_db()


def are_two_people(one: Person, two: Person, *, by: Any, reason: str = "") -> None:
    """Somebody looked: these are namesakes. They are not proposed again; a merge takes the mark away."""
    with transaction.atomic(), recorded("are_two_people", by=by, reason=reason):
        first, second = sorted(_both(one, two), key=lambda person: person.pk)
        require(by, policy.MERGE)
        NotTheSame.objects.get_or_create(first=first, second=second)


def _both(one: Person, two: Person) -> tuple[Person, Person]:
    """Both rows locked, in the order of their keys, so that two merges never wait for each other."""
    if one.pk == two.pk:
        raise MoveRefused("this is one and the same record")
    rows = {
        person.pk: person
        for person in Person.everybody.select_for_update().filter(pk__in=(one.pk, two.pk)).order_by("pk")
    }
    return rows[one.pk], rows[two.pk]


def _fill(book: _Book, kept: Person, gone: Person) -> None:
    """What stands on the record itself: account, address, and what the kept one lacks."""
    for name in FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            book.change(kept, name, getattr(gone, name))
    if gone.user_id is not None and kept.user_id is None:
        account = gone.user_id
        book.change(gone, "user_id", None)
        book.change(kept, "user_id", account)
    if gone.deceased and not kept.deceased:
        book.change(kept, "deceased", True)
        book.change(kept, "deceased_on", gone.deceased_on)
    if gone.email and kept.erased_at is None:
        if not kept.email:
            book.change(kept, "email", gone.email)
            book.change(kept, "email_confirmed_at", gone.email_confirmed_at)
        elif kept.email.lower() != gone.email.lower() and not kept.addresses.filter(address__iexact=gone.email):
            row = PersonAddress.objects.create(person=kept, address=gone.email, confirmed_at=gone.email_confirmed_at)
            book.steps.append(["make", PersonAddress._meta.label, row.pk])


class _Book:
    """Carries out the steps of a merge and writes each down, so that they can be taken back in reverse."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def move_all(self, field: Any, old: int, new: int) -> None:
        rows = field.model._base_manager.filter(**{field.attname: old}).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            self._move(field, pk, old, new)

    def _move(self, field: Any, pk: Any, old: int, new: int) -> None:
        try:
            with transaction.atomic():
                _point(field, pk, new)
        except IntegrityError as error:
            row = field.model._base_manager.get(pk=pk)
            others = list(field.model._base_manager.filter(**{field.attname: new}).order_by("pk"))
            settled = settle(row, others, field.attname)
            if settled is None:
                raise MoveRefused(_collision(error, row, others)) from error
            other, changes = settled
            for reference in references(field.model):
                self.move_all(reference, pk, other.pk)
            self.drop(row)
            try:
                with transaction.atomic():
                    for name, value in changes.items():
                        self.change(other, name, value)
            except IntegrityError as again:
                raise MoveRefused(_collision(again, row, others)) from again
        else:
            self.steps.append(["move", field.model._meta.label, field.name, pk, old, new])

    def drop(self, row: Any) -> None:
        values = {field.attname: _text(field, row) for field in row._meta.concrete_fields}
        self.steps.append(["drop", row._meta.label, values])
        type(row)._base_manager.filter(pk=row.pk).delete()

    def change(self, row: Any, attname: str, value: Any) -> None:
        field = _column(type(row), attname)
        before = _text(field, row)
        setattr(row, attname, value)
        type(row)._base_manager.filter(pk=row.pk).update(**{attname: value})
        self.steps.append(["change", row._meta.label, row.pk, attname, before, _text(field, row)])


def _point(field: Any, pk: Any, to: Any) -> None:
    field.model._base_manager.filter(pk=pk).update(**{field.attname: to})


def _undo_move(label: str, name: str, pk: Any, old: int, new: int) -> None:
    model = apps.get_model(label)
    field: Any = model._meta.get_field(name)
    model._base_manager.filter(**{"pk": pk, field.attname: new}).update(**{field.attname: old})


def _undo_drop(label: str, values: dict[str, Any]) -> None:
    model = apps.get_model(label)
    row = model(**{attname: _value(_column(model, attname), text) for attname, text in values.items()})
    row.save_base(raw=True, force_insert=True)


def _undo_change(label: str, pk: Any, attname: str, before: Any, after: Any) -> None:
    model = apps.get_model(label)
    row = model._base_manager.filter(pk=pk).first()
    field = _column(model, attname)
    if row is not None and _text(field, row) == after:
        model._base_manager.filter(pk=pk).update(**{attname: _value(field, before)})


def _undo_make(label: str, pk: Any) -> None:
    apps.get_model(label)._base_manager.filter(pk=pk).delete()


_UNDO: dict[str, Callable[..., None]] = {
    "move": _undo_move,
    "drop": _undo_drop,
    "change": _undo_change,
    "make": _undo_make,
}


def _column(model: type[models.Model], attname: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _text(field: Any, row: Any) -> Any:
    """The value of a column as JSON keeps it, exact to the microsecond."""
    return None if getattr(row, field.attname) is None else field.value_to_string(row)


def _value(field: Any, text: Any) -> Any:
    return None if text is None else field.to_python(text)


def _words(error: IntegrityError) -> str:
    """What the database refused, as the model says it."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return f"{model._meta.verbose_name} {constraint.violation_error_message}"
    return "two rows would be the same"


def _collision(error: IntegrityError, row: Any, others: list[Any]) -> str:
    """Which rows of the two records cannot stand side by side."""
    met = [other for other in others if hasattr(row, "period") and meet(row.period, other.period)]
    named = ", ".join(_named(other) for other in (met or others)[:3])
    beside = f" beside {named}" if named else ""
    why = _words(error)
    return f"{row._meta.verbose_name} {_named(row)} cannot come over{beside} ({why}); change one of them first"


def _named(row: Any) -> str:
    """A row with its period: `Ana Ruiz at Harbour (2020-01-01 to open end)`."""
    if not hasattr(row, "period"):
        return f"“{row}”"
    return f"“{row}” ({row.period.lower} until {row.period.upper or 'open end'})"
