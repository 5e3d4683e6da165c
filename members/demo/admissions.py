"""Requests for membership: those that led to a membership, those that were declined, and those that wait today.

Whoever joined in the last year did so by a request that a delegate of the institute approved before the first day. One
institute has a full queue, one request stands at an institute without a delegate, and one comes from a former member
whom somebody might take for a new person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from members.demo.careers import Membership, pick
from members.demo.delegates import Delegate
from members.demo.institutes import Institute
from members.demo.names import Name, draw
from members.demo.people import Person, address, orcid
from members.requests.choices import RequestState


@dataclass(frozen=True, slots=True)
class Handling:
    """What somebody at the institute did with a request before the decision: `claim`, `note` or `hold`, with words."""

    verb: str
    at: datetime
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to join; `membership` is the key of what came of it, `decided_by` the key of a person."""

    key: str
    name: Name
    email: str
    orcid: str
    institute: str
    category: str
    starts_on: date
    ends_on: date | None
    message: str
    state: str
    filed_at: datetime
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    membership: str = ""
    invited_at: datetime | None = None
    worked_on: tuple["Handling", ...] = ()


_OPEN = {RequestState.WAITING: 22, RequestState.UNCONFIRMED: 6, RequestState.DECLINED: 9, RequestState.WITHDRAWN: 4}
_OPEN[RequestState.HELD] = 2
_SETTLING = timedelta(days=14)
"""Nobody asks to join an institute in the days in which it joins itself."""
QUEUE = 10
"""How many wait at the institute whose delegate is a persona."""
_REASONS = (
    "Not known at our institute; please ask your supervisor which institute you belong to.",
    "The contract begins next year. Please file again in the month before.",
    "Already a member under another address: the record was updated instead.",
    "Summer students get a visitor badge, not a membership.",
    "Wrong institute: the group moved, please apply at the new one.",
)
_NOTE = "Her supervisor says the thesis begins in spring; ask for the exact day."
_HOLD = "The contract is not signed yet; the secretary expects it next week."
_STUDENT = (
    "I start my thesis on B → K νν with the group here.",
    "My supervisor asked me to join before the collaboration meeting.",
    "I work on the calibration of the drift chamber for my thesis.",
    "",
)
_MESSAGES = {
    "phd": _STUDENT,
    "master": _STUDENT,
    "postdoc": (
        "Postdoc on the tracking software, paid by the national agency.",
        "I come from a neutrino experiment and start with shifts in the first month.",
        "",
    ),
    "engineer": ("I take over the readout firmware from a colleague who leaves.", ""),
    "technician": ("Cooling and cabling of the new layers.",),
    "guest": ("Form factors for b → sℓℓ; I will visit the group in summer.",),
    "faculty": ("New professor at this institute; two students will follow.",),
    "associate": ("I help with outreach and need access to the event display.",),
    "emeritus": ("I go on with the luminosity measurement after retiring.",),
}
_WISHES = {"phd": 0.45, "master": 0.2, "postdoc": 0.2, "engineer": 0.07, "guest": 0.05, "technician": 0.03}
_TERMS = {"phd": 1460, "master": 365, "postdoc": 1095, "guest": 365}


@dataclass(frozen=True, slots=True)
class Desk:
    """What requests are made of: the record as far as it is known, and the two special institutes."""

    rng: Random
    today: date
    institutes: Sequence[Institute]
    people: Sequence[Person]
    memberships: Sequence[Membership]
    delegates: Sequence[Delegate]
    busy_institute: str
    vacant_institute: str

    def moment(self, day: date) -> datetime:
        """A time of that day between 06:00 and 18:00 UTC."""
        return datetime.combine(day, time(6), UTC) + timedelta(minutes=self.rng.randrange(720))

    def delegate_on(self, institute: str, day: date) -> Delegate | None:
        """Somebody who decides for the institute on that day."""
        serving = [row for row in self.delegates if row.institute == institute and row.holds_on(day)]
        return self.rng.choice(serving) if serving else None


def file(desk: Desk) -> list[Request]:
    """All requests, oldest first."""
    taken = {person.email for person in desk.people}
    requests = _worked_on(desk, [*_approved(desk), *_others(desk, taken)])
    requests.sort(key=lambda row: (row.filed_at, row.email))
    return [replace(row, key=f"r{number:04}") for number, row in enumerate(requests, start=1)]


