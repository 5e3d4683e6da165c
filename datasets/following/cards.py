"""The card of unread news."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from datasets.following import policy
from datasets.following.choices import TONES, NewsKind
from portal.policy import may
from portal.ui.addresses import page_url

SHOWN = 6


def unread(user: Any) -> int:
    """How many news the viewer has not read: from an index of just these."""
    return policy.own_readings(user).filter(read_at=None).count()


def news(request: HttpRequest) -> dict[str, Any] | None:
    """The newest unread news; nothing for those who have none."""
    if not may(request.user, policy.FOLLOW):
        return None
    rows = policy.own_readings(request.user).filter(read_at=None).select_related("news").order_by("-news_id")
    shown = list(rows[: SHOWN + 1])
    if not shown:
        return None
    return {
        "title": "News",
        "count": rows.count() if len(shown) > SHOWN else len(shown),
        "rows": [
            {
                "label": row.news.text,
                "url": page_url("news_open", row.pk),
                "tag": row.news.get_kind_display(),
                "tone": str(TONES[NewsKind(row.news.kind)]),
            }
            for row in shown[:SHOWN]
        ],
        "all_url": reverse("news"),
        "all_label": "All news",
    }
