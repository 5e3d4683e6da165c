"""An experiment or a run in the search box: `exp 18`, `e0018`, `e18 r230`, `exp 18 run 230`, `18/230`, `run 230`."""

from __future__ import annotations

import re
from typing import Any

from datasets.luminosity import policy
from datasets.luminosity.links import runs
from datasets.luminosity.models import Experiment, Run
from portal.policy import may
from portal.registry import Found

_EXPERIMENT = r"(?:exp(?:eriment)?\.?\s*|e)([0-9]{1,5})"
_TEXT = re.compile(rf"{_EXPERIMENT}(?:[\s,:/]*r(?:un)?\.?\s*([0-9]{{1,6}}))?", re.IGNORECASE)
_PAIR = re.compile(r"([0-9]{1,5})\s*/\s*([0-9]{1,6})")
_NUMBER = re.compile(r"(?:r(?:un)?\.?\s*)?([0-9]{1,6})", re.IGNORECASE)


def find(user: Any, text: str) -> str | Found | None:
    """The page of the run or of the experiment, when it is on record; the runs of a number, one in each experiment."""
    if not may(user, policy.SEE):
        return None
    found: Experiment | Run | None
    if named := _TEXT.fullmatch(text) or _PAIR.fullmatch(text):
        if named[2] is None:
            found = Experiment.objects.filter(number=int(named[1])).first()
        else:
            found = Run.objects.filter(experiment=int(named[1]), number=int(named[2])).first()
        return Found(found.get_absolute_url(), str(found), "runs") if found else None
    if number := _NUMBER.fullmatch(text):
        return _runs(int(number[1]))
    return None


def _runs(number: int) -> Found | None:
    """Runs are numbered anew in each experiment."""
    found = list(Run.objects.filter(number=number).order_by("experiment_id")[:2])
    if len(found) == 1:
        return Found(found[0].get_absolute_url(), str(found[0]), "runs")
    return (
        Found(runs(run_from=number, run_to=number), f"Run {number} of several experiments", "runs") if found else None
    )
