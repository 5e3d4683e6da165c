"""The rows of the tables on the page of an institute, which one statement reads together."""

from __future__ import annotations

from django.db.models import BooleanField, Count, DateField, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Greatest

from members.accession.choices import DepartureState
from members.accession.models import Departure
from members.institutes.models import InstituteIdentifier, InstituteName, InstituteTie
from members.institutes.queries import called_in_period
from members.memberships import queries
from members.memberships.models import Delegate
from members.requests.choices import RequestState
from members.requests.models import MembershipRequest
from portal.detail import Rows

MEMBERS_SHOWN, REQUESTS_SHOWN = 50, 10
SPAN = {"since": F("period__startswith"), "end": F("period__endswith")}
TERMS = Rows(
    lambda key, on: (
        Delegate.objects.filter(institute=key, person__deceased=False)
        .filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=on))
        .order_by("deputy", "period", "person__sort_key", "pk")
        .values(
            *("pk", "person", "person__given_name", "person__family_name", "deputy"),
            able=ExpressionWrapper(
                queries.able(Greatest(OuterRef("period__startswith"), Value(on, DateField()))), BooleanField()
            ),
            **SPAN,
        )
    )
)
PEOPLE = Rows(
    lambda key, on: queries.members_of(key, on).values(
        "person", "person__given_name", "person__family_name", "person__suffix", "category__name", "connection",
        since=F("period__startswith"),
    )[:MEMBERS_SHOWN]
)  # fmt: skip
COUNTED = Rows(
    lambda key, on: (
        queries.members_of(key, on)
        .order_by("category__order", "category__name")
        .values("category", "category__name", "category__order")
        .annotate(people=Count("person", distinct=True))
    )
)
WAITING = Rows(
    lambda key, on: (
        MembershipRequest.objects.filter(institute=key, state=RequestState.WAITING)
        .order_by("confirmed_at", "pk")
        .values("pk", "given_name", "family_name", "category__name", "confirmed_at")[:REQUESTS_SHOWN]
    )
)
TIES = Rows(
    lambda key, on: (
        InstituteTie.objects.filter(Q(institute=key) | Q(other=key))
        .order_by("-period", "pk")
        .values(
            *("kind", "institute", "institute__short_name", "other", "other__short_name"),
            called=called_in_period("institute", on),
            other_called=called_in_period("other", on),
            **SPAN,
        )
    )
)
CALLED = Rows(
    lambda key, on: InstituteName.objects.filter(institute=key).current(on).values("name", "short_name", "address")
)
FORMER = Rows(
    lambda key, on: (
        InstituteName.objects.filter(institute=key).order_by("-period").values("name", "short_name", "address", **SPAN)
    )
)
IDENTIFIERS = Rows(
    lambda key, on: InstituteIdentifier.objects.filter(institute=key).order_by("pk").values("source", "value", "until")
)
LEAVES = Rows(
    lambda key, on: Departure.objects.filter(institute=key, state=DepartureState.ANNOUNCED).values("pk", "on", "reason")
)
