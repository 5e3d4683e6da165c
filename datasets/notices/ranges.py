"""Ranges of runs as people write them: `exp 18: 230-260, 272; campaign proc16; class Data`, one experiment a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasets.catalogue.choices import DatasetClass

LAST_EXPERIMENT, LAST_RUN = 9999, 99_999
"""Paths write an experiment with four digits and a run with five."""
MOST_LINES, MOST_RANGES = 200, 1000
SHOWN = 40
CLASSES = {str(value).lower(): str(value) for value in (DatasetClass.DATA, DatasetClass.MC)}
_LINE = re.compile(r"(?:experiment|exp\.?|e)?\s*([0-9]{1,4})(?:(?:\s*[:,]\s*|\s+)(?:runs?\s*)?(.*))?", re.IGNORECASE)
_RANGE = re.compile(r"r?([0-9]{1,7})(?:-r?([0-9]{1,7}))?", re.IGNORECASE)
_NARROWING = re.compile(r"(campaign|class)(?:\s*=\s*|\s+)(\S+)", re.IGNORECASE)


class RangesError(ValueError):
    """What of the text is no range of runs, in words that name the line."""


@dataclass(frozen=True, slots=True)
class RunRanges:
    """Runs of one experiment, all of it where none are named; `campaign` and `data_class` narrow it.

    `runs` are sorted, both ends belong to them, and no two touch.
    """

    experiment: int
    runs: tuple[tuple[int, int], ...] = ()
    campaign: str = ""
    data_class: str = ""

    def words(self) -> str:
        """The line that is read as this."""
        runs = ", ".join(f"{low}-{high}" if high > low else f"{low}" for low, high in self.runs)
        parts = [f"exp {self.experiment}" + (f": {runs}" if runs else "")]
        parts += [f"campaign {self.campaign}"] if self.campaign else []
        parts += [f"class {self.data_class}"] if self.data_class else []
        return "; ".join(parts)


def parse(text: str) -> list[RunRanges]:
    """The ranges of a text, one experiment a line. Raises RangesError."""
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > MOST_LINES:
        raise RangesError(f"there are more than {MOST_LINES} lines")
    return [_line(number, line) for number, line in enumerate(lines, start=1) if line]


def words(ranges: list[RunRanges]) -> str:
    """The text that is read as these."""
    return "\n".join(item.words() for item in ranges)


def _line(number: int, text: str) -> RunRanges:
    head, *narrowings = (part.strip() for part in text.split(";"))
    match = _LINE.fullmatch(head)
    if match is None:
        raise RangesError(f"line {number}: “{head[:SHOWN]}” does not begin with an experiment, as in exp 18: 230-260")
    narrowed: dict[str, str] = {}
    for part in filter(None, narrowings):
        found = _NARROWING.fullmatch(part)
        if found is None:
            raise RangesError(f"line {number}: “{part[:SHOWN]}” is neither campaign NAME nor class Data or MC")
        narrowed[found[1].lower()] = found[2]
    data_class = narrowed.get("class", "")
    if data_class and data_class.lower() not in CLASSES:
        raise RangesError(f"line {number}: “{data_class[:SHOWN]}” is no class of runs: Data or MC")
    if len(campaign := narrowed.get("campaign", "")) > 64 or "\x00" in campaign:
        raise RangesError(f"line {number}: “{campaign[:SHOWN]}” is no name of a campaign")
    return RunRanges(int(match[1]), _runs(number, match[2] or ""), campaign, CLASSES.get(data_class.lower(), ""))


def _runs(number: int, text: str) -> tuple[tuple[int, int], ...]:
    parts = [part for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text)) if part]
    if len(parts) > MOST_RANGES:
        raise RangesError(f"line {number}: there are more than {MOST_RANGES} ranges")
    found = []
    for part in parts:
        match = _RANGE.fullmatch(part)
        if match is None:
            raise RangesError(f"line {number}: “{part[:SHOWN]}” is no run and no range of runs, like 230-260")
        low, high = int(match[1]), int(match[2] or match[1])
        if low > high:
            raise RangesError(f"line {number}: {part}: the range begins after its end")
        if low < 1 or high > LAST_RUN:
            raise RangesError(f"line {number}: {part}: runs go from 1 to {LAST_RUN}; name none for all of them")
        found.append((low, high))
    return merged(found)


def merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same numbers in ranges of which no two touch, sorted."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)
