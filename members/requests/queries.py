"""Reads about membership requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

from members.bylaws import bylaws
from members.delegates.queries import acting_for, representative
from members.memberships.policy import institutes_of
from members.memberships.queries import delegates_of
from members.people.models import Person
from members.people.policy import is_office
from members.requests import policy
from members.requests.choices import InvitationState, Proof, RequestState
from members.requests.models import Invitation, MembershipRequest
from portal.policy import facts, is_administrator

_SIGNER = Signer(salt="members.memberships.confirmation")


def confirmation_key(request: MembershipRequest) -> str:
    """What only the mail to the applicant holds: nobody can make it from the address of the status page."""
    return _SIGNER.sign(str(request.pk))


def by_confirmation_key(key: str) -> int | None:
    """The request whose mail holds `key`; None for a key that we did not make."""
    try:
        return int(_SIGNER.unsign(key))
    except BadSignature:
        return None


def person_by_identity(request: MembershipRequest) -> Person | None:
    """Who signs in already with the identity that vouched for the request."""
    if not request.subject:
        return None
    found: Person | None = Person.objects.filter(
        user__identities__issuer=request.issuer, user__identities__subject=request.subject
    ).first()
    return found


def name_of(account: Any) -> str:
    """The name behind an account, as the record knows it now; empty for nobody."""
    if account is None:
        return ""
    person = getattr(account, "person", None)
    return person.full_name if person else str(account)


def holder(request: MembershipRequest, now: datetime | None = None) -> int | None:
    """The account that has claimed the request, while the claim lasts (hours of the by-laws)."""
    if request.claimed_by_id is None or request.claimed_at is None:
        return None
    lapses = request.claimed_at + timedelta(hours=bylaws().requests.claim_hours)
    return request.claimed_by_id if (now or timezone.now()) < lapses else None


def in_place_of(request: MembershipRequest, by: Any) -> str | None:
    """For whom `by` acts on a request, in words: a deputy, or the office at the first gate, for the delegate.

    None for the delegate, for the applicant, and for the office at its own gate.
    """
    if not getattr(by, "is_authenticated", False) or request.confirmed_at is None:
        return None
    if request.person_id is not None and facts(by).get("person_id") == request.person_id:
        return None
    decides = request.institute_id in institutes_of(by)
    first = acting_for(by, request.institute) if decides else None
    if not decides:
        if not is_office.test(by, None) or request.state == RequestState.ENDORSED:
            return None
        serving_now = representative(request.institute, timezone.localdate())
        first = serving_now.person if serving_now else None
    if first is not None and first.pk != request.person_id:
        return str(first)
    return None if decides and first is None else f"the delegate of {request.institute}"


def two_gates() -> bool:
    """Whether the office admits after the delegate's yes."""
    return "office" in bylaws().requests.gates


def identity_is_open(request: MembershipRequest) -> str:
    """What has to happen before anybody says yes, in words: one of the ways of the by-laws confirms who it is."""
    ways = bylaws().requests.identity
    if not ways or request.proof in ways:
        return ""
    words = [str(Proof(way).label) for way in ways]
    return f"the identity is not confirmed yet; the by-laws ask for {' or '.join(words)}"


def waiting_for(user: Any) -> QuerySet[MembershipRequest]:
    """The requests without a decision that `user` sees: those of the own institutes, all for the office."""
    rows = policy.visible(user, MembershipRequest.objects.filter(state=RequestState.WAITING))
    decides_all = is_office.test(user, None) or is_administrator.test(user, None)
    return rows if decides_all else rows.filter(institute__in=institutes_of(user))


def invitation_state(invitation: Invitation) -> InvitationState:
    """Used, taken back or expired, in this order; open on its last day still."""
    if MembershipRequest.objects.filter(invitation=invitation).exists():
        return InvitationState.USED
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if invitation.expires_on < timezone.localdate() else InvitationState.OPEN


def colleagues(request: MembershipRequest, user: Any) -> QuerySet[Person]:
    """To whom `user` may hand the request over: who decides for its institute, but the applicant, and can be told."""
    serving = delegates_of(request.institute, timezone.localdate()).values("person")
    able = Person.objects.filter(pk__in=serving, user__isnull=False).exclude(email="")
    return able.exclude(user=user.pk).exclude(pk=request.person_id or 0).exclude(email__iexact=request.email)