def _worked_on(desk: Desk, requests: list[Request]) -> list[Request]:
    """In the full queue one request is claimed since last night, one has a note, one was invited; some are held."""
    midnight = datetime.combine(desk.today, time(), UTC)
    queue = [row for row in requests if row.institute == desk.busy_institute and row.state == RequestState.WAITING]
    claimed, noted, invited = queue[1:4]
    made = []
    for row in requests:
        delegate = desk.delegate_on(row.institute, desk.today) if row is claimed or row is noted else None
        held = desk.delegate_on(row.institute, desk.today) if row.state == RequestState.HELD else None
        if row is invited:
            row = replace(row, confirmed_at=row.filed_at, invited_at=row.filed_at - timedelta(days=2))  # noqa: PLW2901
        if delegate is not None and row is claimed:
            row = replace(row, worked_on=(Handling("claim", midnight - timedelta(hours=1), delegate.person),))  # noqa: PLW2901
        if delegate is not None and row is noted and row.confirmed_at:
            at = row.confirmed_at + timedelta(minutes=40)
            row = replace(row, worked_on=(Handling("note", at, delegate.person, _NOTE),))  # noqa: PLW2901
        if held is not None and row.confirmed_at:
            at = row.confirmed_at + timedelta(minutes=30)
            row = replace(row, worked_on=(Handling("hold", at, held.person, _HOLD),))  # noqa: PLW2901
        made.append(row)
    return made


def _approved(desk: Desk) -> Iterator[Request]:
    """How those who joined in the last year came in. Founders of an institute came with it, without a request."""
    settled = {site.key: site.joined_on + _SETTLING for site in desk.institutes}
    first: dict[str, Membership] = {}
    for row in desk.memberships:
        first.setdefault(row.person, row)
    for person in desk.people:
        row = first[person.key]
        decided_on = min(row.from_on, desk.today) - timedelta(days=desk.rng.randint(1, 20))
        delegate = desk.delegate_on(row.institute, decided_on)
        early = row.from_on < desk.today - timedelta(days=365) or decided_on < settled[row.institute]
        if early or delegate is None or delegate.person == person.key:
            continue
        decided_at = desk.moment(decided_on)
        confirmed_at = decided_at - timedelta(minutes=desk.rng.randint(20, 9000))
        yield Request(
            key="",
            name=person.name,
            email=person.email,
            orcid=person.orcid,
            institute=row.institute,
            category=row.category,
            starts_on=row.from_on,
            ends_on=row.until and row.until - timedelta(days=1),
            message=desk.rng.choice(_MESSAGES[row.category]),
            state=RequestState.APPROVED,
            filed_at=confirmed_at - timedelta(minutes=desk.rng.randint(2, 600)),
            confirmed_at=confirmed_at,
            decided_at=decided_at,
            decided_by=delegate.person,
            membership=row.key,
        )


def _others(desk: Desk, taken: set[str]) -> Iterator[Request]:
    """Requests of people who are not members: waiting, not confirmed, declined, withdrawn."""
    present = {one.key: one for one in desk.institutes if one.member_on(desk.today)}
    settled = [key for key, one in present.items() if one.joined_on < desk.today - timedelta(days=365)]
    special = [desk.busy_institute] * QUEUE + [desk.vacant_institute]
    wanted = [state for state, number in _OPEN.items() for _ in range(number)]
    for number, state in enumerate(wanted):
        key = special[number] if number < len(special) else desk.rng.choice(settled)
        if state == RequestState.HELD:
            key = desk.busy_institute
        former = _former(desk) if number == 0 else None
        name = former.name if former else draw(desk.rng, desk.rng.choice(present[key].cultures))
        category = pick(desk.rng, _WISHES)
        starts_on = desk.today + timedelta(days=desk.rng.randint(3, 60))
        yield Request(
            key="",
            name=name,
            email=address(name, present[key].domain, taken),
            orcid=former.orcid if former else orcid(500_000 + 7919 * number) if desk.rng.random() < 0.6 else "",
            institute=key,
            category=category,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=_TERMS[category]) if category in _TERMS else None,
            message=desk.rng.choice(_MESSAGES[category]),
            state=state,
            **_course(desk, state, key),
        )


def _former(desk: Desk) -> Person:
    """Somebody who left, and has an iD by which the record can be found again."""
    here = {row.person for row in desk.memberships if row.until is None or row.until > desk.today}
    return next(one for one in desk.people if one.key not in here and one.orcid and one.deceased_on is None)


def _course(desk: Desk, state: str, institute: str) -> dict[str, Any]:
    """When the request was filed, confirmed and decided, by whom and why: the facts that go with `state`."""
    most = {RequestState.WAITING: 220, RequestState.HELD: 220, RequestState.UNCONFIRMED: 440}.get(
        RequestState(state), 6000
    )
    hours = desk.rng.randint(2 if state == RequestState.WAITING else 24, most)
    filed_at = datetime.combine(desk.today, time(), UTC) - timedelta(hours=hours, minutes=desk.rng.randrange(60))
    course: dict[str, Any] = {"filed_at": filed_at}
    if state in (RequestState.WAITING, RequestState.HELD, RequestState.DECLINED):
        course["confirmed_at"] = filed_at + timedelta(minutes=desk.rng.randint(2, 110))
    if state == RequestState.DECLINED:
        decided_at = filed_at + timedelta(hours=desk.rng.randint(2, 23))
        delegate = desk.delegate_on(institute, decided_at.date())
        course |= {"decided_at": decided_at, "reason": desk.rng.choice(_REASONS)}
        course["decided_by"] = delegate.person if delegate else ""
    return course
