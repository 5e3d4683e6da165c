"""The card of what is wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from datasets.notices import policy
from datasets.notices.choices import GRAVE, SEVERITY_TONES, NoticeState, Severity
from datasets.notices.models import Notice
from datasets.notices.queries import weight
from portal.policy import may

SHOWN = 6


def grave(request: HttpRequest) -> dict[str, Any] | None:
    """Open notices that nobody who uses the data may miss; no card without any."""
    if not may(request.user, policy.SEE):
        return None
    rows = list(
        Notice.objects.filter(state=NoticeState.OPEN, severity__in=GRAVE)
        .order_by(-weight(), "-opened_on", "-pk")
        .only("title", "severity", "certain", "possible")[:SHOWN]
    )
    if not rows:
        return None
    asked = [("state", NoticeState.OPEN.value), *(("severity", severity.value) for severity in GRAVE)]
    return {
        "title": "Known problems",
        "rows": [
            {
                "label": row.title,
                "url": row.get_absolute_url(),
                "tag": Severity(row.severity).label,
                "tone": str(SEVERITY_TONES[Severity(row.severity)]),
                "hint": f"{row.matched:,} datasets",
            }
            for row in rows
        ],
        "all_url": f"{reverse('notices')}?{urlencode(asked)}",
        "all_label": "All serious notices",
    }
