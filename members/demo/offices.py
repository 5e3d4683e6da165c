"""Working groups, boards and offices, and who held which post when.

Posts other than plain membership of a group are held one at a time by a person and for two years, as the demo by-laws
have it; nobody holds a post longer than being a member of the collaboration.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, pairwise
from random import Random

from members.demo.careers import Membership
from members.demo.institutes import YEARS, founded_on
from members.groups.choices import GroupKind, Post


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its seats per post."""

    code: str
    name: str
    kind: str
    seats: Mapping[Post, int]
    description: str = ""
    parent: str = ""
    openings: Mapping[Post, int] = field(default_factory=dict)
    """Seats that were made lately and that nobody holds yet."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person holds a post in a group, `[from_on, until)`."""

    key: str
    person: str
    group: str
    post: str
    from_on: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the term includes `day`."""
        return self.from_on <= day and (self.until is None or day < self.until)


_PHYSICS = {Post.CONVENER: 2, Post.LIAISON: 2}
_PERFORMANCE = {Post.CONVENER: 2}
_PRODUCTION = {Post.MANAGER: 1, Post.DEPUTY: 1, Post.COORDINATOR: 3}
_OPENING = {Post.LIAISON: 1}
_PUBLICATIONS = {Post.CHAIR: 1, Post.SECRETARY: 1, Post.MEMBER: 5}
GROUPS = (
    Group("SL", "Semileptonic and missing energy", GroupKind.WORKING_GROUP, _PHYSICS, "B → D(*)ℓν, leptonic B decays"),
    Group("EWP", "Radiative and electroweak penguins", GroupKind.WORKING_GROUP, _PHYSICS, "b → sγ, b → sℓℓ, b → sνν"),
    Group("TDCPV", "Time-dependent CP violation", GroupKind.WORKING_GROUP, _PHYSICS, "Mixing, lifetimes, sin 2φ₁, φ₂"),
    Group("BTOCHARM", "Hadronic B decays to charm", GroupKind.WORKING_GROUP, _PHYSICS, "Open charm, φ₃"),
    Group("BTOCHARMLESS", "Charmless hadronic B decays", GroupKind.WORKING_GROUP, _PHYSICS, "Two and three bodies, φ₂"),
    Group("QUARKONIUM", "Quarkonium", GroupKind.WORKING_GROUP, _PHYSICS, "Charmonium(-like) states, ISR"),
    Group("BOTTOMONIUM", "Bottomonium", GroupKind.WORKING_GROUP, _PHYSICS, "Υ(nS) and bottomonium-like states"),
    Group("CHARM", "Charm", GroupKind.WORKING_GROUP, _PHYSICS, "Charm mixing, CP violation, baryons, rare decays"),
    Group("TAU", "Tau", GroupKind.WORKING_GROUP, _PHYSICS, "τ mass, lifetime, lepton-flavour violation"),
    Group("DARK", "Dark sector and low multiplicity", GroupKind.WORKING_GROUP, _PHYSICS, "Z′, ALPs, ISR π⁺π⁻"),
    Group("SYSTEMATICS", "Systematics and performance", GroupKind.WORKING_GROUP, _PHYSICS, "Control samples"),
    Group("TRACKING", "Tracking", GroupKind.WORKING_GROUP, _PERFORMANCE, "", "SYSTEMATICS"),
    Group("PID", "Charged-particle identification", GroupKind.WORKING_GROUP, _PERFORMANCE, "", "SYSTEMATICS"),
    Group("NEUTRALS", "Neutrals", GroupKind.WORKING_GROUP, _PERFORMANCE, "", "SYSTEMATICS", _OPENING),
    Group("data-production", "Data production", GroupKind.PRODUCTION, _PRODUCTION),
    Group("computing", "Distributed computing", GroupKind.PRODUCTION, {Post.COORDINATOR: 2}, "", "data-production"),
    Group("institutional-board", "Institutional board", GroupKind.BOARD, {Post.CHAIR: 1, Post.DEPUTY: 1}),
    Group("executive-board", "Executive board", GroupKind.BOARD, {Post.CHAIR: 1, Post.MEMBER: 9}),
    Group("publications", "Publication committee", GroupKind.COMMITTEE, _PUBLICATIONS),
    Group("speakers", "Speakers committee", GroupKind.COMMITTEE, {Post.CHAIR: 1, Post.MEMBER: 4}),
    Group("office", "Collaboration office", GroupKind.OFFICE, {Post.COORDINATOR: 1, Post.SECRETARY: 2}),
)  # fmt: skip
PHYSICS_GROUPS = tuple(group.code for group in GROUPS if Post.LIAISON in group.seats)
_JOINS_A_GROUP = 0.7


class Presence:
    """Until when somebody is in the collaboration without a break, asked for many people and days."""

    def __init__(self, memberships: Iterable[Membership]) -> None:
        self._rows: dict[str, list[Membership]] = defaultdict(list)
        for row in memberships:
            self._rows[row.person].append(row)

    @property
    def people(self) -> list[str]:
        """The keys of all who ever belonged."""
        return list(self._rows)

    def rows(self, person: str) -> list[Membership]:
        """The memberships of a person, in the order of the career."""
        return self._rows[person]

    def until(self, person: str, day: date) -> date | None:
        """The first day outside after `day`, `date.max` when that is open, None when not in on `day`."""
        end = None
        for row in sorted(self._rows[person], key=lambda row: row.from_on):
            if row.holds_on(day) or (end is not None and row.from_on <= end):
                end = max(end or date.min, row.until or date.max)
        return end


def appoint(rng: Random, presence: Presence, today: date) -> list[Appointment]:
    """The posts of `GROUPS` term by term since the foundation, then who works in which group."""
    numbers = count(1)
    posts = [*_posts(rng, presence, today, numbers), *_group_members(rng, presence, numbers)]
    return [*posts, _leaving(presence, posts, today, numbers)]


def _leaving(presence: Presence, posts: Iterable[Appointment], today: date, numbers: Iterator[int]) -> Appointment:
    """A deputy of the computing whose term ends in a month: somebody of the staff without another office."""
    start, end = today - timedelta(days=700), today + timedelta(days=30)
    busy = {row.person for row in posts if row.post != Post.MEMBER}
    person = next(one for one in _candidates(presence, start, end)[0] if one not in busy)
    return Appointment(f"a{next(numbers):05}", person, "computing", Post.DEPUTY, start, end)


def _posts(rng: Random, presence: Presence, today: date, numbers: Iterator[int]) -> Iterator[Appointment]:
    busy: dict[str, date] = {}
    for start, end, group in sorted(_terms(today), key=lambda term: (term[0], term[2].code)):
        staff, young = _candidates(presence, start, min(end, today + timedelta(days=365)))
        for post, seats in group.seats.items():
            pool = [one for one in (young if post == Post.LIAISON else staff) if busy.get(one, start) <= start]
            for person in rng.sample(pool, min(seats, len(pool))):
                busy[person] = until = min(end, presence.until(person, start) or end)
                yield Appointment(f"a{next(numbers):05}", person, group.code, post, start, until)


def _terms(today: date) -> Iterator[tuple[date, date, Group]]:
    """Terms of two years, of which the present one has at least a year to go; not all groups change on one day."""
    first = founded_on(today)
    for index, group in enumerate(GROUPS):
        years, month = divmod(12 * today.year + today.month - 1 - (3 + 5 * index % 9), 12)
        changes = [date(years + 2 * term, month + 1, 1) for term in range(-YEARS // 2, 2)]
        for start, end in pairwise([first, *(day for day in changes if day > first)]):
            yield start, end, group


def _candidates(presence: Presence, start: date, end: date) -> tuple[list[str], list[str]]:
    """Who is in from `start` to `end` or longer: staff for most posts, postdocs and students for liaisons."""
    staff, young = [], []
    for person in presence.people:
        if (presence.until(person, start) or start) >= end:
            category = next(row.category for row in presence.rows(person) if row.holds_on(start))
            if category in ("faculty", "engineer"):
                staff.append(person)
            elif category in ("postdoc", "phd"):
                young.append(person)
    return staff, young


def _group_members(rng: Random, presence: Presence, numbers: Iterator[int]) -> Iterator[Appointment]:
    """Most people work in one or two groups, from some months after joining until they leave."""
    groups = [group.code for group in GROUPS if group.kind == GroupKind.WORKING_GROUP]
    weights = [3, 2, 2, 2, 2, 2, 1, 3, 2, 3, 1, 1, 1, 1]
    for person in presence.people:
        if rng.random() > _JOINS_A_GROUP:
            continue
        joined = presence.rows(person)[0].from_on
        start = joined + timedelta(days=rng.randint(0, 300))
        end = presence.until(person, joined)
        if end is None or start >= end:
            continue
        until = None if end == date.max else end
        for code in dict.fromkeys(rng.choices(groups, weights, k=rng.choice((1, 1, 2)))):
            yield Appointment(f"a{next(numbers):05}", person, code, Post.MEMBER, start, until)
