"""Reads about memberships and requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.institutes.models import Institute
from members.memberships.choices import RequestState
from members.memberships.models import Delegate, Membership, MembershipRequest
from members.people import queries as people
from members.people.models import Person
from members.people.names import search_words
from portal.policy import facts


def similar_people(request: MembershipRequest) -> list[Any]:
    """Up to ten people whose name holds all words of the request's, or with its e-mail address or ORCID iD.

    Each carries `same`, what agrees, in words. A hint for a person to judge, never proof.
    """
    names = Q()
    for word in search_words(request.full_name):
        names &= Q(search_name__contains=word)
    other = Q(email__iexact=request.email)
    if request.orcid:
        other |= Q(identifiers__value=request.orcid)
    own = request.membership.person_id if request.membership_id else 0
    rows = Person.objects.filter(names | other).exclude(pk=own).distinct().annotate(on_day=people.status(timezone.localdate()))
    found = list(rows.prefetch_related("identifiers").order_by("sort_key", "pk")[:10])
    for person in found:
        person.same = ", ".join(_same(person, request))  # type: ignore[attr-defined]
    return found


def _same(person: Person, request: MembershipRequest) -> list[str]:
    words = []
    if all(word in person.search_name for word in search_words(request.full_name)):
        words.append("name")
    if person.email.lower() == request.email.lower():
        words.append("e-mail")
    if request.orcid and any(item.value == request.orcid for item in person.identifiers.all()):
        words.append("ORCID")
    return words


def who_decided(request: MembershipRequest) -> str:
    """The name of who decided, as the record knows it now."""
    if request.decided_by is None:
        return ""
    person = Person.objects.filter(user=request.decided_by).first()
    return person.full_name if person else str(request.decided_by)


def waiting_for(user: Any) -> QuerySet[MembershipRequest]:
    """The requests that `user` is to decide."""
    return MembershipRequest.objects.filter(
        institute__in=facts(user).get("delegate_of", frozenset()), state=RequestState.WAITING
    )


def memberships_of(person: Person) -> QuerySet[Membership]:
    """All memberships of a person, newest first."""
    return person.memberships.select_related("institute", "category").order_by("-period", "position")


def members_of(institute: Institute, on: date) -> QuerySet[Membership]:
    """The memberships at an institute that are current on the day, by name."""
    rows = Membership.objects.filter(institute=institute).current(on)
    return rows.select_related("person", "category").order_by("person__sort_key", "person_id")


def delegates_of(institute: Institute, on: date) -> QuerySet[Delegate]:
    """Who decides for the institute on the day; deputies last."""
    rows = Delegate.objects.filter(institute=institute).current(on)
    return rows.select_related("person").order_by("deputy", "person__sort_key")
