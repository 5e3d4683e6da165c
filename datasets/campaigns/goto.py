"""The name of a campaign in the search box."""

from __future__ import annotations

from typing import Any

from datasets.campaigns import policy
from datasets.campaigns.models import Campaign
from portal.policy import may
from portal.registry import Found


def find(user: Any, text: str) -> Found | None:
    """The page of the campaign with exactly this name."""
    found = Campaign.objects.filter(name=text).first() if may(user, policy.SEE) else None
    return Found(found.get_absolute_url(), f"Campaign {found}", "campaigns") if found else None
