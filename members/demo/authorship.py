"""Who signs papers in which period, footnotes, and two author lists: one frozen, one open.

The demo by-laws: signing begins six months after the first membership in a category that may sign, founders sign from
the first day, and it ends a year after leaving. Somebody who died stays on the papers of two more years.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from members.authorship.choices import ListState, NoteKind
from members.demo.careers import CATEGORIES, Membership
from members.demo.institutes import founded_on
from members.demo.offices import Presence
from members.demo.people import Person

WAITING = timedelta(days=183)
GRACE = timedelta(days=365)
_POSTHUMOUS = timedelta(days=730)
_AUTHORS = {category.code for category in CATEGORIES if category.may_be_author}
_ALSO_AT = (
    "Academy of Applied Sciences, 5983 Alptal, Austria",
    "Institute for Advanced Study of Detectors, 61159 Hohenhausen, Germany",
    "Kurohama Museum of Science & Technology, Kurohama 200-3078, Japan",
    "Obserwatorium w Zielonogrodzie, 17-204 Zielonogród, Poland",
    "Fundação de Ensino 100% Público, 04656-414 Jacaruçu, Brazil",
)


@dataclass(frozen=True, slots=True)
class Authorship:
    """A person signs papers, `[from_on, until)`."""

    key: str
    person: str
    from_on: date
    until: date | None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the person signs a paper of `day`."""
        return self.from_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class AuthorNote:
    """A footnote as papers print it after "Also at" or "Now at", `[from_on, until)`."""

    person: str
    kind: str
    text: str
    from_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuthorList:
    """A list for one paper, of the authors of the day `on`."""

    key: str
    title: str
    reference: str
    on: date
    state: str
    frozen_at: datetime | None = None


def sign(rng: Random, people: Sequence[Person], presence: Presence, today: date) -> list[Authorship]:
    """One period for each person who ever was an author."""
    numbers = count(1)
    rows = (_period(rng, person, presence.rows(person.key), today) for person in people)
    return [Authorship(f"s{next(numbers):04}", *row) for row in rows if row is not None]


def _period(
    rng: Random, person: Person, rows: Sequence[Membership], today: date
) -> tuple[str, date, date | None, str] | None:
    entitled = [row for row in rows if row.category in _AUTHORS and row.from_on <= today]
    if not entitled:
        return None
    founder = entitled[0].from_on == founded_on(today)
    from_on = entitled[0].from_on if founder else entitled[0].from_on + WAITING
    until, reason = _end(person, [row.until for row in entitled], today)
    if until is None and rng.random() < 0.01:
        until, reason = max(from_on + GRACE, today - timedelta(days=rng.randint(20, 500))), "at the own request"
    return None if until is not None and from_on >= until else (person.key, from_on, until, reason)


def _end(person: Person, ends: Sequence[date | None], today: date) -> tuple[date | None, str]:
    """A year after the last day as a member once that day is known to come soon; open before."""
    if person.deceased_on is not None:
        return person.deceased_on + _POSTHUMOUS, "deceased"
    last = None if None in ends else max(end for end in ends if end is not None)
    if last is None or last > today + timedelta(days=60):
        return None, ""
    return last + GRACE, "a year after leaving"


def annotate(rng: Random, authorships: Sequence[Authorship], presence: Presence, today: date) -> list[AuthorNote]:
    """A few footnotes: second addresses outside the collaboration, and where authors who left are now."""
    signing = [row for row in authorships if row.holds_on(today)]
    return [*_also_at(rng, signing, today), *_now_at(rng, signing, presence, today)]


def _also_at(rng: Random, signing: Sequence[Authorship], today: date) -> Iterator[AuthorNote]:
    for number, row in enumerate(rng.sample(signing, 11)):
        yield AuthorNote(
            row.person, NoteKind.ALSO_AT, _ALSO_AT[number % len(_ALSO_AT)], max(row.from_on, today - GRACE)
        )


def _now_at(rng: Random, signing: Sequence[Authorship], presence: Presence, today: date) -> Iterator[AuthorNote]:
    left = [row for row in signing if presence.until(row.person, today) is None]
    for row in rng.sample(left, min(6, len(left))):
        text = rng.choice(("a company in the semiconductor industry", "Landesschulrat Butterbrunn, Germany"))
        yield AuthorNote(row.person, NoteKind.NOW_AT, text, max(row.from_on, today - timedelta(days=30)), row.until)


def lists(today: date) -> tuple[AuthorList, AuthorList]:
    """One list that is frozen and published, one that the secretary still works on."""
    frozen_on = today - timedelta(days=110)
    return (
        AuthorList(
            "l1",
            "Search for an axion-like particle in the decay B⁺ → K⁺a, a → γγ",
            f"DEMO-PUB-{frozen_on.year}-011",
            today - timedelta(days=140),
            ListState.FROZEN,
            datetime.combine(frozen_on, time(9, 30), UTC),
        ),
        AuthorList(
            "l2",
            "Measurement of the time-dependent CP asymmetry in B⁰ → K⁰π⁰γ",
            f"DEMO-PUB-{today.year}-017",
            today - timedelta(days=12),
            ListState.OPEN,
        ),
    )
