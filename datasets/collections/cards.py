"""The card of the newest collections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from datasets.collections import policy
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from portal.policy import may


def newest(request: HttpRequest) -> dict[str, Any] | None:
    """Collections that were published last."""
    if not may(request.user, policy.LIST):
        return None
    rows = Collection.objects.filter(state=CollectionState.PUBLISHED).order_by("-published_on", "path")
    return {
        "title": "Newest collections",
        "rows": [
            {
                "label": str(row),
                "url": row.get_absolute_url(),
                "hint": row.published_on.isoformat() if row.published_on else "",
            }
            for row in rows[:6]
        ],
        "empty": "No collection is published yet.",
        "all_url": f"{reverse('collections')}?state=published",
        "all_label": "All published collections",
    }
