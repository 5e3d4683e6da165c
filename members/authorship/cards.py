"""The card of the publication secretary."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from members.authorship import policy
from members.authorship.choices import ListState
from members.authorship.models import AuthorList
from portal.policy import may


def open_lists(request: HttpRequest) -> dict[str, Any] | None:
    """Author lists that are still to be frozen."""
    if not may(request.user, policy.EXPORT):
        return None
    rows = AuthorList.objects.filter(state=ListState.OPEN).order_by("on")
    return {
        "title": "Open author lists",
        "rows": [
            {"label": row.title, "url": row.get_absolute_url(), "hint": f"as of {row.on.isoformat()}"}
            for row in rows[:6]
        ],
        "empty": "No list is open.",
        "all_url": reverse("author_lists"),
        "all_label": "All author lists",
    }
