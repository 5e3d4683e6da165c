"""Reads about delegates: who represents an institute, where a term ends soon, where nobody decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from members.bylaws import bylaws
from members.delegates.choices import Vacancy
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships.models import Delegate
from members.memberships.queries import able, deciding
from members.people.models import Person
from portal.policy import facts


def term_end(first: date) -> date:
    """The first day after the longest term (by-laws) that begins on `first`; 29 February counts as 1 March."""
    year = first.year + bylaws().institutes.term_years
    try:
        return first.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def representative(institute: Institute, on: date) -> Delegate | None:
    """The delegate of the day who can decide, and who is no deputy."""
    rows = deciding(on).filter(institute=institute, deputy=False)
    return rows.select_related("person").order_by("period", "pk").first()


def acting_for(user: Any, institute: Institute) -> Person | None:
    """In whose place `user` decides for the institute today: that of the delegate, if the user is a deputy.

    None for the delegate, for the office, and where no delegate can decide. Verbs give it to `recorded(acting_for=…)`.
    """
    person = facts(user).get("person_id") if hasattr(user, "is_authenticated") else None
    if person is None or institute.pk not in facts(user).get("delegate_of", ()):
        return None
    first = representative(institute, timezone.localdate())
    own = deciding(timezone.localdate()).filter(institute=institute, person=person, deputy=False).exists()
    return None if first is None or own else first.person


def soon(on: date) -> date:
    """Terms that end by this day end soon (by-laws)."""
    return on + timedelta(days=bylaws().institutes.term_warning_days)


def terms_ending(on: date) -> QuerySet[Delegate]:
    """Terms of who can decide that end soon where the institute goes on, unless a next one of the kind is on record."""
    next_one = _to_come(on).filter(institute=OuterRef("institute"), deputy=OuterRef("deputy"))
    rows = deciding(on).filter(period__endswith__lte=soon(on)).exclude(Exists(next_one))
    goes_on = Q(institute__period__upper_inf=True) | Q(institute__period__endswith__gt=F("period__endswith"))
    return rows.filter(goes_on).select_related("person", "institute").order_by("period__endswith", "pk")


def _to_come(on: date) -> QuerySet[Delegate]:
    """The terms that begin after the day, of those who can decide when they begin."""
    return Delegate.objects.filter(able(OuterRef("period__startswith")), period__startswith__gt=on)


def decided_for() -> Q:
    """Institutes that need a delegate: each member, also an associate or a part of a cluster, not the cluster."""
    return ~Q(kind__in=(InstituteKind.EXTERNAL, InstituteKind.CLUSTER))


def vacancy(on: date) -> Case:
    """How the post stands on the day, by who can decide; empty for institutes that need none then."""
    here = deciding(on).filter(institute=OuterRef("pk"))
    first = here.filter(deputy=False)
    lasting = first.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=soon(on)))
    return Case(
        When(~(decided_for() & Q(period__contains=on)), then=Value("")),
        When(Exists(lasting), then=Value(Vacancy.HELD)),
        When(Exists(_followed(first, on)), then=Value(Vacancy.HELD)),
        When(Exists(first), then=Value(Vacancy.ENDING)),
        When(Exists(here), then=Value(Vacancy.DEPUTY)),
        default=Value(Vacancy.VACANT),
        output_field=CharField(),
    )


def _followed(first: QuerySet[Delegate], on: date) -> QuerySet[Delegate]:
    """Terms that end soon, with somebody who is already appointed to follow."""
    next_one = _to_come(on).filter(institute=OuterRef("institute"), deputy=False, period__startswith__lte=soon(on))
    return first.filter(Exists(next_one))


def standing(terms: Iterable[Mapping[str, Any]], on: date) -> Vacancy:
    """The same as `vacancy` for one institute, from its terms (`deputy`, `since`, `end`, `able`)."""
    rows = [row for row in terms if row["able"]]
    now = [row for row in rows if row["since"] <= on and (row["end"] is None or on < row["end"])]
    first = [row for row in now if not row["deputy"]]
    follows = any(not row["deputy"] and on < row["since"] <= soon(on) for row in rows)
    if not first:
        return Vacancy.DEPUTY if now else Vacancy.VACANT
    lasting = any(row["end"] is None or row["end"] > soon(on) for row in first)
    return Vacancy.HELD if lasting or follows else Vacancy.ENDING


def in_need(on: date) -> QuerySet[Any]:
    """The institutes of the day without a delegate, or where the term ends soon; with `vacancy`."""
    rows: QuerySet[Any] = Institute.objects.annotate(vacancy=vacancy(on))
    return rows.filter(vacancy__in=(Vacancy.VACANT, Vacancy.DEPUTY, Vacancy.ENDING)).order_by("short_name", "pk")
