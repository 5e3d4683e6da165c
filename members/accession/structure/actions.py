"""The verbs that move people with their institute: merge, split; and what a departure shares with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from members.accession import policy, queries
from members.institutes.actions import lock, span
from members.institutes.choices import InstituteKind, Tie
from members.institutes.models import Institute, InstituteTie
from members.institutes.queries import leaning_on
from members.memberships.choices import Ending
from members.memberships.models import Delegate, Membership
from members.people.names import clean
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require

KEPT = ("person_id", "category_id", "connection", "position", "share", "sponsor_id", "not_renewed_at")


@transaction.atomic
def merge(institute: Institute, *, into: Institute, on: date, by: Any, reason: str = "") -> None:
    """From a day on the institute is part of another one, where its people go on. Raises MoveRefused, Denied.

    Nothing before the day changes: memberships end on it and others begin. What begins later at the old place moves.
    """
    with recorded("merge", by=by, reason=reason):
        lock(institute, into)
        require(by, policy.RESTRUCTURE, institute)
        _may_change(institute, into, on)
        if leaves(institute):
            raise MoveRefused(f"{institute} has announced that it leaves: withdraw that first")
        below = leaning_on(institute, on).first()
        if below is not None:
            raise MoveRefused(
                f"{below.institute} is {below.get_kind_display()} {institute} on that day: change that first"
            )
        carry_over(list(queries.members_on(institute, on)), into, on)
        end_ties_and_terms(institute, on)
        InstituteTie.objects.create(institute=institute, kind=Tie.MERGED, other=into, period=Period(on, None))
        institute.period = Period(institute.period.lower, on)
        institute.save(update_fields=["period"])


@transaction.atomic
def split(
    institute: Institute,
    *,
    name: str,
    short_name: str,
    on: date,
    by: Any,
    members: Iterable[Membership] = (),
    address: str = "",
    reason: str = "",
) -> Institute:
    """From a day on a part of the institute is one of its own; `members` go on there. Raises MoveRefused, Denied."""
    with recorded("split", by=by, reason=reason):
        lock(institute)
        require(by, policy.RESTRUCTURE, institute)
        _may_change(institute, None, on)
        fresh = clean(short_name)
        if not clean(name) or not fresh:
            raise MoveRefused("an institute has a name and a short name")
        if Institute.objects.filter(short_name__iexact=fresh).exists():
            raise MoveRefused(f"there is an institute called {fresh} already")
        rows = list(members)
        there = set(queries.members_on(institute, on).values_list("pk", flat=True))
        stranger = next((row for row in rows if row.pk not in there), None)
        if stranger is not None:
            raise MoveRefused(f"{stranger} is not current on {on}")
        made = Institute.objects.create(
            name=clean(name),
            short_name=fresh,
            address=address,
            city=institute.city,
            country=institute.country,
            funding_agency=institute.funding_agency,
            kind=InstituteKind.FULL,
            period=Period(on, institute.period.upper),
        )
        InstituteTie.objects.create(institute=made, kind=Tie.SPLIT, other=institute, period=Period(on, None))
        carry_over(rows, made, on)
        return made


def leaves(institute: Institute) -> bool:
    """Whether a departure is announced."""
    return queries.departure_of(institute) is not None


def carry_over(rows: Sequence[Membership], into: Institute, on: date) -> None:
    """The memberships end at the old place on the day and go on at `into`, as far as the person is not there already.

    Those of the dead only end. A membership that begins on the day or later moves as a whole. Raises MoveRefused.
    """
    taken: dict[tuple[int, str], list[Period]] = defaultdict(list)
    people = {row.person_id for row in rows}
    for other in Membership.objects.filter(institute=into, person__in=people, period__overlap=Period(on, None)):
        taken[other.person_id, other.connection].append(other.period)
    current = [row for row in rows if row.period.lower < on]
    fresh = [
        Membership(
            institute=into,
            period=stretch,
            ending=row.ending if stretch.upper is not None and stretch.upper == row.period.upper else "",
            **{name: getattr(row, name) for name in KEPT},
        )
        for row in current
        for stretch in _free(row, into, on, taken[row.person_id, row.connection])
    ]
    for row in rows:
        if row.period.lower >= on:
            if _free(row, into, row.period.lower, taken[row.person_id, row.connection]) != [row.period]:
                raise MoveRefused(
                    f"{row.person} cannot go on at {into} {span(row.period)}: settle that membership first"
                )
            row.institute = into
            row.save(update_fields=["institute"])
    Membership.objects.bulk_create(fresh)
    end_memberships([row.pk for row in current], on, Ending.TRANSFERRED)


def end_memberships(keys: Sequence[int], on: date, ending: Ending) -> int:
    """Memberships that began before the day end on it; returns how many. One statement.

    One that was ended earlier since it was read stays: the database asks again about each row that it waited for.
    """
    lasting = Membership.objects.filter(pk__in=keys, period__overlap=Period(on, None))
    return lasting.update(period=_until(on), ending=ending)


def end_ties_and_terms(institute: Institute, on: date) -> None:
    """Delegates decide no longer, and the institute stands to no other; what was to begin later does not."""
    lasting = Period(on, None)
    for rows in (Delegate.objects.filter(institute=institute), InstituteTie.objects.filter(institute=institute)):
        if rows.model is InstituteTie:
            rows = rows.filter(kind__in=(Tie.HOST, Tie.CLUSTER))  # noqa: PLW2901
        rows.filter(period__startswith__gte=on).delete()
        rows.filter(period__overlap=lasting).update(period=_until(on))


def _until(on: date) -> Func:
    lower = Func(F("period"), function="lower")
    return Func(lower, Value(on), function="daterange", output_field=DateRangeField())


def _free(row: Membership, into: Institute, on: date, taken: Iterable[Period]) -> list[Period]:
    """The stretches from the day to the end of the membership in which the person is not at `into` already."""
    ends = [day for day in (row.period.upper, into.period.upper) if day is not None]
    last = min(ends) if ends else None
    found, start = [], on
    for period in sorted(taken, key=lambda period: period.lower):
        if last is not None and period.lower >= last:
            break
        if start < period.lower:
            found.append(Period(start, period.lower))
        if period.upper is None:
            return found
        start = max(start, period.upper)
    if last is None or start < last:
        found.append(Period(start, last))
    return found


def _may_change(institute: Institute, into: Institute | None, on: date) -> None:
    """Raises MoveRefused for what makes no sense."""
    if into is not None and institute.pk == into.pk:
        raise MoveRefused(f"{institute} cannot be merged with itself")
    if on < timezone.localdate():
        raise MoveRefused(f"{on} is over: the past stays as it was recorded")
    for place in filter(None, (institute, into)):
        if on not in place.period:
            raise MoveRefused(f"{place} is not in the collaboration on {on} ({span(place.period)})")
        if place.kind == InstituteKind.EXTERNAL:
            raise MoveRefused(f"{place} is only an address on author lists")
    if on == institute.period.lower:
        raise MoveRefused(f"{institute} joins on {on}: choose a later day")
