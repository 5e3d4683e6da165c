"""Groups are set up, and people are appointed to them and to decide for institutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    latest = {row.person: row.from_on for row in record.demo.memberships if row.position == 0}
    for row in record.demo.appointments:
        yield from _Term(record, row, latest[row.person]).steps()


@dataclass
class _Term:
    """One appointment. Posts have terms; who only works in a group does so until leaving.

    `latest` is the first day of the person's last contract.
    """

    record: Record
    office: Office
    latest: date

    def steps(self) -> Iterator[Happening]:
        yield _effective(self.record, self.office.from_on), self._appoint
        if self.fixed_on is not None:
            yield _effective(self.record, self.fixed_on) + timedelta(hours=1), self._end

    @property
    def fixed_on(self) -> date | None:
        """When the end became known, None for what was known from the first day or is open."""
        office = self.office
        if office.post != Post.MEMBER or office.until is None:
            return None
        if office.until <= self.record.demo.today:
            return office.until
        return self.latest if self.latest > office.from_on else None

    def _appoint(self, at: datetime) -> None:
        office, record = self.office, self.record
        by = record.holder(office.group, Post.CONVENER, at) if office.post == Post.MEMBER else record.office(at)
        self.row = record.story.create(
            Appointment,
            record.act(at, "appoint", by),
            person=record.people[office.person],
            group=record.groups[office.group],
            post=office.post,
            period=Period(office.from_on, office.until if self.fixed_on is None else None),
        )

    def _end(self, at: datetime) -> None:
        act = self.record.act(at, "limit appointment", reason="ends with the membership")
        self.record.story.change(self.row, act, period=Period(self.office.from_on, self.office.until))


def delegates(record: Record) -> Iterator[Happening]:
    """Delegates and deputies of the institutes."""
    for row in record.demo.delegates:
        yield _effective(record, row.from_on), partial(_delegate, record, row)


def _effective(record: Record, day: date) -> datetime:
    """In the evening, when everybody who joins on the day has a record."""
    return record.opening(day).replace(hour=19, minute=record.rng.randrange(60))


def _delegate(record: Record, row: Delegation, at: datetime) -> None:
    record.story.create(
        Delegate,
        record.act(at, "appoint", record.office(at), "named by the institute"),
        person=record.people[row.person],
        institute=record.institutes[row.institute],
        deputy=row.deputy,
        period=Period(row.from_on, row.until),
    )
