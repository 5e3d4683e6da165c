"""The verb that takes a person from one institute to another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships import effects
from members.memberships.actions import begin, last_day, last_of, shorten
from members.memberships.choices import Ending
from members.memberships.models import Category, Membership
from members.memberships.rules import DAY
from members.memberships.writing import lock, save
from members.people.models import Person
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period


def transfer(
    *,
    membership: Membership,
    institute: Institute,
    category: Category | None,
    starts_on: date,
    leaves_on: date,
    by: Any,
    ends_on: date | None = None,
    share: int | None = None,
    sponsor: Person | None = None,
    reason: str = "",
) -> Membership:
    """The person moves to another institute, whose delegate says yes; leaving needs nobody's.

    The old place is kept for the lag of the by-laws after `leaves_on`, so that nobody drops from lists in between. The
    new one takes its rank among the affiliations: it is the first from its first day on.
    """
    with transaction.atomic(), recorded("transfer", by=by, reason=reason):
        person = lock(Person(pk=membership.person_id))
        membership.refresh_from_db()
        rank, first = membership.position, membership.period.lower
        if leaves_on < first:
            raise MoveRefused(f"the last day at {membership.institute} lies before the first, {first}")
        _leave(membership, leaves_on)
        made = begin(
            person=person,
            institute=institute,
            category=category,
            starts_on=starts_on,
            ends_on=ends_on,
            share=share,
            sponsor=sponsor,
            position=rank,
            by=by,
            reason=reason,
        )
        lasting = Q(period__upper_inf=True) | Q(period__endswith__gt=first)
        for row in person.memberships.filter(lasting, position__gte=rank).exclude(pk=made.pk):
            row.position += 1
            row.save(update_fields=["position"])
        membership.refresh_from_db()
        effects.tell_transferred(membership, made, by)
        return made


def _leave(membership: Membership, leaves_on: date) -> None:
    """The old place ends after the lag, at its own end at the latest; the days of the lag take no share of the time."""
    lag = timedelta(days=bylaws().memberships.transfer_lag_days)
    ends = [day for day in (last_day(membership), last_of(membership.institute)) if day is not None]
    left, kept = min([leaves_on, *ends]), min([leaves_on + lag, *ends])
    shorten(membership, kept if membership.share is None else left, Ending.TRANSFERRED)
    if membership.share is not None and kept > left:
        copied = ("person", "institute", "category", "connection", "position", "sponsor")
        fields = {name: getattr(membership, name) for name in copied}
        save(Membership(period=Period(left + DAY, kept + DAY), ending=Ending.TRANSFERRED, **fields))
