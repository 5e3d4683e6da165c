"""How the importers read cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from datasets.luminosity.units import plain


def number_of(largest: int) -> Callable[[str], int]:
    """Reads a whole number from 0 to `largest`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= largest):
            raise ValueError(f"{text[:40]!r} is no whole number from 0 to {largest}")
        return int(text)

    return read


def energy_of(text: str) -> Decimal:
    """An energy in GeV. Raises ValueError."""
    try:
        number = Decimal(text)
        if number.is_finite() and 0 < number < 1000 and number == round(number, 5):
            return number
    except InvalidOperation:
        pass
    raise ValueError(f"{text[:40]!r} is no energy in GeV with at most five decimals")


def words(name: str, value: Any) -> str:
    """A value of a column as the plan says it; the unit stands in the name of the column."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
