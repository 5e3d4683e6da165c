"""Experiments and runs as people write them: `12;14`, `7-26`, `18: 200-203, 205`."""

from __future__ import annotations

import re
from collections.abc import Iterable

LARGEST_EXPERIMENT, LARGEST_RUN = 9_999, 99_999
WIDEST = 200
"""Experiments of one range; a wider one is a slip of the pen."""
_PART = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")
Range = tuple[int, int]


class NumbersError(ValueError):
    """The text names no experiments or runs; the message says which part."""


def experiments_of(text: str) -> list[int]:
    """`12;14` or `7-26` as sorted numbers (a range with all between); empty for an empty text. Raises NumbersError."""
    found: set[int] = set()
    for low, high in _ranges(text, LARGEST_EXPERIMENT, "an experiment"):
        if high - low >= WIDEST:
            raise NumbersError(f"{low}-{high} are more than {WIDEST} experiments")
        found |= set(range(low, high + 1))
    return sorted(found)


def runs_of(text: str) -> list[Range]:
    """`200-203, 205` as sorted ranges that do not touch. Raises NumbersError."""
    return joined(_ranges(text, LARGEST_RUN, "a run"))


def listed(text: str) -> dict[int, list[Range]]:
    """Lines of `experiment: runs` as ranges by experiment; what follows # is a remark. Raises NumbersError."""
    found: dict[int, list[Range]] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        experiment, colon, runs = line.partition(":")
        try:
            ranges = runs_of(runs)
            (one,) = experiments_of(experiment)
        except ValueError as error:
            words = str(error) if isinstance(error, NumbersError) else f"{experiment.strip()[:40]!r} is not one number"
            raise NumbersError(f"line {number}: {words}") from error
        if not colon or not ranges:
            raise NumbersError(f"line {number}: write the experiment, a colon and its runs, as in 18: 200-203, 205")
        found[one] = joined([*found.get(one, []), *ranges])
    return found


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Sorted, with those that overlap or touch made one."""
    made: list[Range] = []
    for low, high in sorted(ranges):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(high, made[-1][1]))
        else:
            made.append((low, high))
    return made


def text_of(ranges: Iterable[Range]) -> str:
    """`200-203, 205`, which `runs_of` reads back."""
    return ", ".join(f"{low}-{high}" if high > low else f"{low}" for low, high in ranges)


def _ranges(text: str, largest: int, what: str) -> list[Range]:
    found = []
    for part in filter(None, (item.strip() for item in re.split("[;,]", text))):
        match = _PART.fullmatch(part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if high < low or high > largest:
            raise NumbersError(f"{part[:40]!r} is not {what} or a range from low to high")
        found.append((low, high))
    return found
