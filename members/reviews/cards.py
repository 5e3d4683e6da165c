"""The card of the home page: what a delegate has to confirm."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from members.memberships.policy import institutes_of
from members.reviews.choices import ConfirmationState, ReviewState
from members.reviews.models import Confirmation


def to_confirm(request: HttpRequest) -> dict[str, Any] | None:
    """The institutes of the viewer that have not confirmed in an open review."""
    institutes = institutes_of(request.user)
    if not institutes:
        return None
    waiting = Confirmation.objects.filter(
        institute__in=institutes, state=ConfirmationState.WAITING, review__state=ReviewState.OPEN
    )
    rows = list(waiting.select_related("institute", "review").order_by("review__due_on", "institute__short_name"))
    if not rows:
        return None
    return {
        "title": "Yearly review: confirm your people",
        "count": len(rows),
        "rows": [
            {
                "label": str(row.institute),
                "url": row.get_absolute_url(),
                "hint": f"as of {row.review.on.isoformat()}, due {row.review.due_on.isoformat()}",
            }
            for row in rows
        ],
        "all_url": reverse("confirmations"),
        "all_label": "All reviews of your institutes",
    }
