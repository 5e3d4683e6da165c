"""Invented personal names in many scripts, with the forms a publication needs: native, printed, sort.

The pools are data (`names.toml`). A name keeps its native script apart from the roman form, because journals print
roman letters only, and gives its own sort key where the bearer is not filed under the printed family name: Icelanders
are filed under the given name, some Dutch names without the particle, some Vietnamese names under the last given name.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from members.people.names import initials


@dataclass(frozen=True, slots=True)
class Name:
    """One person's name; `given` is empty for a mononym, `native` and `sort_as` are empty where nothing differs."""

    culture: str
    family: str
    given: str
    printed_family: str
    printed_given: str
    native: str = ""
    suffix: str = ""
    sort_as: str = ""

    @property
    def printed(self) -> str:
        """As on a title page: `M.-S. Kim`."""
        return " ".join(part for part in (self.printed_given, self.printed_family, self.suffix) if part)

    @property
    def display(self) -> str:
        """In full, in roman letters."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


@cache
def cultures() -> dict[str, dict[str, Any]]:
    """The pools by culture; words are split, `a_b` is one word with a blank."""
    pools = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    for pool in pools.values():
        for field in ("given", "second", "family", "stem", "ending", "prefix"):
            if field in pool:
                pool[field] = tuple(word.replace("_", " ") for word in pool[field].split())
        if "table" in pool:
            pool["table"] = dict(pair.split(":") for pair in pool["table"].split(" "))
    return pools


def draw(rng: Random, culture: str) -> Name:
    """One name of `culture`; the same state of `rng` gives the same name. Raises KeyError for an unknown culture."""
    pool = cultures()[culture]
    return _STYLES[pool["style"]](rng, culture, pool)


def _early(rng: Random, words: tuple[str, ...]) -> str:
    """A word, the first of the pool more often than the last, so that namesakes arise as they do in life."""
    return words[int(len(words) * rng.random() ** 1.5)]


def _gendered(rng: Random, pool: dict[str, Any]) -> tuple[str, int]:
    """A given name and the gender (0 masculine, 1 feminine) that surnames and patronymics agree with."""
    gender = rng.randrange(2)
    return _of_gender(rng.choice(pool["given"]), gender), gender


def _of_gender(word: str, gender: int) -> str:
    """The masculine or the feminine form of a word `a/b`."""
    forms = word.split("/")
    return forms[min(gender, len(forms) - 1)]


def _surname(rng: Random, pool: dict[str, Any], gender: int) -> str:
    return _early(rng, pool["stem"]) + _of_gender(rng.choice(pool["ending"]), gender)


def _latin(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    given, gender = _gendered(rng, pool)
    family = bare = _surname(rng, pool, gender)
    if pool.get("two_surnames"):
        family = bare = f"{bare} {_surname(rng, pool, gender)}"
    elif rng.random() < 0.05:
        family = bare = f"{bare}-{_surname(rng, pool, gender)}"
    if "prefix" in pool and rng.random() < (0.9 if culture in ("irish", "dutch") else 0.12):
        family = _prefixed(rng.choice(pool["prefix"]), bare)
    if "second" in pool and rng.random() < 0.5:
        given = f"{given} {_of_gender(rng.choice(pool['second']), gender)}"
    suffix = "Jr." if culture == "english" and gender == 0 and rng.random() < 0.05 else ""
    sort_as = bare if culture == "dutch" and family != bare and rng.random() < 0.33 else ""
    return Name(culture, family, given, family, initials(given), suffix=suffix, sort_as=sort_as)


def _prefixed(prefix: str, bare: str) -> str:
    """The surname with its particle; an elided one (`D'`) stands only before a vowel, Irish `O'` anywhere."""
    if prefix.endswith("'") and prefix != "O'" and bare[0] not in "AEIOU":
        return bare
    return f"{prefix}{bare}" if prefix.endswith(("'", "c")) else f"{prefix} {bare}"


def _patronymic(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    given, gender = _gendered(rng, pool)
    family = _surname(rng, pool, gender)
    return Name(culture, family, given, family, initials(given), sort_as=f"{given} {family}")


def _mononym(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    word = _surname(rng, pool, 0)
    return Name(culture, word, "", word, "")


def _translit(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    given, gender = _gendered(rng, pool)
    family = _surname(rng, pool, gender)
    roman_given, roman_family = (_romanise(word, pool["table"]) for word in (given, family))
    return Name(culture, roman_family, roman_given, roman_family, initials(roman_given), native=f"{given} {family}")


def _romanise(word: str, table: dict[str, str]) -> str:
    """Letter by letter; a capital or a pair of letters has its own entry where the rule differs (Я, ου)."""
    pairs = "|".join(key for key in table if len(key) > 1)
    letters = re.findall(f"{pairs}|." if pairs else ".", word)
    roman = "".join(table.get(letter) or table[letter.lower()] for letter in letters)
    return roman[0].upper() + roman[1:]


def _paired(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    native_family, family = _early(rng, pool["family"]).split(":")
    native_given, given = rng.choice(pool["given"]).split(":")
    family_first = pool.get("order") == "family first"
    native = f"{native_family} {native_given}" if family_first else f"{native_given} {native_family}"
    if culture != "vietnamese":
        return Name(culture, family, given, family, initials(given), native=native)
    # Latin script, so the record keeps the tone marks; on paper the bearer decides.
    printed_family = native_family if rng.random() < 0.5 else family
    sort_as = f"{given.split()[-1]} {family}" if rng.random() < 0.33 else ""
    return Name(culture, native_family, native_given, printed_family, initials(given), native=native, sort_as=sort_as)


def _syllables(rng: Random, culture: str, pool: dict[str, Any]) -> Name:
    native_family, family = _early(rng, pool["family"]).split(":")
    (first_native, first), (second_native, second) = (word.split(":") for word in rng.sample(pool["given"], 2))
    joiner = pool["joiner"]
    given = f"{first}{joiner}{second if joiner else _joined(first, second)}"
    return Name(culture, family, given, family, initials(given), native=native_family + first_native + second_native)


def _joined(first: str, second: str) -> str:
    """The second pinyin syllable, with the apostrophe the orthography asks for before a vowel."""
    return f"'{second.lower()}" if first and second[0] in "AEO" else second.lower()


def everyone(rng: Random, culture: str) -> Iterator[Name]:
    """Names of one culture without end; a full name comes back only when the pool is nearly used up."""
    seen: set[tuple[str, str]] = set()
    misses = 0
    while True:
        name = draw(rng, culture)
        if (name.native, name.display) in seen and misses < 50:
            misses += 1
            continue
        misses = 0
        seen.add((name.native, name.display))
        yield name


_STYLES = {
    "latin": _latin,
    "patronymic": _patronymic,
    "mononym": _mononym,
    "translit": _translit,
    "paired": _paired,
    "syllables": _syllables,
}
