"""What policies know about a signed-in user: member or not, delegate of what, which posts; and access."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from members.groups.models import Appointment
from members.memberships.models import Delegate, Membership
from members.people.models import Person
from portal.policy import facts
from portal.registry import Access


def facts_of(user: Any) -> dict[str, Any]:
    """One query, once per request: person, membership, delegations and appointments of today."""
    today = timezone.localdate()
    mine = {"person": OuterRef("pk")}
    delegations = Delegate.objects.filter(**mine).current(today)
    posts = Appointment.objects.filter(**mine).current(today).annotate(
        held=Concat("group__code", Value("|"), "post")
    )
    liaison = posts.filter(post="liaison")
    row = (
        Person.objects.filter(user=user)
        .annotate(
            is_member=Exists(Membership.objects.filter(**mine).current(today)),
            delegate_of=ArraySubquery(delegations.order_by().values("institute_id")),
            held=ArraySubquery(posts.order_by().values("held")),
            liaison_of=ArraySubquery(liaison.order_by().values("group_id")),
        )
        .values("pk", "given_name", "family_name", "email", "deceased", "is_member", "delegate_of", "held", "liaison_of")
        .first()
    )
    if row is None:
        return {}
    held = frozenset((code, post) for code, _, post in (item.partition("|") for item in row["held"]))
    return {
        "person_id": row["pk"],
        "name": " ".join(filter(None, (row["given_name"], row["family_name"]))),
        "email": row["email"],
        "is_member": row["is_member"] and not row["deceased"],
        "delegate_of": frozenset(row["delegate_of"]),
        "liaison_of": frozenset(row["liaison_of"]),
        "posts": held,
        "about": _about(row, held),
    }


def _about(row: dict[str, Any], held: frozenset[tuple[str, str]]) -> str:
    """The weightiest thing to say about somebody in the top bar."""
    for code, post in sorted(held):
        if post != "member":
            return f"{post}, {code.upper() if len(code) <= 5 else code.replace('-', ' ')}"
    if row["delegate_of"]:
        return "delegate"
    return "member" if row["is_member"] else "no active membership"


def access(user: Any) -> Access:
    """Access ends PORTAL_GRACE_DAYS after the last membership; administrators keep theirs.

    Somebody without any membership yet (an applicant with an account) stays signed in and sees
    what is public.
    """
    if user.is_staff or facts(user).get("is_member") or "person_id" not in facts(user):
        return Access(True)
    person = facts(user)["person_id"]
    last = _last_day(Membership.objects.filter(person=person))
    if last is None:
        return Access(True)
    until = last + timedelta(days=settings.PORTAL_GRACE_DAYS)
    if timezone.localdate() < until:
        return Access(True, until=until)
    return Access(False, f"Your membership ended on {last.isoformat()}, and with it your access.", until)


def _last_day(rows: Any) -> date | None:
    """The day on which the last membership ended; None when one is open, is to come, or there was none."""
    ends = list(rows.values_list("period", flat=True))
    if not ends or any(period.upper is None or period.lower > timezone.localdate() for period in ends):
        return None
    last: date = max(period.upper for period in ends)
    return last
