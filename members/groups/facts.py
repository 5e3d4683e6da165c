"""What policies know about a signed-in user: member or not, delegate of what, which posts; and access."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from members.bylaws import bylaws
from members.groups.choices import LEADING, GroupKind, Post
from members.memberships.models import Membership
from members.people.models import Person
from portal.policy import facts
from portal.prepared import prepared
from portal.registry import Access
from portal.ui.addresses import page_url

FACTS = """
    SELECT p.id, p.given_name, p.family_name, p.email, p.deceased,
        ARRAY(SELECT ARRAY[i.issuer, i.subject] FROM portal_identity i WHERE i.user_id IN (p.user_id, %(user)s)),
        (SELECT min(lower(m.period)) FROM members_membership m WHERE m.person_id = p.id AND lower(m.period) > %(on)s),
        (SELECT bool_or(coalesce(c.is_member, true)) FROM members_membership m
            LEFT JOIN members_category c ON c.id = m.category_id
            WHERE m.person_id = p.id AND m.period @> %(on)s::date),
        EXISTS(SELECT FROM members_membership m WHERE m.person_id = p.id),
        (SELECT s.reason FROM members_suspension s WHERE s.person_id = p.id AND s.period @> %(on)s::date),
        ARRAY(SELECT d.institute_id FROM members_delegate d WHERE d.person_id = p.id AND d.period @> %(on)s::date),
        ARRAY(SELECT g.code || '|' || a.post || '|' || g.id || '|' || g.kind
              FROM members_appointment a
              JOIN members_group g ON g.id = a.group_id AND g.period @> %(on)s::date
              WHERE a.person_id = p.id AND a.period @> %(on)s::date)
    FROM members_person r JOIN members_person p ON p.id = coalesce(r.merged_into_id, r.id)
    WHERE r.user_id = %(user)s"""
"""Written as SQL because every page asks it; one row, all by index. An account of a merged record is the kept one's."""


def facts_of(user: Any) -> dict[str, Any]:
    """One query, once per request: person, membership, delegations and appointments of today."""
    with prepared() as cursor:
        cursor.execute(FACTS, {"on": timezone.localdate(), "user": user.pk})
        row = cursor.fetchone()
    if row is None:
        return {}
    person, given, family, email, deceased, identities, begins, current, ever, suspended, institutes, held = row
    if ever and current is None and begins is None:
        institutes, held = [], []  # in the days of grace somebody sees the own record alone, whatever post was held
    here = not deceased and suspended is None
    posts = [tuple(item.split("|")) for item in held]
    found = {
        "person_id": person,
        "name": f"{given} {family}".strip(),
        "email": email,
        "url": page_url("person", person),
        "identities": frozenset((issuer, subject) for issuer, subject in identities),
        "is_member": here and current is True,
        "is_guest": here and current is False,
        "suspended": suspended,
        "delegate_of": frozenset(institutes),
        "liaison_of": frozenset(int(group) for _, post, group, _ in posts if post == Post.LIAISON),
        "leads": frozenset((int(group), post) for _, post, group, _ in posts if post in LEADING),
        "on_a_board": any(kind == GroupKind.BOARD for _, _, _, kind in posts),
        "posts": frozenset((code, post) for code, post, _, _ in posts),
    }
    return found | {"about": _about(found, begins)}


def _about(found: dict[str, Any], begins: date | None) -> str:
    """The weightiest thing to say about somebody in the top bar; `begins`: the first day of a membership to come."""
    for code, post in sorted(found["posts"]):
        if post != Post.MEMBER:
            return f"{post}, {code.upper() if len(code) <= 5 else code.replace('-', ' ')}"
    if found["delegate_of"]:
        return "delegate"
    if found["is_member"]:
        return "member"
    if found["is_guest"]:
        return "guest"
    return f"member from {begins}" if begins else "no active membership"


def access(user: Any) -> Access:
    """Access ends some days (by-laws) after the last day of the last membership; administrators keep theirs.

    Somebody without any membership yet (an applicant with an account) stays signed in and sees what is public.
    """
    person = facts(user).get("person_id")
    if facts(user).get("suspended") is not None and not user.is_staff:
        return Access(False, "This account is suspended. The membership office can tell you more.")
    if user.is_staff or facts(user).get("is_guest") or facts(user).get("is_member") or person is None:
        return Access(True)
    if Person.objects.filter(pk=person, deceased=True).exists():
        return Access(False, "This account belongs to somebody who has died.")
    last = _last_day(Membership.objects.filter(person=person))
    if last is None:
        return Access(True)
    until = last + timedelta(days=bylaws().memberships.grace_days)
    if timezone.localdate() <= until:
        return Access(True, until=until)
    return Access(False, f"Your membership ended on {last}, and with it your access.", until)


def _last_day(rows: QuerySet[Membership]) -> date | None:
    """The last day of the last membership; None when one goes on, is to come, or there was none."""
    ends = list(rows.values_list("period", flat=True))
    if not ends or any(period.upper is None or period.lower > timezone.localdate() for period in ends):
        return None
    last: date = max(period.upper for period in ends) - timedelta(days=1)
    return last
