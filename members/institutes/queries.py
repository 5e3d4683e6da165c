"""Reads about institutes."""

from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Coalesce

from members.institutes.choices import InstituteStatus


def status(on: date) -> Case:
    """Member, not yet, or former, on a day, from the period."""
    return Case(
        When(Q(period__contains=on), then=Value(InstituteStatus.MEMBER)),
        When(Q(period__startswith__gt=on), then=Value(InstituteStatus.FUTURE)),
        default=Value(InstituteStatus.FORMER),
        output_field=CharField(),
    )


def people_count(on: date) -> Coalesce:
    """How many of the living have a current membership at the institute on the day."""
    from members.memberships.queries import belonging  # circular import: memberships refer to institutes

    rows = belonging(on).filter(institute=OuterRef("pk")).order_by().values("institute")
    counted: Any = rows.annotate(n=Count("person", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
