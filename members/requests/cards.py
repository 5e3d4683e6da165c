"""Cards of the home page: what waits for a delegate, the own request or record, who joined lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.memberships.models import Membership
from members.people.choices import BELONGING
from members.people.policy import is_member
from members.requests import policy
from members.requests.choices import TONES, RequestState
from members.requests.models import MembershipRequest
from members.requests.queries import waiting_for
from portal.accounts.models import Identity
from portal.policy import facts, may

SHOWN = 6
LATELY = timedelta(days=60)


def to_decide(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for the delegate, oldest first."""
    waiting = waiting_for(request.user).select_related("institute", "category").order_by("confirmed_at")
    rows = list(waiting[:SHOWN])
    if not rows:
        return None
    return {
        "title": "Membership requests to decide",
        "count": waiting.count(),
        "rows": [
            {"label": row.full_name, "url": row.get_absolute_url(), "hint": f"{row.category}, {row.institute}"}
            for row in rows
        ],
        "all_url": f"{reverse('approvals')}?state=waiting",
    }


def to_admit(request: HttpRequest) -> dict[str, Any] | None:
    """What delegates have endorsed and waits for the office; only for the office."""
    if not may(request.user, policy.ADMIT):
        return None
    waiting = MembershipRequest.objects.filter(state=RequestState.ENDORSED).select_related("institute", "category")
    rows = list(waiting.order_by("endorsed_at", "pk")[:SHOWN])
    if not rows:
        return None
    return {
        "title": "Membership requests to admit",
        "count": waiting.count(),
        "rows": [
            {"label": row.full_name, "url": row.get_absolute_url(), "hint": f"{row.category}, {row.institute}"}
            for row in rows
        ],
        "all_url": f"{reverse('approvals')}?state=endorsed",
    }


def own_requests(request: HttpRequest) -> dict[str, Any] | None:
    """For an account that is nobody's on record: where the requests stand that its identities vouched for.

    An equal e-mail address proves nothing here, because an account may have any.
    """
    user = request.user
    if not user.is_authenticated or user.is_staff or facts(user).get("person_id"):
        return None
    vouched = Identity.objects.filter(user=user.pk, issuer=OuterRef("issuer"), subject=OuterRef("subject"))
    rows = MembershipRequest.objects.filter(Exists(vouched)).select_related("institute", "category")
    shown = list(rows.order_by("-filed_at")[:SHOWN])
    return {
        "title": "Your membership",
        "rows": [
            {
                "label": str(row.institute),
                "url": reverse("join_sent", args=[row.token]),
                "tag": row.get_state_display(),
                "tone": str(TONES[RequestState(row.state)]),
                "hint": f"{row.category}, from {row.starts_on.isoformat()}",
            }
            for row in shown
        ],
        "empty": "You are signed in, but nobody on record. Ask an institute to take you in as a member.",
        "all_url": reverse("join"),
        "all_label": "Ask another institute" if shown else "Ask for membership",
    }


def own_record(request: HttpRequest) -> dict[str, Any] | None:
    """Where the viewer belongs, and until when."""
    person = facts(request.user).get("person_id")
    if person is None:
        return None
    rows = Membership.objects.filter(person=person).select_related("institute", "category").order_by("-period")
    return {
        "title": "Your memberships",
        "rows": [
            {
                "label": str(row.institute),
                "url": row.institute.get_absolute_url(),
                "hint": f"{row.category or 'no category'}, {_span(row.period)}",
            }
            for row in rows[:SHOWN]
        ],
        "empty": "You have no membership on record.",
        "all_url": reverse("person", args=[person]),
        "all_label": "Your record",
    }


def joined_lately(request: HttpRequest) -> dict[str, Any] | None:
    """Who became a member in the last weeks, anywhere."""
    if not is_member.test(request.user, None):
        return None
    today = timezone.localdate()
    before = Membership.objects.filter(person=OuterRef("person"), period__startswith__lt=OuterRef("period__startswith"))
    rows = (
        Membership.objects.filter(period__startswith__gt=today - LATELY, period__startswith__lte=today, position=0)
        .exclude(Exists(before))
        .select_related("person", "institute", "category")
        .order_by("-period", "person__sort_key")
    )
    return {
        "title": "Joined lately",
        "rows": [
            {
                "label": str(row.person),
                "url": row.person.get_absolute_url(),
                "hint": f"{row.institute}, {row.period.lower.isoformat()}",
            }
            for row in rows[:SHOWN]
        ],
        "empty": f"Nobody in the last {LATELY.days} days.",
        "all_url": f"{reverse('people')}?{urlencode({'status': BELONGING}, doseq=True)}",
        "all_label": "All people",
    }


def _span(period: Any) -> str:
    since = f"since {period.lower.isoformat()}"
    return since if period.upper is None else f"{since}, until {(period.upper - timedelta(days=1)).isoformat()}"
