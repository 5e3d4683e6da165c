"""Numbers of a collection in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_EXACT = 10_000_000


def luminosity(value: Decimal | None, error: Decimal | None) -> str:
    """Integrated luminosity in fb⁻¹, as precise as its error (two digits of it); without one as it is stored."""
    if value is None:
        return ""
    if not error:
        return f"{value.normalize():f} fb⁻¹"
    step = Decimal(1).scaleb(error.adjusted() - 1)
    return f"{value.quantize(step):f} ± {error.quantize(step):f} fb⁻¹"


def change(value: Decimal) -> str:
    """A difference of luminosities in fb⁻¹, with its sign."""
    return f"{value.normalize():+f} fb⁻¹"


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
