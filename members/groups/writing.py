"""What the verbs of groups and posts share: the lock of a row, the check of a term, and refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from members.groups.models import Appointment, Nomination
from portal.lifecycle import MoveRefused
from portal.periods import Period


@contextmanager
def said(name: str, words: str) -> Iterator[None]:
    """A broken constraint `name` as a refusal in `words`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if name not in str(error):
            raise
        raise MoveRefused(words) from error


def lock(row: Any) -> None:
    """Lock the row and read it anew, before anything about it is checked. Raises MoveRefused when it is gone."""
    found = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise MoveRefused("somebody else has removed it in the meantime")
    row.refresh_from_db()


def check(row: Appointment | Nomination) -> None:
    """Whether the person can hold the post for the term. Raises MoveRefused that says why not."""
    person, group, term = row.person, row.group, row.period
    if person.deceased:
        raise MoveRefused(f"{person} has died")
    if person.merged_into_id is not None:
        raise MoveRefused(f"this record of {person} was merged into another one")
    if term.upper is not None and term.upper <= term.lower:
        raise MoveRefused("the term ends before it begins")
    if term.lower < group.period.lower:
        raise MoveRefused(f"the term begins before {group} does, on {group.period.lower}")
    if group.period.upper is not None and (term.upper is None or term.upper > group.period.upper):
        raise MoveRefused(f"the term goes beyond {group}, which is dissolved from {group.period.upper} on")
    same = Appointment.objects.filter(person=person, group=group, post=row.post, period__overlap=term)
    twice = same.exclude(pk=row.pk or 0 if isinstance(row, Appointment) else 0).order_by("period").first()
    if twice is not None:
        raise MoveRefused(f"{person} is already {twice.get_post_display()} of {group}, {_span(twice.period)}")


def _span(period: Any) -> str:
    since = f"from {period.lower}"
    return f"{since} with an open end" if period.upper is None else f"{since} until {period.upper - timedelta(days=1)}"


def twice(row: Appointment) -> str:
    """That the database refused a second term of the same post, in words."""
    return f"{row.person} is {row.get_post_display()} of {row.group} at that time already"


def cut(row: Appointment, until: date) -> Appointment:
    """End a term; one that would have no day is taken back whole (the history keeps it)."""
    if until <= row.period.lower:
        taken = Appointment(
            pk=row.pk, group=row.group, person=row.person, post=row.post, period=Period(row.period.lower, None)
        )
        row.delete()
        return taken
    row.period = Period(row.period.lower, until)
    row.save(update_fields=["period"])
    return row
