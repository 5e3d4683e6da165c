"""The verbs of calibrations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.calibration import policy
from datasets.calibration.choices import DATES, CalibrationState
from datasets.calibration.lifecycle import CALIBRATION
from datasets.calibration.models import Calibration
from datasets.campaigns.experiments import ExperimentsError, parse, words
from datasets.campaigns.models import Campaign
from datasets.luminosity.numbers import NumbersError, runs_of, text_of
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

FACTS = ("validators", "global_tag", "experiments", "runs", "luminosity", "remark")
STATES = tuple(CalibrationState)


@transaction.atomic
def begin(campaign: Campaign, part: str, *, by: Any, reason: str = "", **facts: Any) -> Calibration:
    """The calibration of a part of a campaign, planned. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    part = part.strip()
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    campaign.refresh_from_db()
    if part not in campaign.parts:
        there = f"it has {', '.join(campaign.parts)}" if campaign.parts else "it has none"
        raise MoveRefused(f"part: {campaign} has no part {part}; {there}")
    if Calibration.objects.filter(campaign=campaign, part=part).exists():
        raise MoveRefused(f"part: the calibration of {part} is on record already")
    with recorded("begin", by=by, reason=reason):
        return Calibration.objects.create(campaign=campaign, part=part, **_checked(facts, FACTS))


@transaction.atomic
def edit(found: Calibration, *, by: Any, reason: str = "", **facts: Any) -> None:
    """Change facts, and days of states that it has reached. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    with recorded("edit", by=by, reason=reason):
        locked = Calibration.objects.select_for_update().get(pk=found.pk)
        for name, value in _checked(facts, (*FACTS, *DATES.values())).items():
            setattr(locked, name, value)
        _check_days(locked)
        locked.save(update_fields=list(facts))
    found.refresh_from_db()


def _check_days(found: Calibration) -> None:
    """Every reached state has its day, in order and not in the future; no other has one. Raises MoveRefused."""
    before: date | None = None
    for state, name in DATES.items():
        day, reached = getattr(found, name), STATES.index(CalibrationState(found.state)) >= STATES.index(state)
        if reached and day is None:
            raise MoveRefused(f"{name}: it is {found.get_state_display()}, so this day is needed")
        if day is not None and not reached:
            raise MoveRefused(f"{name}: it is {found.get_state_display()} and has not come so far")
        if day is not None and day > timezone.localdate():
            raise MoveRefused(f"{name}: this day is still to come")
        if day is not None and before is not None and day < before:
            raise MoveRefused(f"{name}: this is before the day of the state before, {before}")
        before = day or before


def _checked(facts: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    if unknown := set(facts) - set(known):
        raise TypeError(f"no facts of a calibration: {sorted(unknown)}")
    checked = dict(facts)
    try:
        if "experiments" in facts:
            checked["experiments"] = words(parse(facts["experiments"]))
    except ExperimentsError as error:
        raise MoveRefused(f"experiments: {error}") from error
    try:
        if "runs" in facts:
            checked["runs"] = text_of(runs_of(facts["runs"]))
    except NumbersError as error:
        raise MoveRefused(f"runs: {error}") from error
    if checked.get("luminosity") is not None and checked["luminosity"] < 0:
        raise MoveRefused("luminosity: a luminosity is not negative")
    return checked


def _mover(name: str) -> Callable[..., None]:
    def move(found: Calibration, *, by: Any, reason: str = "") -> None:
        """Take the move today; what was reached later than its target is taken back. Raises MoveRefused, Denied."""
        target = CalibrationState(next(move.target for move in CALIBRATION.moves if move.name == name))
        days: dict[str, date | None] = {DATES[target]: timezone.localdate()}
        days |= {day: None for state, day in DATES.items() if STATES.index(state) > STATES.index(target)}
        CALIBRATION.perform(found, name, by=by, reason=reason, facts=days)

    return move


MOVES = {move.name: _mover(move.name) for move in CALIBRATION.moves}
"""Every move by its name."""
