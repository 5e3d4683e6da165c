"""Reads about memberships and delegates."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from members.memberships.models import Delegate, Membership, Suspension


def belonging(on: date) -> QuerySet[Membership]:
    """The memberships of the living that are current on the day: what every count of members counts."""
    gone = Q(person__deceased=True) & (Q(person__deceased_on__isnull=True) | Q(person__deceased_on__lte=on))
    return Membership.objects.current(on).exclude(gone)


def members_of(institute: Any, on: date) -> QuerySet[Membership]:
    """The memberships at an institute (itself, or its key) that are current on the day, by name."""
    rows = belonging(on).filter(institute=institute)
    return rows.select_related("person", "category").order_by("person__sort_key", "person_id", "position")


def able(day: Any) -> Q:
    """Terms whose holder can decide: neither dead, nor suspended, nor a member of nothing any more on the day.

    A term may outlast the memberships of its holder, who from then on sees the own record alone. `day` is a date or an
    expression of the row of the term, written with OuterRef: of a term to come, its first day.
    """
    mine = Membership.objects.filter(person=OuterRef("person"))
    lasting = mine.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=day))
    suspended = Suspension.objects.filter(person=OuterRef("person"), period__contains=day)
    return Q(Exists(lasting) | ~Exists(mine), ~Exists(suspended), person__deceased=False)


def deciding(on: date) -> QuerySet[Delegate]:
    """The delegates and deputies of the day who can decide."""
    rows = Delegate.objects.current(on).filter(able(on))
    return rows.select_related("person").order_by("deputy", "person__sort_key")


def delegates_of(institute: Any, on: date) -> QuerySet[Delegate]:
    """Who decides for the institute (itself, its key, or the one of an outer row) on the day; deputies last."""
    return deciding(on).filter(institute=institute)
