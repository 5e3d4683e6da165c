"""Who may file, see and decide membership requests."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from members.memberships.models import MembershipRequest
from members.people.policy import is_member, is_office
from portal.accounts.models import Identity
from portal.policy import anyone, facts, grant, is_administrator, predicate
from portal.policy.core import both


@predicate("you are a delegate", "delegates")
def is_delegate(user: Any, obj: object = None) -> bool:
    return bool(facts(user).get("delegate_of"))


@predicate("you are a delegate of this institute", "delegates of the institute")
def is_delegate_of_request(user: Any, obj: object = None) -> bool:
    """Asked about a request (or an institute); without one: a delegate of any institute."""
    institutes = facts(user).get("delegate_of", frozenset())
    if obj is None:
        return bool(institutes)
    return getattr(obj, "institute_id", getattr(obj, "pk", None)) in institutes


@predicate("the request is not your own", "somebody other than the applicant")
def is_not_own(user: Any, obj: object = None) -> bool:
    """Nobody decides the own request, whatever the office held."""
    if not isinstance(obj, MembershipRequest):
        return True
    addresses = {address.lower() for address in (getattr(user, "email", ""), facts(user).get("email", "")) if address}
    if obj.email.lower() in addresses:
        return False
    if not obj.subject or getattr(user, "pk", None) is None:
        return True
    return not Identity.objects.filter(user=user.pk, issuer=obj.issuer, subject=obj.subject).exists()


FILE = grant("members:request:file", "ask for membership", anyone)
LIST = grant("members:request:list", "see membership requests", is_delegate, is_office, is_administrator)
SEE = grant("members:request:see", "see this request", is_delegate_of_request, is_office, is_administrator)
DECIDE = grant(
    "members:request:decide",
    "decide this request",
    both(is_delegate_of_request, is_not_own),
    both(is_office, is_not_own),
)
CONFIRM = grant("members:request:confirm", "confirm the address by the link in the mail", anyone)
SEE_MEMBERSHIPS = grant("members:membership:list", "see memberships", is_member, is_office, is_administrator)


def visible(user: Any, rows: QuerySet[MembershipRequest]) -> QuerySet[MembershipRequest]:
    """The requests that `user` may see: of the own institutes, or all for the office."""
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    return rows.filter(institute__in=facts(user).get("delegate_of", frozenset()))
