"""Intervals of validity: from a first run to a final one, which is included.

(first_exp, first_run, final_exp, final_run). `final_run` < 0 means all runs of `final_exp`; both < 0 mean for ever. An
infinite experiment with a finite run is an error, and so is a first run after the final one.
Source: `framework/scripts/conditions_db/iov.py` and the overview of the conditions database of basf2.
"""

from __future__ import annotations

from dataclasses import dataclass

RUNS = 2**32
"""Positions that an experiment takes on the axis of all runs: more than it can have runs."""
MOST = 2**31 - 2
"""The highest number of an experiment or run that fits."""


class IovError(ValueError):
    """Why four numbers are no interval of validity, in words."""


@dataclass(frozen=True, slots=True, order=True)
class Iov:
    """An interval of validity; made by `Iov.of`, which checks the numbers."""

    first_exp: int
    first_run: int
    final_exp: int
    final_run: int

    @classmethod
    def of(cls, first_exp: object, first_run: object, final_exp: object, final_run: object) -> Iov:
        """The interval of these four whole numbers; every negative end is written as -1. Raises IovError."""
        names = ("first experiment", "first run", "final experiment", "final run")
        given = zip(names, (first_exp, first_run, final_exp, final_run), strict=True)
        exp, run, last_exp, last_run = (_number(name, value) for name, value in given)
        if exp < 0 or run < 0:
            raise IovError(f"the first experiment and run must not be negative, they are {exp} and {run}")
        if last_exp < 0 <= last_run:
            raise IovError(f"the final experiment is without end, but the final run is {last_run}")
        made = cls(exp, run, max(last_exp, -1), max(last_run, -1))
        if (end := made.end) is not None and made.start >= end:
            raise IovError(f"the interval begins after its end: {made}")
        return made

    @property
    def start(self) -> int:
        """The position of the first run."""
        return position(self.first_exp, self.first_run)

    @property
    def end(self) -> int | None:
        """The first position after the final run; None: there is no end."""
        if self.final_exp < 0:
            return None
        if self.final_run < 0:
            return position(self.final_exp + 1, 0)
        return position(self.final_exp, self.final_run) + 1

    def covers(self, exp: int, run: int) -> bool:
        """Whether it holds for a run."""
        return self.start <= position(exp, run) and (self.end is None or position(exp, run) < self.end)

    def __str__(self) -> str:
        return f"({self.first_exp}, {self.first_run}, {self.final_exp}, {self.final_run})"


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise IovError(f"the {name} is no whole number: {str(value)[:40]!r}")
    if value > MOST:
        raise IovError(f"the {name} is too large: {str(value)[:40]}")
    return value


def position(exp: int, run: int) -> int:
    """A run as a number on the axis of all runs."""
    return exp * RUNS + run


def words(iov: Iov) -> str:
    """The interval for a reader."""
    start = f"exp {iov.first_exp} run {iov.first_run}"
    if iov.final_exp < 0:
        return "all runs" if iov.start == 0 else f"from {start} on"
    if iov.final_run >= 0:
        return f"{start} to " + (f"run {iov.final_run}" if iov.final_exp == iov.first_exp else
            f"exp {iov.final_exp} run {iov.final_run}")  # fmt: skip
    whole = f"all of exp {iov.first_exp}" if iov.first_run == 0 else f"{start} to the end"
    return whole if iov.final_exp == iov.first_exp else f"{start} to the end of exp {iov.final_exp}"


def run_words(at: int) -> str:
    """A position for a reader."""
    return f"exp {at // RUNS} run {at % RUNS}"
