"""An experiment or a run in the search box: `exp 18`, `e0018`, `e0018/r00200`, `exp 18 run 200`."""

from __future__ import annotations

import re
from typing import Any

from datasets.luminosity import policy
from datasets.luminosity.models import Experiment, Run
from portal.policy import may

_TEXT = re.compile(r"(?:exp(?:eriment)?\.?\s*|e)([0-9]{1,5})(?:[\s,:/]*r(?:un)?\s*([0-9]{1,6}))?", re.IGNORECASE)


def find(user: Any, text: str) -> str | None:
    """The page of the run or of the experiment, when it is on record."""
    named = _TEXT.fullmatch(text)
    if named is None or not may(user, policy.SEE):
        return None
    found: Experiment | Run | None
    if named[2] is None:
        found = Experiment.objects.filter(number=int(named[1])).first()
    else:
        found = Run.objects.filter(experiment=int(named[1]), number=int(named[2])).first()
    return found.get_absolute_url() if found else None
