"""The people: who they are, what becomes of them, and their memberships.

Fates are quotas, so that every status is there whatever the seed: active, expiring (a term that ends within four
weeks), not yet active (admitted from a later day), former and deceased. ORCID iDs are valid by their check digit (ISO
7064 mod 11-2) but come from the block 0009-0099, which ORCID does not issue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from members.demo.careers import ENTRY, TERM_CATEGORIES, Membership, Walk, pick, place
from members.demo.institutes import Institute, founded_on
from members.demo.names import Name, cultures, everyone
from members.memberships.choices import Connection
from members.people.identifiers import orcid_check_digit
from members.people.names import fold

PEOPLE = 1000
_QUOTAS = {"deceased": 2, "future": 12, "expiring": 40, "former": 175}
"""How many of each fate; everybody else is active."""
_SECOND_AFFILIATION = 0.04
_ORCID_SHARE = 0.7
_NAMESAKES = 4
_FROM_THE_START = 0.2
"""Share of the present members who were there on the first day, beside the founders."""


@dataclass(frozen=True, slots=True)
class Person:
    """One record for life. `username` is unique, 4–8 lower-case letters and digits; empty identifiers are not known."""

    key: str
    name: Name
    email: str
    username: str
    orcid: str = ""
    inspire_id: str = ""
    deceased_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """Somebody whose career is known but not yet the name."""

    key: str
    cultures: tuple[str, ...]
    memberships: tuple[Membership, ...]
    deceased_on: date | None


def populate(rng: Random, institutes: Sequence[Institute], today: date) -> tuple[list[Person], list[Membership]]:
    """`PEOPLE` people with their memberships, in the order of their keys."""
    numbers = count(1)
    drafts = [
        _draft(rng, institutes, today, number, fate) for number, fate in enumerate(_fates(rng, institutes), start=1)
    ]
    drafts = [_with_second(rng, institutes, today, draft) for draft in drafts]
    memberships = [replace(row, key=f"m{next(numbers):05}") for draft in drafts for row in draft.memberships]
    names = _with_namesakes(drafts, [*_names(rng, drafts)], today)
    return [*_identities(rng, drafts, names, {one.key: one.domain for one in institutes})], memberships


def _fates(rng: Random, institutes: Sequence[Institute]) -> list[Institute | str]:
    """First a founder for each institute, who is there from its first to its last day, then the quotas."""
    others = [fate for fate, number in _QUOTAS.items() for _ in range(number)]
    others += ["active"] * (PEOPLE - len(institutes) - len(others))
    rng.shuffle(others)
    return [*institutes, *others]


def _draft(rng: Random, institutes: Sequence[Institute], today: date, number: int, fate: Institute | str) -> _Draft:
    key = f"p{number:04}"
    if isinstance(fate, Institute):
        founder = Membership("", key, fate.key, "faculty", fate.joined_on, fate.left_on)
        return _Draft(key, fate.cultures, (founder,), None)
    category = _entry_category(rng, fate)
    day, end = _span(rng, today, fate)
    home = place(rng, institutes, day)
    day = home.joined_on if day < home.joined_on + timedelta(days=90) else day
    walk = Walk(rng, institutes, today, end)
    memberships = tuple(
        Membership("", key, part.institute.key, part.category, part.from_on, part.until)
        for part in walk.segments(home, category, day)
    )
    return _Draft(key, home.cultures, memberships, end if fate == "deceased" else None)


def _entry_category(rng: Random, fate: str) -> str:
    if fate == "deceased":
        return "emeritus"
    if fate == "expiring":
        return rng.choice(TERM_CATEGORIES)
    return pick(rng, ENTRY)


def _span(rng: Random, today: date, fate: str) -> tuple[date, date | None]:
    """First day and, unless it is open, the day after the last."""
    first = founded_on(today)
    whole = (today - first).days
    if fate == "future":
        return today + timedelta(days=rng.randint(5, 60)), None
    if fate == "active":
        late = rng.random() >= _FROM_THE_START
        return first + timedelta(days=int((whole - 20) * rng.random() ** 0.8) if late else 0), None
    if fate == "deceased":
        return first, today - timedelta(days=rng.randint(90, 900))
    start = first + timedelta(days=max(0, int((whole - 500) * rng.uniform(-0.7, 1))))
    if fate == "expiring":
        return start, today + timedelta(days=rng.randint(2, 27))
    return start, start + timedelta(days=rng.randint(250, (today - start).days))


def _with_second(rng: Random, institutes: Sequence[Institute], today: date, draft: _Draft) -> _Draft:
    """Some who are members today stand under a second institute, too."""
    now = [row for row in draft.memberships if row.holds_on(today)]
    if not now or rng.random() >= _SECOND_AFFILIATION:
        return draft
    primary = now[0]
    known = [row.institute for row in draft.memberships]
    from_on = today - timedelta(days=rng.randint(0, (today - primary.from_on).days))
    other = place(rng, institutes, from_on, but=[*known, *(one.key for one in institutes if one.left_on)])
    connection = rng.choice((Connection.AFFILIATED, Connection.AFFILIATED, Connection.ALSO_AT, Connection.VISITOR))
    second = Membership("", draft.key, other.key, primary.category, from_on, primary.until, connection, position=1)
    return replace(draft, memberships=(*draft.memberships, second))


def _names(rng: Random, drafts: Sequence[_Draft]) -> Iterator[Name]:
    """A name of the country's cultures for four in five, of any culture for the others."""
    pools = {culture: everyone(Random(rng.random()), culture) for culture in cultures()}
    for draft in drafts:
        local = rng.random() < 0.8
        yield next(pools[rng.choice(draft.cultures if local else tuple(pools))])


