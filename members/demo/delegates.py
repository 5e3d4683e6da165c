"""Who decides for each institute, first and as deputy, term after term.

A delegate is staff of the institute and decides no longer than being a member there. One institute is left without
anybody on purpose: its queue is what the collaboration office has to find.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from members.demo.careers import Membership
from members.demo.institutes import Institute
from members.memberships.choices import Connection


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person decides for an institute, first or as deputy, `[from_on, until)`."""

    key: str
    person: str
    institute: str
    deputy: bool
    from_on: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the term includes `day`."""
        return self.from_on <= day and (self.until is None or day < self.until)


_STAFF = ("faculty", "engineer")
_DEPUTIES = ("faculty", "engineer", "postdoc")
_MIN_TERM = timedelta(days=200)


def delegate(
    rng: Random, institutes: Sequence[Institute], memberships: Sequence[Membership], today: date
) -> tuple[list[Delegate], str]:
    """The delegates of all institutes, and the key of the one that has none today."""
    staff: dict[str, list[Membership]] = defaultdict(list)
    for row in memberships:
        if row.connection == Connection.AFFILIATED:
            staff[row.institute].append(row)
    numbers = count(1)
    vacant = _vacant(institutes, staff, today)
    delegates = [
        row
        for institute in institutes
        for row in _of(rng, institute, staff[institute.key], today, numbers, vacant=institute.key == vacant)
    ]
    return delegates, vacant


def _vacant(institutes: Sequence[Institute], staff: dict[str, list[Membership]], today: date) -> str:
    """A present institute of middle size."""
    present = [institute.key for institute in institutes if institute.member_on(today)]
    return min(present, key=lambda key: abs(sum(row.holds_on(today) for row in staff[key]) - 5))


def _of(
    rng: Random, institute: Institute, rows: list[Membership], today: date, numbers: Iterator[int], *, vacant: bool
) -> Iterator[Delegate]:
    """The founder first, at half of the institutes somebody else later, and a deputy where there are people enough."""
    founder = next(row for row in rows if row.position == 0)  # others come from elsewhere, and may have come late
    last = institute.left_on or (today - timedelta(days=40) if vacant else None)
    heir = next((row for row in rows[1:] if row.category in _STAFF and row.until is None), None)
    now = [row for row in rows if row.holds_on(today)]
    if last or heir is None or heir.from_on > today - 2 * _MIN_TERM or rng.random() < 0.5:
        serving = [founder]
        yield _row(numbers, founder, from_on=founder.from_on, until=last)
    else:
        serving = [founder, heir]
        handed_over = heir.from_on + timedelta(days=rng.randint(100, (today - heir.from_on).days - 100))
        yield _row(numbers, founder, from_on=founder.from_on, until=handed_over)
        yield _row(numbers, heir, from_on=handed_over, until=None)
    deputies = [row for row in now if row.category in _DEPUTIES and row.person not in {one.person for one in serving}]
    if deputies and not last and len(now) >= 3 and rng.random() < 0.8:
        deputy = rng.choice(deputies)
        since = max(deputy.from_on, today - timedelta(days=rng.randint(30, 700)))
        yield _row(numbers, deputy, from_on=since, until=deputy.until, deputy=True)


def _row(
    numbers: Iterator[int], row: Membership, *, from_on: date, until: date | None, deputy: bool = False
) -> Delegate:
    return Delegate(f"d{next(numbers):04}", row.person, row.institute, deputy, from_on, until)
