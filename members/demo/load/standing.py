"""Somebody is suspended, and people whose membership ends were reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from members.demo.load.record import Happening, Record
from members.memberships.expiry import due
from members.memberships.models import Reminder, Suspension
from portal.periods import Period

WHY = "Shared the password of the account; see the office before access is given back."


def suspensions(record: Record) -> Iterator[Happening]:
    """One engineer who holds no office and is nobody's persona."""
    demo = record.demo
    busy = {row.person for row in demo.delegates} | {row.person for row in demo.appointments}
    busy |= {row.person for row in demo.personas} | {row.person for row in demo.memberships if row.position}
    found = (
        row.person
        for row in demo.memberships
        if row.category == "engineer" and row.until is None and row.holds_on(demo.today - timedelta(days=90))
    )
    person = next((person for person in found if person not in busy), None)
    if person is not None:
        yield record.opening(demo.today - timedelta(days=12)), partial(_suspend, record, person)


def _suspend(record: Record, person: str, at: datetime) -> None:
    act = record.act(at, "suspend", record.office(at), WHY)
    record.story.create(Suspension, act, person=record.people[person], period=Period(at.date(), None), reason=WHY)


def reminders(record: Record) -> None:
    """What the sweep of the last weeks would have recorded, each on its day."""
    today = record.demo.today
    for membership in due.remindable(today):
        last = membership.period.upper - timedelta(days=1)
        for days in due.due_days(membership, today):
            row = Reminder.objects.create(membership=membership, until=last, days=days, sent=True)
            told = record.opening(min(last - timedelta(days=days), today))
            Reminder.objects.filter(pk=row.pk).update(recorded_at=told)
