"""The card of the feeds that somebody has to look at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from datasets.feeds import policy
from datasets.feeds.choices import FeedState
from datasets.feeds.models import Feed
from portal.policy import may


def troubled(request: HttpRequest) -> dict[str, Any] | None:
    """Feeds that are late, held or failing; no card when all is well."""
    if not may(request.user, policy.SEE):
        return None
    rows = [
        {"label": feed.name, "url": feed.get_absolute_url(), "hint": _hint(feed)}
        for feed in Feed.objects.exclude(state=FeedState.OFF)
        if feed.late or feed.state in (FeedState.FAILED, FeedState.HELD)
    ]
    if not rows:
        return None
    return {"title": "Feeds to look at", "rows": rows, "all_url": reverse("feeds"), "all_label": "All feeds"}


def _hint(feed: Feed) -> str:
    return "late" if feed.late else str(feed.get_state_display())
