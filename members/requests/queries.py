"""Reads about membership requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils import timezone

from members.memberships.models import Membership
from members.memberships.policy import institutes_of
from members.people import queries as people
from members.people.choices import TONES, PersonStatus
from members.people.models import Person
from members.people.names import search_words
from members.people.policy import is_office
from members.requests import policy
from members.requests.choices import RequestState
from members.requests.models import MembershipRequest
from portal.policy import is_administrator

SIMILAR_SHOWN = 10
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


@dataclass(frozen=True)
class Similar:
    """Somebody on record who may be the applicant, and what agrees, in words."""

    person: Person
    same: str
    status: str
    tone: str
    last: Membership | None


def similar_people(request: MembershipRequest) -> list[Similar]:
    """Up to ten people whose name holds all words of the request's, or with its e-mail address or ORCID iD.

    A hint for a person to judge, never proof: namesakes are common and addresses are used again.
    """
    words = search_words(request.full_name)
    names = Q(pk__in=[]) if not words else Q()
    for word in words:
        names &= Q(search_name__contains=word)
    other = Q(email__iexact=request.email)
    if request.orcid:
        other |= Q(identifiers__kind="ORCID", identifiers__value=request.orcid)
    own = request.membership.person_id if request.membership else 0
    rows = Person.objects.filter(names | other).exclude(pk=own).distinct()
    rows = rows.annotate(on_day=people.status(timezone.localdate())).order_by("sort_key", "pk")
    found = list(
        rows.prefetch_related("identifiers", "memberships__institute", "memberships__category")[:SIMILAR_SHOWN]
    )
    return [_similar(person, request, words) for person in found]


def _similar(person: Any, request: MembershipRequest, words: tuple[str, ...]) -> Similar:
    same = []
    if words and all(word in person.search_name for word in words):
        same.append("name")
    if person.email.lower() == request.email.lower():
        same.append("e-mail")
    if request.orcid and any(item.value == request.orcid for item in person.identifiers.all()):
        same.append("ORCID")
    status = PersonStatus(person.on_day)
    last = max(person.memberships.all(), key=lambda row: row.period.lower, default=None)
    return Similar(person, ", ".join(same), str(status.label), str(TONES[status]), last)


def person_by_identity(request: MembershipRequest) -> Person | None:
    """Who signs in already with the identity that vouched for the request."""
    if not request.subject:
        return None
    found: Person | None = Person.objects.filter(
        user__identities__issuer=request.issuer, user__identities__subject=request.subject
    ).first()
    return found


def who_decided(request: MembershipRequest) -> str:
    """The name of who decided, as the record knows it now."""
    if request.decided_by is None:
        return ""
    person = Person.objects.filter(user=request.decided_by).first()
    return person.full_name if person else str(request.decided_by)


def waiting_for(user: Any) -> QuerySet[MembershipRequest]:
    """The requests without a decision that `user` sees: those of the own institutes, all for the office."""
    rows = policy.visible(user, MembershipRequest.objects.filter(state=RequestState.WAITING))
    decides_all = is_office.test(user, None) or is_administrator.test(user, None)
    return rows if decides_all else rows.filter(institute__in=institutes_of(user))
