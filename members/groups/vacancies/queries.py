"""Which posts are vacant on a day, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from members.delegates.choices import Vacancy
from members.delegates.queries import in_need
from members.groups import queries
from members.groups.choices import Post
from members.groups.models import Appointment
from members.memberships.models import Delegate, Membership, Suspension


@dataclass(frozen=True)
class Vacant:
    """A post without a holder; `key` names this vacancy, another one of the same post has another."""

    key: str
    words: str
    path: str


def vacant(on: date) -> list[Vacant]:
    """Institutes without a delegate, then seats of groups, by name."""
    return [*_institutes(on), *_seats(on)]


def _institutes(on: date) -> list[Vacant]:
    rows = [row for row in in_need(on) if row.vacancy in (Vacancy.VACANT, Vacancy.DEPUTY)]
    terms = Delegate.objects.filter(institute__in=[row.pk for row in rows], deputy=False, period__startswith__lte=on)
    terms = terms.select_related("person").annotate(
        suspended_on=_first(Suspension.objects.current(on).order_by("period__startswith"), "period__startswith"),
        left_on=_first(Membership.objects.order_by(F("period__endswith").desc(nulls_first=True)), "period__endswith"),
    )
    ends = _ends(terms, lambda term: term.institute_id, on, ("suspended_on", "left_on"))
    return [
        Vacant(
            f"institute:{row.pk}:{ends.get(row.pk, 'never')}",
            f"{row}: {'a deputy decides, ' if row.vacancy == Vacancy.DEPUTY else ''}no delegate",
            row.get_absolute_url(),
        )
        for row in rows
    ]


def _first(rows: QuerySet[Any], day: str) -> Subquery:
    """The `day` of the first of the rows of the holder of a term."""
    return Subquery(rows.filter(person=OuterRef("person")).values(day)[:1])


def _seats(on: date) -> list[Vacant]:
    groups = list(queries.vacancies(on))
    terms = Appointment.objects.filter(group__in=groups, period__startswith__lte=on).select_related("person")
    ends = _ends(terms, lambda term: (term.group_id, term.post), on)
    found = []
    for group in groups:
        for seat in group.vacant.split(", "):
            post, _, free = seat.rpartition(" ")
            label = Post(post).label if post in Post else post
            words = f"{group}: {label}" + (f", {free} seats" if free != "1" else "")
            key = f"group:{group.pk}:{post}:{ends.get((group.pk, post), 'never')}"
            found.append(Vacant(key, words, group.get_absolute_url()))
    return found


def _ends(terms: Any, place: Any, on: date, also: tuple[str, ...] = ()) -> dict[Any, date]:
    """By place the first day without the holder who went last; `also` names days from which the holder cannot act."""
    found: dict[Any, date] = {}
    for term in terms:
        stops = (term.period.upper, term.person.deceased_on, *(getattr(term, name) for name in also))
        days = [day for day in stops if day is not None and day <= on]
        if days:
            found[place(term)] = max(min(days), found.get(place(term), date.min))
    return found
