"""Cards of the home page: the own membership that ends, and what ends at the institutes of a delegate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from members.memberships.actions import last_day
from members.memberships.forms import choice_of
from members.memberships.models import Membership
from members.memberships.policy import institutes_of
from members.memberships.renewals import default_window, ending_soon
from members.memberships.verbs import ends_near
from portal.policy import facts

SHOWN = 6


def own_ending(request: HttpRequest) -> dict[str, Any] | None:
    """The own memberships that end soon or have just ended, with the two answers."""
    own = facts(request.user).get("person_id")
    if own is None:
        return None
    found = Membership.objects.filter(person=own, period__upper_inf=False)
    rows = [row for row in found.select_related("person", "institute", "category") if ends_near(row)]
    if not rows or rows[0].person.deceased:
        return None
    today = timezone.localdate()
    return {
        "title": "Your membership ends",
        "endings": [
            {
                "institute": row.institute,
                "last": last_day(row),
                "over": row.period.upper <= today,
                "said": "You will not renew it." if row.not_renewed_at else "You asked to renew it.",
                "answered": row.not_renewed_at or row.renewal_asked_at,
                "value": choice_of(row),
                "ask_url": reverse("membership_verb", args=[own, "ask-renewal"]),
                "decline_url": reverse("membership_verb", args=[own, "decline-renewal"]),
                "back_url": reverse("membership_verb", args=[own, "reconsider"]),
                "declined": bool(row.not_renewed_at),
            }
            for row in rows
        ],
    }


def to_renew(request: HttpRequest) -> dict[str, Any] | None:
    """For a delegate: whose membership ends, and who needs a sponsor."""
    own = institutes_of(request.user)
    rows = ending_soon(own, default_window(), timezone.localdate()) if own else []
    if not rows:
        return None
    return {
        "title": "Memberships that end",
        "count": len(rows),
        "rows": [
            {"label": str(row.person), "url": row.person.get_absolute_url(), "hint": _hint(row)} for row in rows[:SHOWN]
        ],
        "all_url": reverse("renewals_of"),
        "all_label": "Renew or end",
    }


def _hint(row: Membership) -> str:
    last = last_day(row)
    if last is None:
        return f"{row.institute}, needs a sponsor"
    words = "ended on" if last < timezone.localdate() else "until"
    return f"{row.institute}, {words} {last.isoformat()}" + (", will not renew" if row.not_renewed_at else "")
