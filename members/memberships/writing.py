"""What the verbs of a membership share: the lock of the person, the write, and its refusal in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from members.memberships import rules
from members.memberships.models import Membership
from members.people.models import Person
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require


def lock(person: Person) -> Person:
    """Take the row of the person until the transaction ends: two verbs on one person never interleave.

    `person` is refreshed in place. Every verb takes this lock before it reads any of the person's memberships. Raises
    MoveRefused for a record that was merged into another, perhaps while we waited: what is written on it is lost.
    """
    Person.everybody.select_for_update(no_key=True).get(pk=person.pk)
    person.refresh_from_db()
    if person.merged_into_id is not None:
        raise MoveRefused(f"this record was merged into that of {person.merged_into}")
    return person


@contextmanager
def changing(membership: Membership, verb: str, *, by: Any, needs: str, reason: str = "") -> Iterator[None]:
    """A verb about one membership: person locked, row fresh, permission asked. Raises MoveRefused, Denied."""
    with transaction.atomic(), recorded(verb, by=by, reason=reason):
        person = lock(Person(pk=membership.person_id))
        if not Membership.objects.filter(pk=membership.pk).exists():
            raise MoveRefused("this membership is no longer on record")
        membership.refresh_from_db()
        if membership.person_id != person.pk:  # a merge was undone while we waited
            raise MoveRefused(f"this membership is now that of {membership.person}; look again")
        membership.person = person
        require(by, needs, membership)
        yield


def write(membership: Membership, *, but: Iterable[int] = (), sponsor_on: date | None = None) -> Membership:
    """Check all rules and save. Raises MoveRefused."""
    rules.check(membership, but=but, sponsor_on=sponsor_on)
    return save(membership)


def save(membership: Membership) -> Membership:
    """Save what the rules allow; an overlap of periods is told in words. Raises MoveRefused."""
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        if "membership_once_at_a_time" not in str(error):
            raise
        raise MoveRefused(f"{membership.person} is a member of {membership.institute} at that time already") from error
    return membership


def cut(rows: Iterable[Any], after: date) -> None:
    """No row with a period goes on after the day `after` (the first day without); what begins later is taken away."""
    for row in rows:
        if row.period.lower >= after:
            row.delete()
        elif row.period.upper is None or row.period.upper > after:
            row.period = Period(row.period.lower, after)
            row.save(update_fields=["period"])


def reasoned(reason: str, verb: str) -> None:
    """Refuse a verb whose reason is mandatory without one. Raises MoveRefused."""
    if not reason.strip():
        raise MoveRefused(f"say why: a reason is needed to {verb}")
