"""Reads about institutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import CharField, DateField
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from members.institutes.choices import InstituteStatus, Tie
from members.institutes.models import Institute, InstituteName, InstituteTie


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


def called(what: str, on: date) -> F | Coalesce:
    """`name`, `short_name` or `address` of an institute as it was on the day.

    A former name ends today or earlier, so that only for a day in the past there is one to look up.
    """
    if on >= timezone.localdate():
        return F(what)
    former: Any = InstituteName.objects.filter(institute=OuterRef("pk")).current(on).values(what)
    return Coalesce(Subquery(former[:1], output_field=CharField()), F(what))


def called_in_period(institute: str, on: date) -> Subquery:
    """The short name of the `institute` of a row with a period, as it was in that period; NULL if it is the present.

    What is over keeps the name of its last day, what goes on has that of the day `on`, what is to come that of its
    first day: the day of the period that lies nearest to `on`.
    """
    last = Func(
        OuterRef("period__endswith"), template="(%(expressions)s - 1)", output_field=DateField()
    )  # NULL, which Least leaves out, of what has no end
    day = Greatest(OuterRef("period__startswith"), Least(last, Value(on, DateField())))
    rows: Any = InstituteName.objects.filter(institute=OuterRef(institute), period__contains=day)
    return Subquery(rows.values("short_name")[:1], output_field=CharField())


def then_and_now(then: str | None, now: str) -> str:
    """A former name with the present one beside it, by which everybody looks for the institute today."""
    return f"{then} (now {now})" if then and then != now else now


def ever_called(like: str) -> QuerySet[Any]:
    """The institutes (primary keys) of which a former name matches the pattern."""
    rows = InstituteName.objects.filter(Q(name__ilike=like) | Q(short_name__ilike=like))
    return rows.values("institute")


def names_on(institutes: Iterable[int] | QuerySet[Any], on: date) -> dict[int, InstituteName]:
    """What institutes (primary keys) were called on the day, of those that had another name than now; one query."""
    rows = InstituteName.objects.filter(institute__in=institutes).current(on)
    return {row.institute_id: row for row in rows}


def named(institute: Institute, on: date) -> Institute | InstituteName:
    """What holds `name`, `short_name` and `address` of the institute as they were on the day."""
    return names_on([institute.pk], on).get(institute.pk, institute)


def tie_on(institute: Institute, kind: Tie, on: date) -> InstituteTie | None:
    """How the institute stands to another on the day."""
    found: InstituteTie | None = institute.ties.filter(kind=kind).current(on).select_related("other").first()
    return found


def leaning_on(institute: Institute, on: date) -> QuerySet[InstituteTie]:
    """Who stands under the institute on the day or later: its associates, and the parts of a cluster."""
    lasting = Q(period__endswith__isnull=True) | Q(period__endswith__gt=on)
    rows = InstituteTie.objects.filter(lasting, other=institute, kind__in=(Tie.HOST, Tie.CLUSTER))
    return rows.select_related("institute")
