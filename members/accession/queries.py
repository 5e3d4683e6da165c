"""Reads about applications and departures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.accession.choices import DocumentKind
from members.accession.models import Application, Departure
from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships.models import Membership
from members.memberships.queries import delegates_of
from members.people.models import Person
from members.requests.choices import RequestState
from members.requests.models import MembershipRequest
from portal.periods import Period


def missing(application: Application) -> list[str]:
    """Which documents the by-laws still ask for, in words."""
    there = Counter(application.documents.values_list("kind", flat=True))
    letters = bylaws().institutes.recommendation_letters
    found = []
    for kind in DocumentKind:
        wanted = letters if kind == DocumentKind.RECOMMENDATION else 1
        lacking = wanted - there[kind]
        if lacking > 0:
            found.append(f"{kind.label}" if wanted == 1 else f"{lacking} of {wanted} {kind.label}s")
    return found


def by_address(address: str) -> Person | None:
    """The one person on record with the address; None when there is nobody or more than one."""
    rows = list(Person.objects.filter(email__iexact=address, deceased=False)[:2]) if address else []
    return rows[0] if len(rows) == 1 else None


def checklist(application: Application) -> list[tuple[str, bool, str]]:
    """(what, done, hint) of what an admitted institute still needs."""
    institute = application.institute
    assert institute is not None
    on = max(timezone.localdate(), institute.period.lower)
    delegates = list(delegates_of(institute, on))
    members = set(members_on(institute, on).values_list("person_id", flat=True))
    asked = (
        institute.invitations.count()
        + MembershipRequest.objects.filter(institute=institute)
        .exclude(state__in=(RequestState.DECLINED, RequestState.WITHDRAWN))
        .count()
    )
    promised = sum(application.manpower.values())
    strangers = ", ".join(str(row.person) for row in delegates if row.person_id not in members)
    return [
        ("Delegate appointed", any(not row.deputy for row in delegates), application.delegate_name),
        ("Deputy appointed", any(row.deputy for row in delegates), application.deputy_name),
        ("Delegates are members of the institute", bool(delegates) and not strangers, strangers),
        ("People invited", bool(members) or asked > 0, f"{len(members)} members, {asked} asked, {promised} announced"),
        ("ROR and coordinates on record", bool(institute.ror) and institute.latitude is not None, ""),
    ]


def members_on(institute: Institute, on: date) -> QuerySet[Membership]:
    """The memberships of the living at the institute that reach the day or begin later."""
    rows = Membership.objects.filter(institute=institute, period__overlap=Period(on, None), person__deceased=False)
    return rows.select_related("person", "category")


def addresses(departure: Departure) -> tuple[list[str], list[str]]:
    """(delegates, other members) of the leaving institute with an address, each person once."""
    today = timezone.localdate()
    first = [row.person.email for row in delegates_of(departure.institute, today) if row.person.email]
    rows = members_on(departure.institute, today).exclude(person__email="")
    known = {address.lower() for address in first}
    others = rows.order_by("person__sort_key", "person_id").values_list("person__email", flat=True)
    return first, [address for address in dict.fromkeys(others) if address.lower() not in known]


def settled(departure: Departure) -> list[dict[str, Any]]:
    """Each member of the leaving institute, with where the person goes on (None: ends there); two queries."""
    onward = {row.membership_id: row.institute for row in departure.onward.select_related("institute")}
    if departure.state == "done":
        here = Q(pk__in=onward) | Q(institute=departure.institute, period__endswith=departure.on)
        rows: QuerySet[Membership] = Membership.objects.filter(here).select_related("person", "category")
    else:
        rows = members_on(departure.institute, departure.on)
    return [
        {"membership": row, "to": onward.get(row.pk)}
        for row in rows.order_by("person__sort_key", "person_id", "position", "pk")
    ]


def departure_of(institute: Institute) -> Departure | None:
    """The announced departure of the institute."""
    return institute.departures.filter(state="announced").first()
