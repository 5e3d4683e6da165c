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
from members.groups.choices import GroupKind, LinkKind, Post
from members.groups.models import Appointment, Group, GroupLink, Nomination
from members.memberships.models import Delegate
from portal.periods import Period

ABOVE = "executive-board"
"""Where the groups lie that name no other; the board of the institutes stands beside it."""
PAGES = (
    (LinkKind.MEETING, "Weekly meeting", "https://meetings.example/{}"),
    (LinkKind.PAGE, "Pages of the group", "https://wiki.example/{}"),
)


def groups(record: Record) -> Iterator[Happening]:
    """All groups were set up when the collaboration was, those that hold others first."""
    order = {"": 0, ABOVE: 1}
    for team in sorted(record.demo.groups, key=lambda team: order.get(_above(team), 2)):
        yield record.opening(founded_on(record.demo.today)), partial(_set_up, record, team)


def _above(team: Team) -> str:
    """The code of the group in which a group lies, empty for a board."""
    return "" if team.kind == GroupKind.BOARD else team.parent or ABOVE


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
        parent=record.groups.get(_above(team)),
        seats={str(post): number for post, number in [*team.seats.items(), *team.openings.items()]},
    )
    if team.kind == GroupKind.WORKING_GROUP:
        for position, (kind, label, address) in enumerate(PAGES):
            link = {"kind": kind, "label": label, "url": address.format(team.code.lower()), "position": position}
            record.story.create(GroupLink, act, group=record.groups[team.code], **link)


def nominations(record: Record) -> Iterator[Happening]:
    """For each new seat the plain member of the sign-in page was asked some days ago, and has not answered."""
    for team in record.demo.groups:
        for post in team.openings:
            yield record.moment(record.demo.today - timedelta(days=3)), partial(_propose, record, team, post)


def _propose(record: Record, team: Team, post: Post, at: datetime) -> None:
    day = record.demo.today
    by = record.holder(team.code, Post.CONVENER, at)
    record.story.create(
        Nomination,
        record.act(at, "nominate", by),
        person=record.people[record.demo.persona("member").person],
        group=record.groups[team.code],
        post=post,
        period=Period(day + timedelta(days=28), day + timedelta(days=28 + 730)),
        nominated_by=record.accounts.get(by),
        nominated_at=at,
        reason="Knows the calibration of the group, and agreed in the meeting.",
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
