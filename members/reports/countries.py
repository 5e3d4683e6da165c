"""Names of countries and the regions they are in.

`countries.csv` holds ISO 3166-1 codes, English names and continents, taken from the npm package countries-list 3.4.1
(MIT licence, Annexare Studio). The by-laws may put a country into another region.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from members.bylaws import bylaws

FILE = Path(__file__).with_name("countries.csv")
UNKNOWN = "no country"


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["name"], row["region"]) for row in csv.DictReader(file)}


def name(code: str) -> str:
    """The name of a country by its code; a code that nobody knows is its own name."""
    return _known().get(code, (code or UNKNOWN, ""))[0]


def named(code: str) -> str:
    """For a page that shows one country: its name, nothing where none is on record."""
    return name(code) if code else ""


def region(code: str) -> str:
    """The region of a country: that of the by-laws, else the continent."""
    return bylaws().reports.regions.get(code) or _known().get(code, ("", UNKNOWN))[1]


def regions() -> list[str]:
    """All regions, by name."""
    return sorted({region(code) for code in _known()} | set(bylaws().reports.regions.values()))


def codes_of(wanted: str) -> list[str]:
    """The countries of a region."""
    return sorted(code for code in {*_known(), *bylaws().reports.regions} if region(code) == wanted)


def is_known(code: str) -> bool:
    """Whether it is the code of a country."""
    return code in _known()
