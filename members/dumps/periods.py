"""One dated fact of a dump against those of the record: the same, changed, new, or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.periods import Period


@dataclass(frozen=True)
class Outcome:
    """`target` is the row of the record that is meant, with its new `period`; without one: a new row; or `error`."""

    target: Any = None
    period: Any = None
    error: str = ""
    overlapped: tuple[Any, ...] = ()
    """The rows in the way of a new or changed one: somebody has to decide."""


def settle(have: Sequence[Any], since: date | None, until: date | None, *, left: bool, on: date) -> Outcome:
    """What a dump that says [since, until) means for rows of one kind of one person.

    Without a first day the one that is current is meant, else the last; without an end the end stays as it is. `left`:
    whoever left without an end is gone from `on`. A new row without a first day begins on `on`.
    """
    target = _meant(have, since, on)
    if target is None:
        return _new(have, since, until, left=left, on=on)
    lower = target.period.lower
    if left and until is None:
        upper = target.period.upper
        until = upper if upper is not None and upper <= on else on
        if until <= lower:
            return Outcome(error=f"it is over, but begins on {lower}; say when it ended")
    upper = until if until is not None else target.period.upper
    if upper is not None and upper <= lower:
        return Outcome(error=f"it ends on {upper}, but begins on {lower}")
    period = Period(lower, upper)
    if period == target.period:
        return Outcome(target, period)
    return Outcome(target, period, overlapped=_overlapped(have, period, besides=target))


def _new(have: Sequence[Any], since: date | None, until: date | None, *, left: bool, on: date) -> Outcome:
    if left and until is None:
        return Outcome(error="it is over, but says not when it ended")
    if since is None and until is not None and until <= on:
        return Outcome(error="it is over, but says not when it began")
    period = Period(since or on, until)
    return Outcome(None, period, overlapped=_overlapped(have, period))


def _meant(have: Sequence[Any], since: date | None, on: date) -> Any:
    if since is not None:
        return next((row for row in have if row.period.lower == since), None)
    current = [row for row in have if on in row.period]
    return (current or sorted(have, key=lambda row: row.period.lower) or [None])[-1]


def _overlapped(have: Sequence[Any], period: Any, besides: Any = None) -> tuple[Any, ...]:
    return tuple(row for row in have if row is not besides and overlap(row.period, period))


def overlap(one: Any, other: Any) -> bool:
    """Whether two half-open periods share a day."""
    return (one.upper is None or other.lower < one.upper) and (other.upper is None or one.lower < other.upper)


def shortens(before: Any, after: Any, on: date) -> bool:
    """Whether what is current on the day ends, or ends earlier than it was to."""
    if on not in before or after.upper is None:
        return False
    return bool(before.upper is None or after.upper < before.upper)
