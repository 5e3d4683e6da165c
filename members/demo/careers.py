"""Dated careers: when somebody joins, moves, is promoted, leaves and comes back.

A career is a chain of memberships, half-open `[from_on, until)`, one after the other and each inside the institute's
own time in the collaboration; `until` is None for a permanent position and lies in the future for a position of limited
term.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from members.demo.institutes import Institute
from members.memberships.choices import Connection

MIN_TERM_LEFT = timedelta(days=100)
"""An active member's term ends at least this much later than the reference day; what ends sooner is an expiring one's.
"""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of membership as the demo by-laws have it."""

    code: str
    name: str
    may_be_author: bool = True
    counts_for_votes: bool = False
    is_member: bool = True
    pays_dues: bool = False
    needs_sponsor: bool = False
    needs_end: bool = False
    longest_days: int | None = None


CATEGORIES = (
    Category("faculty", "Faculty and staff scientist", counts_for_votes=True, pays_dues=True),
    Category("postdoc", "Postdoc", counts_for_votes=True, pays_dues=True),
    Category("phd", "PhD student", longest_days=6 * 366),
    Category("master", "Master student", may_be_author=False, longest_days=3 * 366),
    Category("engineer", "Engineer", pays_dues=True),
    Category("technician", "Technician", may_be_author=False),
    Category("emeritus", "Emeritus"),
    Category("associate", "Associate", may_be_author=False),
    Category("guest", "Theory guest", may_be_author=False, is_member=False, needs_sponsor=True, needs_end=True),
)


@dataclass(frozen=True, slots=True)
class Membership:
    """One person at one institute; `until` is the first day after it."""

    key: str
    person: str
    institute: str
    category: str
    from_on: date
    until: date | None
    connection: str = Connection.AFFILIATED
    position: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether the membership holds on `day`."""
        return self.from_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a career, not yet anybody's membership."""

    institute: Institute
    category: str
    from_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class _Stage:
    """`days` a position lasts, what may follow it with which weight, how often that is elsewhere, and how often it is
    for good.
    """

    days: tuple[int, int]
    onward: dict[str, float]
    elsewhere: float
    permanent: float = 0.0


_STAGES = {
    "master": _Stage((240, 420), {"phd": 1}, 0.25),
    "phd": _Stage((1100, 1600), {"postdoc": 0.9, "engineer": 0.1}, 0.75),
    "postdoc": _Stage((700, 1300), {"postdoc": 0.6, "faculty": 0.3, "engineer": 0.1}, 0.7),
    "faculty": _Stage((800, 2200), {"faculty": 0.7, "emeritus": 0.3}, 0.7, permanent=0.85),
    "engineer": _Stage((800, 2200), {"engineer": 1}, 0.9, permanent=0.9),
    "technician": _Stage((800, 2200), {"engineer": 1}, 0.1, permanent=0.9),
    "emeritus": _Stage((9000, 9001), {"emeritus": 1}, 0.0, permanent=1.0),
    "associate": _Stage((600, 1500), {"associate": 0.8, "faculty": 0.2}, 0.3),
    "guest": _Stage((300, 800), {"guest": 1}, 0.5),
}
ENTRY = {
    "phd": 0.48, "master": 0.14, "postdoc": 0.14, "faculty": 0.10, "engineer": 0.04, "technician": 0.02,
    "emeritus": 0.02, "associate": 0.03, "guest": 0.03,
}  # fmt: skip
TERM_CATEGORIES = ("phd", "master", "postdoc", "guest", "associate")


def pick(rng: Random, weights: dict[str, float]) -> str:
    """A key, drawn by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def place(rng: Random, institutes: Sequence[Institute], day: date, but: Sequence[str] = ()) -> Institute:
    """An institute of the collaboration on `day` whose key is not in `but`, large ones more often."""
    open_ones = [institute for institute in institutes if institute.member_on(day) and institute.key not in but]
    return rng.choices(open_ones, [institute.weight for institute in open_ones])[0]


@dataclass(slots=True)
class Walk:
    """One career from its first day to `end` (None: still here on `today`)."""

    rng: Random
    institutes: Sequence[Institute]
    today: date
    end: date | None = None

    def segments(self, institute: Institute, category: str, day: date) -> Iterator[Segment]:
        """The stretches in order. The last one reaches `end`, or beyond `today` when there is no end."""
        while True:
            until, last = self._until(category, day)
            if institute.left_on is not None and (until is None or until > institute.left_on):
                until, last = institute.left_on, institute.left_on == self.end
                following = category
            else:
                following = pick(self.rng, _STAGES[category].onward)
            yield Segment(institute, category, day, until)
            if last or until is None:
                return
            moved = until == institute.left_on or self.rng.random() < _STAGES[category].elsewhere
            day = self._resumes(until)
            if moved or not institute.member_on(day):
                institute = place(self.rng, self.institutes, day, but=(institute.key,))
            category = following

    def _until(self, category: str, day: date) -> tuple[date | None, bool]:
        """When the position ends and whether the career ends there."""
        stage = _STAGES[category]
        natural = day + timedelta(days=self.rng.randint(*stage.days))
        permanent = self.rng.random() < stage.permanent
        if self.end is not None:
            done = permanent or natural + timedelta(days=60) > self.end
            return (self.end, True) if done else (natural, False)
        if permanent:
            return None, True
        if natural > self.today:
            return max(natural, self.today + MIN_TERM_LEFT + timedelta(days=self.rng.randrange(200))), True
        return natural, False

    def _resumes(self, until: date) -> date:
        """The next position usually follows at once, sometimes after a break outside the collaboration."""
        back = until + timedelta(days=self.rng.randint(150, 400))
        horizon = (self.end or self.today) - timedelta(days=200)
        return back if self.rng.random() < 0.06 and back < horizon else until
