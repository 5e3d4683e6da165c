"""Lists of experiments as people write them: numbers and ranges, like `7-8, 10, 12`."""

from __future__ import annotations

import re
from collections.abc import Iterable

LAST = 9999
"""Paths write an experiment with four digits."""


class ExperimentsError(ValueError):
    """What of the text is no experiment, in words."""


def parse(text: str) -> list[int]:
    """The experiments of a text, ascending, each once. Raises ExperimentsError."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text))):
        match = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", part)
        if match is None:
            raise ExperimentsError(f"“{part[:20]}” is no experiment (up to {LAST}) and no range, like 7-8")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise ExperimentsError(f"{part}: the range begins after its end")
        found.update(range(first, last + 1))
    return sorted(found)


def words(experiments: Iterable[int]) -> str:
    """The same as text, with ranges."""
    parts: list[list[int]] = []
    for number in sorted(set(experiments)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts)
