"""The name of a campaign in the search box."""

from __future__ import annotations

from typing import Any

from datasets.campaigns import policy
from datasets.campaigns.models import Campaign
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of the campaign with exactly this name."""
    found = Campaign.objects.filter(name=text).first() if may(user, policy.SEE) else None
    return found.get_absolute_url() if found else None
