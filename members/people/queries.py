"""Reads about people: their status and first affiliation on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Concat, Trim

from members.people.choices import PersonStatus
from members.people.models import Person, PersonIdentifier


def _memberships() -> Any:
    from members.memberships.models import Membership  # circular import: memberships refer to people

    return Membership.objects.filter(person=OuterRef("pk"))


def status(on: date) -> Case:
    """The status of a person on a day, from the memberships alone.

    Expiring: the last of the current memberships ends within PORTAL_EXPIRING_DAYS. Future: none is
    current, but one begins later. Former: none is current, but one was.
    """
    rows = _memberships()
    current = rows.filter(period__contains=on)
    soon = on + timedelta(days=settings.PORTAL_EXPIRING_DAYS)
    lasting = current.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=soon))
    return Case(
        When(Q(deceased=True) & (Q(deceased_on__isnull=True) | Q(deceased_on__lte=on)), then=Value(PersonStatus.DECEASED)),
        When(Exists(lasting), then=Value(PersonStatus.ACTIVE)),
        When(Exists(current), then=Value(PersonStatus.EXPIRING)),
        When(Exists(rows.filter(period__startswith__gt=on)), then=Value(PersonStatus.FUTURE)),
        When(Exists(rows), then=Value(PersonStatus.FORMER)),
        default=Value(PersonStatus.NONE),
        output_field=CharField(),
    )


def comes_later(on: date) -> Q:
    """People whose first membership begins after the day."""
    rows = _memberships()
    return Q(Exists(rows.filter(period__startswith__gt=on))) & ~Q(Exists(rows.filter(period__startswith__lte=on)))


def display_name() -> Trim:
    """Given name, family name and suffix as one text."""
    return Trim(Concat("given_name", Value(" "), "family_name", Value(" "), "suffix", output_field=CharField()))


def affiliation(field: str, on: date) -> Subquery:
    """`field` of the first membership that is current on the day."""
    rows = _memberships().filter(period__contains=on).order_by("position", "pk")
    return Subquery(rows.values(field)[:1])


def orcid() -> Subquery:
    """The valid ORCID iD."""
    rows = PersonIdentifier.objects.filter(person=OuterRef("pk"), kind="ORCID", problem="")
    return Subquery(rows.values("value")[:1])


def status_of(person: Person, on: date) -> str:
    """The status of one person on a day."""
    row = Person.objects.filter(pk=person.pk).annotate(on_day=status(on)).values_list("on_day", flat=True).get()
    return str(row)


