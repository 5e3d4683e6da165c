"""The date in the header of a decay file, which is meant to be YYYYMMDD and is written in a dozen ways."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 2000, 2099
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = "(?P<month>[A-Za-z]{3,9})"
_WORDS = (
    re.compile(rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ .-]+{_MONTH}[ .,-]+(?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<year>[0-9]{{4}})[ .,-]+{_MONTH}[ .-]+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"),
    re.compile(rf"{_MONTH}[ .-]+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ .,-]+(?P<year>[0-9]{{4}})"),
)
_NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,4})([/.-])([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")
_PLAIN = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date header says: the day if there is exactly one reading, the form it has, and a remark.

    Forms: plain (YYYYMMDD), other (another form with one reading), ambiguous, two (the first is taken), unreadable,
    absent (nothing is written).
    """

    day: dt.date | None
    form: str
    remark: str = ""


def read_date(written: str) -> DateReading:
    """Read a date header. Numbers separated by slashes are read day first, as the field writes them."""
    text = written.strip()
    if not text:
        return DateReading(None, "absent")
    if re.fullmatch(r"[0-9]{8}", text) and (day := _day(text[:4], text[4:6], text[6:])):
        return DateReading(day, "plain")
    found = [days for _, days in sorted(_candidates(text), key=lambda item: item[0]) if days]
    if not found:
        return DateReading(None, "unreadable")
    if len({day for days in found for day in days}) > len(found[0]):
        return DateReading(found[0][0] if len(found[0]) == 1 else None, "two")
    if len(found[0]) > 1:
        return DateReading(None, "ambiguous", " or ".join(day.isoformat() for day in found[0]))
    return DateReading(found[0][0], "other", found[0][0].isoformat())


def _candidates(text: str) -> Iterator[tuple[int, list[dt.date]]]:
    """Whatever in the text may be a date: where it starts, and the days it may mean."""
    for match in _PLAIN.finditer(text):
        yield match.start(), _some(_day(match[0][:4], match[0][4:6], match[0][6:]))
    for match in _NUMBERS.finditer(text):
        yield match.start(), _numbers(match[1], match[3], match[4])
    for match in itertools.chain.from_iterable(pattern.finditer(text) for pattern in _WORDS):
        month = match["month"][:3].lower()
        if month in _MONTHS:
            yield match.start(), _some(_day(match["year"], str(_MONTHS.index(month) + 1), match["day"]))


def _numbers(first: str, second: str, third: str) -> list[dt.date]:
    """All readings of three numbers: year first or day first; month first only when day first gives no date."""
    if len(first) == 4:
        return _some(_day(first, second, third))
    if len(third) == 4:
        return _some(_day(third, second, first)) or _some(_day(third, first, second))
    readings = _some(_day(f"20{third:0>2}", second, first)) + _some(_day(f"20{first:0>2}", second, third))
    return list(dict.fromkeys(readings))


def _some(day: dt.date | None) -> list[dt.date]:
    return [day] if day else []


def _day(year: str, month: str, day: str) -> dt.date | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
