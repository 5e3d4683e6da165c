"""The cells of a row as days, numbers, words: each readable in one way only, or refused in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.dumps.choices import DateOrder
from members.dumps.table import Cell
from members.people.names import fold
from portal.periods.asof import FIRST, LAST

ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
SERIAL = re.compile(r"([0-9]{5})(?:\.0*)?")
SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of the count of days in which spreadsheets keep dates (day 60, 29 February 1900, never was)."""
SERIALS = range(18_264, 73_051)
"""Counts from 1950 to 2099: five digits are rather a number of something else before and after."""
LEFT, DECEASED = "left", "deceased"
STATUSES = {
    **dict.fromkeys(("active", "member", "current", "expiring", "suspended", "future", "notyetactive", "present"), ""),
    **dict.fromkeys(("left", "former", "inactive", "ended", "expired", "terminated", "resigned", "gone"), LEFT),
    **dict.fromkeys(("deceased", "died", "dead"), DECEASED),
}


def is_ambiguous(cell: Cell) -> bool:
    """Whether a date could be read as day/month and as month/day."""
    found = SLASHED.fullmatch(cell) if isinstance(cell, str) else None
    return found is not None and found[1] != found[2] and int(found[1]) <= 12 and int(found[2]) <= 12


def day(cell: Cell, order: str = "") -> date | None:
    """ISO, D.M.YYYY, D/M/YYYY where only that is possible (else by `order`), or days since 1900; None for nothing.

    Raises ValueError in words.
    """
    if not cell:
        return None
    made = cell if isinstance(cell, date) else _day_of(cell, order)
    if not FIRST <= made <= LAST:
        raise ValueError(f"{made} is not within the years {FIRST.year} to {LAST.year}")
    return made


def _day_of(text: str, order: str) -> date:
    if found := ISO.fullmatch(text):
        year, month, number = found[1], found[2], found[3]
    elif found := DOTTED.fullmatch(text):
        number, month, year = found[1], found[2], found[3]
    elif found := SLASHED.fullmatch(text):
        if is_ambiguous(text) and not order:
            raise ValueError(f"{text!r} could be day/month or month/day")
        month_first = order == DateOrder.MONTH if is_ambiguous(text) else int(found[2]) > 12
        number, month, year = (found[2], found[1], found[3]) if month_first else (found[1], found[2], found[3])
    elif (found := SERIAL.fullmatch(text)) and int(found[1]) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    else:
        raise ValueError(f"{text[:40]!r} is no day; write it as 2026-03-31")
    try:
        return date(int(year), int(month), int(number))
    except ValueError as error:
        raise ValueError(f"{text!r}: there is no such day") from error


def share(cell: Cell) -> int | None:
    """Whole percent from 1 to 100. Raises ValueError."""
    text = str(cell).removesuffix("%").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 100:
        raise ValueError(f"the share {str(cell)[:40]!r} is no whole number of percent from 1 to 100")
    return int(text)


def email(cell: Cell) -> str:
    """The address. Raises ValueError."""
    text = str(cell)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise ValueError(f"the e-mail {text[:100]!r} is no address") from error
    return text


def own_id(cell: Cell) -> UUID | None:
    """The uuid of a record here. Raises ValueError."""
    text = str(cell)
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ValueError(f"{text[:60]!r} is no id of ours") from error


def status(cell: Cell) -> str:
    """`left`, `deceased` or nothing. Raises ValueError for a word that is not known."""
    found = STATUSES.get(fold(str(cell))) if cell else ""
    if found is None:
        raise ValueError(f"the status {str(cell)[:40]!r} is not known")
    return found


FORMULA = re.compile(r"'*[=+\-@\t\r]")
QUOTED = re.compile(r"''*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe in front; `bare` takes it off."""
    return f"'{text}" if FORMULA.match(text) else text


def bare(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if QUOTED.match(text) else text
