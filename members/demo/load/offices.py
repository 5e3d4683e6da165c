"""Groups are set up, and people are appointed to them and to decide for institutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from members.demo.delegates import Delegate as Delegation
from members.demo.institutes import founded_on
from members.demo.load.record import Happening, Record
from members.demo.offices import Appointment as Office
from members.demo.offices import Group as Team
from members.groups.choices import Post
from members.groups.models import Appointment, Group
from members.memberships.models import Delegate
from portal.periods import Period


def groups(record: Record) -> Iterator[Happening]:
    """All groups were set up when the collaboration was."""
    for team in record.demo.groups:
        yield record.opening(founded_on(record.demo.today)), partial(_set_up, record, team)


def _set_up(record: Record, team: Team, at: datetime) -> None:
    act = record.act(at, "set up", reason="organisation of the collaboration")
    record.groups[team.code] = record.story.create(
        Group,
        act,
        code=team.code,
        name=team.name,
        kind=team.kind,
        description=team.description,
        mailing_list=f"{team.code.lower()}@lists.example",
    )


def appointments(record: Record) -> Iterator[Happening]:
    """Every appointment takes effect on the first day of its term."""
    for row in record.demo.appointments:
        yield _effective(record, row.from_on), partial(_appoint, record, row)


def delegates(record: Record) -> Iterator[Happening]:
    """Delegates and deputies of the institutes."""
    for row in record.demo.delegates:
        yield _effective(record, row.from_on), partial(_delegate, record, row)


def _effective(record: Record, day: date) -> datetime:
    """In the evening, when everybody who joins on the day has a record."""
    return record.opening(day).replace(hour=19, minute=record.rng.randrange(60))


def _appoint(record: Record, row: Office, at: datetime) -> None:
    by = record.holder(row.group, Post.CONVENER, at) if row.post == Post.MEMBER else record.office(at)
    record.story.create(
        Appointment,
        record.act(at, "appoint", by),
        person=record.people[row.person],
        group=record.groups[row.group],
        post=row.post,
        period=Period(row.from_on, row.until),
    )


def _delegate(record: Record, row: Delegation, at: datetime) -> None:
    record.story.create(
        Delegate,
        record.act(at, "appoint", record.office(at), "named by the institute"),
        person=record.people[row.person],
        institute=record.institutes[row.institute],
        deputy=row.deputy,
        period=Period(row.from_on, row.until),
    )
