"""The name of a global tag in the search box, or its number as paths write it."""

from __future__ import annotations

import re
from typing import Any

from datasets.globaltags import policy
from datasets.globaltags.models import GlobalTag
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of the tag with exactly this name, or of `DB00003307`."""
    if not may(user, policy.SEE):
        return None
    number = re.fullmatch(r"DB([0-9]{8})", text)
    rows = GlobalTag.objects.filter(number=int(number[1])) if number else GlobalTag.objects.filter(name=text)
    found = rows.first()
    return found.get_absolute_url() if found else None
