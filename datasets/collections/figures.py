"""Numbers of a collection in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from datasets.luminosity.units import Luminosity, Measured, Unit

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_EXACT = 10_000_000


def luminosity(value: Decimal | None, error: Decimal | None) -> str:
    """Integrated luminosity of numbers in fb⁻¹, as precise as the error (two digits of it)."""
    if value is None:
        return ""
    found = Luminosity.of(value, Unit.FB)
    return Measured(found, Luminosity.of(error, Unit.FB) if error else None).words()


def change(value: Decimal) -> str:
    """A difference of luminosities in fb⁻¹, with its sign."""
    return ("" if value < 0 else "+") + Luminosity.of(value, Unit.FB).text()


def events(count: int) -> str:
    """A number of events: exact below ten million, then with three digits, as 1.61 × 10⁹."""
    if count < _EXACT:
        return f"{count:,}"
    mantissa, _, exponent = f"{count:.2e}".partition("e+")
    return f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def ranges(numbers: Sequence[int]) -> str:
    """Sorted numbers with their runs drawn together: 7–8, 10, 16–18."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts)
