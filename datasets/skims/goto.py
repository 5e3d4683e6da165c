"""The code or the name of a skim in the search box."""

from __future__ import annotations

import re
from typing import Any

from datasets.catalogue import policy
from datasets.skims.models import Skim
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of the skim with this code, or with this name when only one has it."""
    if not may(user, policy.SEE):
        return None
    rows = Skim.objects.filter(code=text) if re.fullmatch(r"[0-9]{8}", text) else Skim.objects.filter(name=text)
    found = list(rows[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None
