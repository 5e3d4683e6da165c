"""Invented institutes in 26 countries, with the dates between which they belong to the collaboration.

Towns and countries come from `places.toml`. ROR ids have the right form and check digits (ISO 7064 mod 97-10 over
Crockford base 32) but begin with `0z`, a range that ROR does not issue; domains end in `.example`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from members.institutes.choices import InstituteKind
from members.people.names import fold

YEARS = 8
"""How far back the record of the demo collaboration goes."""

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_STREETS = ("Physics Building", "Campus North", "1 Synchrotron Road", "24 Observatory Hill", "Science Park 7")
_FOUNDING_SHARE = 0.7
_LEAVERS = (17, 52, 77, 101)
_ASSOCIATES = (9, 33, 64, 88, 110)


@dataclass(frozen=True, slots=True)
class Institute:
    """`left_on` is the first day outside the collaboration; `weight` is how many people it attracts, relative to
    others.
    """

    key: str
    name: str
    short_name: str
    kind: str
    address: str
    city: str
    country: str
    domain: str
    inspire_name: str
    ror: str
    latitude: float
    longitude: float
    funding_agency: str
    joined_on: date
    left_on: date | None
    cultures: tuple[str, ...]
    weight: float

    def member_on(self, day: date) -> bool:
        """Whether the institute belongs to the collaboration on `day`."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


@cache
def countries() -> dict[str, dict[str, Any]]:
    """The countries by ISO 3166-1 code."""
    return tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))


def founded_on(today: date) -> date:
    """The day on which the record begins: the first of the month, `YEARS` years before `today`."""
    return date(today.year - YEARS, today.month, 1)


def found(rng: Random, today: date) -> tuple[Institute, ...]:
    """The institutes in the order in which they appear in `places.toml`."""
    sites = [(code, town, pattern) for code in countries() for town, pattern in _sites(rng, code)]
    return tuple(_institute(rng, today, number, *site) for number, site in enumerate(sites, start=1))


def _sites(rng: Random, code: str) -> Iterator[tuple[str, str]]:
    """Town and name pattern of each institute of a country; no town is used twice."""
    place = countries()[code]
    parts = product(*(place[part].split() for part in ("stem", "ending")))
    towns = rng.sample([(stem + ending).replace("_", " ") for stem, ending in parts], place["institutes"])
    for index, town in enumerate(towns):
        yield town, place["pattern"][index % len(place["pattern"])]


def _institute(rng: Random, today: date, number: int, code: str, town: str, pattern: str) -> Institute:
    place = countries()[code]
    name, short_name, inspire_name = pattern.format(c=town).split("|")
    joined_on = _joined_on(rng, today)
    left_on = None
    if number in _LEAVERS:
        joined_on = founded_on(today)
        left_on = joined_on + timedelta(days=rng.randrange(900, 365 * YEARS - 200))
    return Institute(
        key=f"i{number:03}",
        name=name,
        short_name=short_name,
        kind=InstituteKind.ASSOCIATE if number in _ASSOCIATES else InstituteKind.FULL,
        address=_address(rng, place, town),
        city=town,
        country=code,
        domain=f"{fold(town)}.{code.lower()}.example",
        inspire_name=inspire_name,
        ror=_ror(number),
        latitude=_near(code, number, 0),
        longitude=_near(code, number, 1),
        funding_agency=place["agency"],
        joined_on=joined_on,
        left_on=left_on,
        cultures=tuple(place["cultures"].split()),
        weight=0.5 if number in _ASSOCIATES else min(1 + rng.paretovariate(1.2), 9.0),
    )


def _near(code: str, number: int, axis: int) -> float:
    """Degrees north (axis 0) or east (1) within the country, from a stream of its own."""
    place = countries()[code]["place"]
    return round(float(place[axis]) + Random(f"{code} {number} {axis}").uniform(-1, 1) * float(place[2]), 4)


def _joined_on(rng: Random, today: date) -> date:
    """Most were there at the foundation; the others were admitted at one of three board meetings a year."""
    first = founded_on(today)
    if rng.random() < _FOUNDING_SHARE:
        return first
    meetings = [date(first.year + year, month, 1) for year in range(YEARS + 1) for month in (3, 7, 11)]
    return rng.choice([day for day in meetings if first < day <= today])


def _address(rng: Random, place: dict[str, Any], town: str) -> str:
    letters = {"#": "0123456789", "@": "ABCDEHKLMNPRSTWX"}
    postcode = "".join(rng.choice(letters.get(char, char)) for char in place["digits"])
    line = f"{place['postcode'].format(p=postcode, c=town)}, {place['name']}"
    return f"{rng.choice(_STREETS)}, {line}" if rng.random() < 0.3 else line


def _ror(number: int) -> str:
    """A ROR id of valid form: `0`, six base-32 digits from the top of the range, two check digits."""
    value = 32**6 - 1 - 7919 * number
    digits = "".join(_BASE32[value // 32**place % 32] for place in range(5, -1, -1))
    return f"0{digits}{98 - value * 100 % 97:02}"
