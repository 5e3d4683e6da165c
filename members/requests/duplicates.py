"""Who the applicant may be already: hints for a person to judge, never proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from members.memberships.models import Membership
from members.people import queries as people
from members.people.choices import TONES, IdentifierKind, PersonStatus
from members.people.models import Person
from members.people.names import search_words
from members.requests.choices import OPEN
from members.requests.models import MembershipRequest

SHOWN = 10
E_MAIL = "e-mail"


@dataclass(frozen=True)
class Similar:
    """Somebody on record who may be the applicant, and what agrees, in words."""

    person: Person
    same: str
    status: str
    tone: str
    last: Membership | None


@dataclass(frozen=True)
class Twin:
    """Another open request that may be of the same person, and what agrees, in words."""

    request: MembershipRequest
    same: str


def _names(request: MembershipRequest) -> list[tuple[str, ...]]:
    """The words of the name as it was typed, and of the one in native script; each in any order."""
    return [words for name in (request.full_name, request.native_name) if (words := search_words(name))]


def _close(text: str) -> str:
    """Without blanks: 山田 太郎 is 山田太郎."""
    return "".join(text.split())


def similar_people(request: MembershipRequest) -> list[Similar]:
    """Up to ten people on record who may be the applicant.

    The name holds all words of the request's (any order, any of the scripts on record), or was once so; or the e-mail
    address (also a further or an earlier one), the ORCID iD, the identity or the certificate is the same. A hint for a
    person to judge, never proof: namesakes are common and addresses are used again.
    """
    wanted = Q(pk__in=[])
    for words in _names(request):
        holds = Q()
        for word in words:
            holds &= Q(search_name__contains=word)
        wanted |= holds
    former = {"former_names__given_name__iexact": request.given_name}
    wanted |= Q(former_names__family_name__iexact=request.family_name, **former)
    if request.native_name:
        wanted |= Q(native_close=_close(request.native_name))
    wanted |= Q(email__iexact=request.email) | Q(addresses__address__iexact=request.email)
    if request.orcid:
        wanted |= Q(identifiers__kind=IdentifierKind.ORCID, identifiers__value=request.orcid)
    if request.subject:
        wanted |= Q(user__identities__issuer=request.issuer, user__identities__subject=request.subject)
    if request.certificate_subject:
        wanted |= Q(
            identifiers__kind=IdentifierKind.CERTIFICATE,
            identifiers__value=request.certificate_subject,
            identifiers__issuer=request.certificate_issuer,
        )
    own = request.membership.person_id if request.membership else 0
    close = Replace(F("native_name"), Value(" "), Value(""))
    keys = Person.objects.annotate(native_close=close).filter(wanted, merged_into=None).exclude(pk=own).values("pk")
    rows = Person.objects.filter(pk__in=keys).annotate(on_day=people.status(timezone.localdate()))
    related = ("identifiers", "addresses", "former_names", "memberships__institute", "memberships__category")
    rows = rows.select_related("user").prefetch_related(*related, "user__identities")
    return [_similar(person, request) for person in rows.order_by("sort_key", "pk")[:SHOWN]]


def _similar(person: Any, request: MembershipRequest) -> Similar:
    status = PersonStatus(person.on_day)
    last = max(person.memberships.all(), key=lambda row: row.period.lower, default=None)
    return Similar(person, ", ".join(_same(person, request)), str(status.label), str(TONES[status]), last)


def _same(person: Any, request: MembershipRequest) -> list[str]:
    same = []
    native = request.native_name and _close(person.native_name) == _close(request.native_name)
    if native or any(all(word in person.search_name for word in words) for words in _names(request)):
        same.append("name")
    elif any(
        (row.given_name.lower(), row.family_name.lower()) == (request.given_name.lower(), request.family_name.lower())
        for row in person.former_names.all()
    ):
        same.append("earlier name")
    if person.email.lower() == request.email.lower():
        same.append(E_MAIL)
    elif any(row.address.lower() == request.email.lower() for row in person.addresses.all()):
        same.append("further e-mail")
    found = {(row.kind, row.value, row.issuer) for row in person.identifiers.all()}
    if request.orcid and any(row[:2] == (IdentifierKind.ORCID, request.orcid) for row in found):
        same.append("ORCID")
    identities = {(row.issuer, row.subject) for row in person.user.identities.all()} if person.user else set()
    if request.subject and (request.issuer, request.subject) in identities:
        same.append("identity")
    if (IdentifierKind.CERTIFICATE, request.certificate_subject, request.certificate_issuer) in found:
        same.append("certificate")
    return same


def similar_requests(request: MembershipRequest) -> list[Twin]:
    """Other open requests, at any institute, that may be of the same person: filed twice, or namesakes."""
    rows = MembershipRequest.objects.filter(state__in=OPEN).exclude(pk=request.pk)
    found = []
    for other in rows.select_related("institute", "category").order_by("confirmed_at", "pk"):
        same = []
        if {frozenset(words) for words in _names(request)} & {frozenset(words) for words in _names(other)}:
            same.append("name")
        if other.email.lower() == request.email.lower():
            same.append(E_MAIL)
        if request.orcid and other.orcid == request.orcid:
            same.append("ORCID")
        if request.subject and (other.issuer, other.subject) == (request.issuer, request.subject):
            same.append("identity")
        mine = (request.certificate_subject, request.certificate_issuer)
        if mine[0] and mine == (other.certificate_subject, other.certificate_issuer):
            same.append("certificate")
        if same:
            found.append(Twin(other, ", ".join(same)))
    return found[:SHOWN]
