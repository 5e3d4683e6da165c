"""Cards of the home page: institutes where nobody decides, for the office; the end of the own term."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.delegates import policy, queries
from members.delegates.choices import TONES, Vacancy
from members.memberships.queries import deciding
from portal.policy import facts, may

SHOWN = 6


def vacancies(request: HttpRequest) -> dict[str, Any] | None:
    """For who appoints: the institutes without a delegate, or with a term that ends soon."""
    if not may(request.user, policy.APPOINT):
        return None
    rows = list(queries.in_need(timezone.localdate()))
    if not rows:
        return None
    chosen = urlencode({"delegate": [Vacancy.VACANT, Vacancy.DEPUTY, Vacancy.ENDING]}, doseq=True)
    return {
        "title": "Institutes that need a delegate",
        "count": len(rows),
        "rows": [
            {
                "label": str(row),
                "url": row.get_absolute_url(),
                "tag": Vacancy(row.vacancy).label,
                "tone": str(TONES[Vacancy(row.vacancy)]),
            }
            for row in rows[:SHOWN]
        ],
        "all_url": f"{reverse('institutes')}?{chosen}",
    }


def own_term(request: HttpRequest) -> dict[str, Any] | None:
    """For a delegate: terms of the own institutes that end soon."""
    institutes = facts(request.user).get("delegate_of")
    if not institutes:
        return None
    today = timezone.localdate()
    ending = deciding(today).filter(institute__in=institutes, period__endswith__lte=queries.soon(today))
    rows = list(ending.select_related("person", "institute").order_by("period__endswith", "pk")[:SHOWN])
    if not rows:
        return None
    return {
        "title": "Terms that end soon",
        "rows": [
            {
                "label": str(row.person),
                "url": row.institute.get_absolute_url(),
                "tag": "deputy" if row.deputy else "delegate",
                "tone": "wait",
                "hint": f"{row.institute}, until {row.period.upper - timedelta(days=1)}",
            }
            for row in rows
        ],
    }
