"""Integrated luminosity as a type of its own: a number alone never says whether it is in pb⁻¹ or in fb⁻¹.

The stored unit is pb⁻¹. Runs are the smallest thing that is counted and come in pb⁻¹ with three decimals; six decimals
hold them, and every total quoted in fb⁻¹, exactly. Totals are shown in fb⁻¹. All numbers are decimals, none is rounded
before it is written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from functools import total_ordering
from itertools import chain

DIGITS, PLACES = 18, 6
"""Of a stored number in pb⁻¹; the last one is a millionth of a pb⁻¹."""
EXACT = Context(prec=60)
"""Sums and squares of stored numbers are exact in it; only roots are rounded, far behind what anybody measures."""
_NUMBER = r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,12})?"
_UNIT = r"(?:1?/\s*(?P<over>[a-z]b)|(?P<power>[a-z]b)\s*(?:-1|−1|⁻¹|\^-1|\^\{-1\})|inv(?P<word>[a-z]b))"
_TEXT = re.compile(rf"(?P<number>{_NUMBER})\s*(?:{_UNIT})?")
_ERROR = re.compile(rf"(?:±|\+/-|\+-)?\s*(?P<number>{_NUMBER})\s*(?P<name>stat|syst)?\.?\s*")
NO_ERROR = ("", "nan", "-", "–")
"""How files say that an error is not known."""


class UnitError(ValueError):
    """The text is no luminosity; the message says why."""


class Unit(StrEnum):
    """Inverse cross-sections."""

    NB = "nb⁻¹"
    PB = "pb⁻¹"
    FB = "fb⁻¹"
    AB = "ab⁻¹"

    @property
    def power(self) -> int:
        """One of this unit is 10^power pb⁻¹."""
        return {Unit.NB: -3, Unit.PB: 0, Unit.FB: 3, Unit.AB: 6}[self]


_BY_NAME = {unit.value[:2]: unit for unit in Unit}


def unit_named(name: str) -> Unit:
    """`fb` is Unit.FB. Raises UnitError for what is no unit of luminosity here."""
    try:
        return _BY_NAME[name]
    except KeyError as error:
        raise UnitError(f"{name} is none of {', '.join(_BY_NAME)}") from error


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Luminosity:
    """An integrated luminosity, or a difference of two. Adds to and compares with its like and nothing else."""

    invpb: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.invpb, Decimal) or not self.invpb.is_finite():
            raise TypeError(f"a luminosity is a finite decimal in pb⁻¹, not {self.invpb!r}")

    @classmethod
    def of(cls, number: Decimal | int, unit: Unit) -> Luminosity:
        """`number` in `unit`, exactly. Floats are refused: 0.1 is none of the decimals that were measured."""
        if isinstance(number, bool) or not isinstance(number, Decimal | int):
            raise TypeError(f"a decimal in {unit} is needed, not {number!r}")
        return cls(Decimal(number).scaleb(unit.power, EXACT))

    @classmethod
    def parse(cls, text: str, unit: Unit | None = None) -> Luminosity:
        """`8.609 /fb`, `2.779 fb-1`, `39.725 invpb`; `unit` is that of a number without one. Raises UnitError."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise UnitError(f"{text.strip()[:40]!r} is no number with a unit such as fb-1")
        name = found["over"] or found["power"] or found["word"]
        if name is None and unit is None:
            raise UnitError(f"{text.strip()!r} says no unit; write for example {text.strip()} fb-1")
        return cls.of(Decimal(found["number"]), unit_named(name) if name else unit or Unit.PB)

    def number(self, unit: Unit) -> Decimal:
        """How many of `unit` it is; the only way out of the type says the unit."""
        return self.invpb.scaleb(-unit.power, EXACT)

    def text(self, unit: Unit = Unit.FB) -> str:
        """All its digits and the unit; `parse` reads it back."""
        return f"{plain(self.number(unit))} {unit}"

    @property
    def stored(self) -> Decimal:
        """The number for a column in pb⁻¹. Raises UnitError when a column cannot hold it exactly."""
        number = self.invpb.normalize(EXACT)
        if number.adjusted() >= DIGITS - PLACES or -int(number.as_tuple().exponent) > PLACES:
            raise UnitError(f"{self.text(Unit.PB)} has more digits than the record holds")
        return self.invpb

    def __str__(self) -> str:
        return self.text()

    def __add__(self, other: object) -> Luminosity:
        if not isinstance(other, Luminosity):
            return NotImplemented
        return Luminosity(EXACT.add(self.invpb, other.invpb))

    def __sub__(self, other: object) -> Luminosity:
        if not isinstance(other, Luminosity):
            return NotImplemented
        return Luminosity(EXACT.subtract(self.invpb, other.invpb))

    def __abs__(self) -> Luminosity:
        return Luminosity(self.invpb.copy_abs())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Luminosity):
            return NotImplemented
        return self.invpb == other.invpb

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Luminosity):
            return NotImplemented
        return self.invpb < other.invpb

    def __hash__(self) -> int:
        return hash((Luminosity, self.invpb))

    def __bool__(self) -> bool:
        return bool(self.invpb)


