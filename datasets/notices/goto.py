"""The number of a notice in the search box."""

from __future__ import annotations

import re
from typing import Any

from datasets.notices import policy
from datasets.notices.models import Notice
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of `notice 12`."""
    match = re.fullmatch(r"notice\s*#?\s*([0-9]{1,9})", text.strip(), re.IGNORECASE)
    if match is None or not may(user, policy.SEE):
        return None
    found = policy.visible(user, Notice.objects.filter(pk=int(match[1]))).first()
    return found.get_absolute_url() if found else None
