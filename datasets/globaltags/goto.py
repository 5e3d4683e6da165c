"""The name of a global tag in the search box, or its number, also as paths write it."""

from __future__ import annotations

import re
from typing import Any

from datasets.globaltags import policy
from datasets.globaltags.models import GlobalTag
from portal.policy import may
from portal.registry import Found

_NUMBER = re.compile(r"(?:DB)?([0-9]{1,8})")


def find(user: Any, text: str) -> Found | None:
    """The page of the tag with exactly this name, or of `DB00003307` or `3307`."""
    if not may(user, policy.SEE):
        return None
    number = _NUMBER.fullmatch(text)
    rows = GlobalTag.objects.filter(number=int(number[1])) if number else GlobalTag.objects.filter(name=text)
    found = rows.first()
    return Found(found.get_absolute_url(), f"Global tag {found.number}: {found}", "global tags") if found else None