ZERO = Luminosity(Decimal(0))


def total(values: Iterable[Luminosity]) -> Luminosity:
    """The sum; `sum` itself begins with a plain 0 and is refused."""
    return sum(values, start=ZERO)


def in_quadrature(errors: Iterable[Luminosity]) -> Luminosity:
    """Of errors that know nothing of each other: the root of the sum of squares."""
    squares = sum((EXACT.multiply(error.invpb, error.invpb) for error in errors), start=Decimal(0))
    return Luminosity(EXACT.sqrt(squares))


@dataclass(frozen=True, slots=True)
class Measured:
    """A luminosity and its error: none, one of which nothing more is said, or a statistical and a systematic one."""

    value: Luminosity
    error: Luminosity | None = None
    stat: Luminosity | None = None
    syst: Luminosity | None = None

    def __post_init__(self) -> None:
        if self.error is not None and (self.stat is not None or self.syst is not None):
            raise UnitError("an error is either one number or stat and syst")
        if any(error < ZERO for error in self.errors):
            raise UnitError("an error is not negative")

    @classmethod
    def parse(cls, value: str, errors: str = "", unit: Unit | None = None) -> Measured:
        """`426.52` and `0.03 stat 2.48 syst`; numbers of the error are in the unit of the value. Raises UnitError."""
        found = _TEXT.fullmatch(value.strip())
        name = found and (found["over"] or found["power"] or found["word"])
        used = unit_named(name) if name else unit
        return cls(Luminosity.parse(value, unit), **_errors(errors, used))

    @property
    def errors(self) -> tuple[Luminosity, ...]:
        """Those that are known."""
        return tuple(error for error in (self.error, self.stat, self.syst) if error is not None)

    @property
    def whole_error(self) -> Luminosity | None:
        """One error for all: the statistical and the systematic one in quadrature, as they have different causes."""
        return in_quadrature(self.errors) if self.errors else None

    def exact(self, unit: Unit = Unit.FB) -> str:
        """All digits as they came in: `426.52 ± 0.03 stat ± 2.48 syst fb⁻¹`."""
        return self._written(lambda item: plain(item.number(unit)), unit)

    def words(self, unit: Unit = Unit.FB) -> str:
        """As precise as its smallest error (two digits of it), and never with more digits than are known."""
        sizes = [error.number(unit) for error in self.errors if error]
        if not sizes:
            return f"{plain(self.value.number(unit))} {unit}"
        numbers = [self.value.number(unit), *sizes]
        finest = min(int(number.normalize(EXACT).as_tuple().exponent) for number in numbers)
        step = Decimal(1).scaleb(max(min(size.adjusted() - 1 for size in sizes), finest))
        return self._written(lambda item: f"{item.number(unit).quantize(step, context=EXACT):f}", unit)

    def _written(self, written: Callable[[Luminosity], str], unit: Unit) -> str:
        named = ((self.error, ""), (self.stat, " stat"), (self.syst, " syst"))
        parts = (f"± {written(error)}{name}" for error, name in named if error is not None)
        return " ".join(chain([written(self.value)], parts, [str(unit)]))


def add_up(parts: Iterable[Measured]) -> Measured:
    """The sum over runs or experiments that share no event.

    Statistical errors, and errors of which nothing more is said, are independent and add in quadrature (so do the
    totals of the collaboration's own tool). Systematic ones have one cause for all parts and add linearly. Parts
    without an error add none.
    """
    rows = list(parts)
    value = total(row.value for row in rows)
    free = [error for row in rows for error in (row.error, row.stat) if error is not None]
    common = [row.syst for row in rows if row.syst is not None]
    spread = in_quadrature(free) if free else None
    if not common and not any(row.stat is not None for row in rows):
        return Measured(value, spread)
    return Measured(value, stat=spread, syst=total(common) if common else None)


def _errors(text: str, unit: Unit | None) -> dict[str, Luminosity]:
    """The errors of a text by the names of `Measured`. Raises UnitError."""
    text = text.strip()
    found: dict[str, Luminosity] = {}
    if text.lower() in NO_ERROR:
        return found
    at = 0
    while at < len(text):
        part = _ERROR.match(text, at)
        name = (part["name"] or "error") if part else ""
        if part is None or name in found or unit is None:
            raise UnitError(f"{text[:40]!r} is no error such as 0.004 or 0.03 stat 2.48 syst")
        found[name] = Luminosity.of(Decimal(part["number"]), unit)
        at = part.end()
    return found


def plain(number: Decimal) -> str:
    """A decimal with all digits that mean something and no exponent: 1000, 8.609."""
    return f"{number.normalize(EXACT):f}" if number else "0"


def lined_up(number: Decimal) -> str:
    """The same for a column of numbers: thousands apart, and at least one decimal, so that points line up."""
    decimals = -int(number.normalize(EXACT).as_tuple().exponent)
    return f"{number:,.{max(1, decimals)}f}"
