"""Cards of the home page: what somebody is proposed for, vacant seats, terms that end."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from members.groups import policy, queries
from members.groups.choices import NominationState
from members.groups.models import Nomination
from members.people.policy import is_office
from portal.policy import facts

SHOWN = 6


def _own(user: Any) -> QuerySet[Nomination]:
    return Nomination.objects.filter(
        person=facts(user).get("person_id") or 0, state=NominationState.PROPOSED
    ).select_related("group")


def own_open(user: Any) -> int:
    """How many nominations wait for the answer of `user`."""
    return _own(user).count()


def nominations(request: HttpRequest) -> dict[str, Any] | None:
    """What the viewer is proposed for and has not answered."""
    rows = list(_own(request.user)[:SHOWN]) if facts(request.user).get("person_id") else []
    if not rows:
        return None
    return {
        "title": "You are proposed",
        "count": len(rows),
        "rows": [
            {
                "label": f"{capfirst(row.get_post_display())} of {row.group}",
                "url": row.get_absolute_url(),
                "hint": f"from {row.period.lower.isoformat()}",
            }
            for row in rows
        ],
        "all_url": reverse("nominations"),
    }


def vacancies(request: HttpRequest) -> dict[str, Any] | None:
    """Vacant seats and terms that end soon, for the office, and for who leads a group: of those groups."""
    everywhere = is_office.test(request.user, None)
    groups = None if everywhere else policy.led(request.user)
    if not everywhere and not groups:
        return None
    today = timezone.localdate()
    empty = list(queries.vacancies(today, groups)[: SHOWN + 1])
    ending = queries.terms_ending(today)
    terms = list((ending if groups is None else ending.filter(group__in=groups))[:SHOWN])
    if not empty and not terms:
        return None
    rows = [
        {"label": str(group), "url": group.get_absolute_url(), "tag": "vacant", "tone": "wait", "hint": group.vacant}
        for group in empty[:SHOWN]
    ]
    rows += [
        {
            "label": f"{row.person}, {row.get_post_display()}",
            "url": row.get_absolute_url(),
            "tag": "ends soon",
            "tone": "info",
            "hint": f"{row.group}, until {queries.last_day(row.period)}",
        }
        for row in terms
    ]
    return {
        "title": "Vacancies and terms that end",
        "rows": rows,
        "all_url": f"{reverse('groups')}?vacant_from=1",
        "all_label": "All vacancies",
    }