def _with_namesakes(drafts: Sequence[_Draft], names: list[Name], today: date) -> list[Name]:
    """At some institutes two different people, both members today, bear the same full name."""
    seniors: dict[str, int] = {}
    pairs: dict[str, tuple[int, int]] = {}
    for index, draft in enumerate(drafts):
        here = draft.memberships[-1]
        if here.holds_on(today):
            senior = seniors.setdefault(here.institute, index)
            if senior != index and here.category == "phd":
                pairs.setdefault(here.institute, (senior, index))
    for senior, junior in [*pairs.values()][:: len(pairs) // _NAMESAKES][:_NAMESAKES]:
        names[junior] = names[senior]
    return names


def _identities(
    rng: Random, drafts: Sequence[_Draft], names: Sequence[Name], domains: dict[str, str]
) -> Iterator[Person]:
    usernames: set[str] = set()
    emails: set[str] = set()
    for number, (draft, name) in enumerate(zip(drafts, names, strict=True), start=1):
        home = [row for row in draft.memberships if row.position == 0][-1]
        yield Person(
            key=draft.key,
            name=name,
            email=address(name, domains[home.institute], emails),
            username=_username(name, usernames),
            orcid=orcid(7919 * number) if rng.random() < _ORCID_SHARE else "",
            inspire_id=f"INSPIRE-9900{number:04}" if rng.random() < 0.3 else "",
            deceased_on=draft.deceased_on,
        )


def address(name: Name, domain: str, taken: set[str]) -> str:
    """A mail address at `domain` that is not in `taken` yet; it is added there."""
    given = fold(name.given.split()[0]) if name.given else ""
    local = ".".join(part for part in (given, fold(name.family)) if part)
    free = next(mail for n in count(1) if (mail := f"{local}{n if n > 1 else ''}@{domain}") not in taken)
    taken.add(free)
    return free


def _username(name: Name, taken: set[str]) -> str:
    """Initial and family name in 8 letters; more of the given name when that is short, a digit when taken."""
    given, family = fold(name.given), fold(name.family)
    stem = given[: max(1, 5 - len(family))] + family
    free = next(
        word for n in count(1) if (word := stem[:8] if n == 1 else f"{stem[: 8 - len(str(n))]}{n}") not in taken
    )
    taken.add(free)
    return free


def orcid(number: int) -> str:
    """The `number`-th iD of a block that is never issued, with its check digit (ISO 7064 mod 11-2)."""
    digits = f"00090099{number:07}"
    whole = digits + orcid_check_digit(digits)
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))
