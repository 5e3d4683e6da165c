"""What a membership must fulfil before it is written. Each check raises MoveRefused with words for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.models import Person
from portal.lifecycle import MoveRefused
from portal.periods import Period

DAY = timedelta(days=1)
CROWDED_SHOWN = 3
"""So many stretches of days with too high shares are named; the rest is counted."""


@dataclass(frozen=True)
class Crowded:
    """A stretch of days `[since, until)` on which the shares add up to `total` percent."""

    since: date
    until: date | None
    total: int

    def __str__(self) -> str:
        span = f"from {self.since}" if self.until is None else f"from {self.since} to {self.until - DAY}"
        return f"{self.total} percent {span if self.until != self.since + DAY else f'on {self.since}'}"


def check(membership: Membership, *, but: Iterable[int] = (), sponsor_on: date | None = None) -> None:
    """All rules, for a membership as it would be written; `but`: keys of rows that make way for it.

    A sponsor is asked for as of `sponsor_on`, or as of the first day. Raises MoveRefused.
    """
    alive(membership.person)
    within_institute(membership.institute, membership.period)
    if membership.category is not None:
        of_category(membership, membership.category, sponsor_on)
    shares_fit(membership, but=but)


def alive(person: Person) -> None:
    """Nothing begins for who has died."""
    if person.deceased:
        raise MoveRefused(f"{person} has died")


def within_institute(institute: Institute, period: Period) -> None:
    """A membership lies within the time of the institute in the collaboration."""
    place = institute.period
    if period.lower < place.lower:
        raise MoveRefused(f"{institute} joins the collaboration on {place.lower}")
    if place.upper is not None and (period.upper is None or period.upper > place.upper):
        raise MoveRefused(f"the last day of {institute} in the collaboration is {place.upper - DAY}")


def of_category(membership: Membership, category: Category, sponsor_on: date | None = None) -> None:
    """What the category asks for: an end, not too long a term, somebody who answers for the person."""
    period = membership.period
    if category.needs_end and period.upper is None:
        raise MoveRefused(f"a membership as {category} needs a last day")
    if category.longest_days is not None:
        latest = period.lower + timedelta(days=category.longest_days)
        if period.upper is None or period.upper > latest:
            raise MoveRefused(
                f"a membership as {category} lasts {category.longest_days} days at most: to {latest - DAY}"
            )
    if not category.needs_sponsor:
        return
    sponsor = membership.sponsor
    if sponsor is None:
        raise MoveRefused(f"a membership as {category} needs a sponsor, a member of {membership.institute}")
    if sponsor.pk == membership.person_id:
        raise MoveRefused("nobody is the own sponsor")
    on = sponsor_on or period.lower
    if not is_sponsor_there(sponsor, membership.institute, on):
        raise MoveRefused(f"the sponsor {sponsor} is no member of {membership.institute} on {on}")


def is_sponsor_there(sponsor: Person, institute: Institute, on: date) -> bool:
    """Whether somebody can answer for guests of an institute on a day: a member there, and no guest."""
    there = Membership.objects.current(on).filter(person=sponsor, institute=institute)
    return not sponsor.deceased and there.exclude(category__is_member=False).exists()


def shares_fit(membership: Membership, *, but: Iterable[int] = ()) -> None:
    """The stated shares of all memberships of the person, on each day of this one, are at most what the by-laws say."""
    if membership.share is None:
        return
    skipped = {*but, *([membership.pk] if membership.pk else [])}
    others = Membership.objects.filter(
        person=membership.person_id, share__isnull=False, period__overlap=membership.period
    ).exclude(pk__in=skipped)
    within_limits(membership.person, membership.period, membership.share, others)


def within_limits(person: Person, period: Period, share: int, others: Iterable[Membership]) -> None:
    """`share` on each day of `period` fits beside the shares of `others`. Raises MoveRefused with days and excess."""
    most = bylaws().memberships.maximum_share
    found = crowded(period, share, [(row.period, row.share or 0) for row in others], most)
    if found:
        named = ", ".join(str(stretch) for stretch in found[:CROWDED_SHOWN])
        more = f" and {len(found) - CROWDED_SHOWN} more stretches" if len(found) > CROWDED_SHOWN else ""
        excess = max(stretch.total for stretch in found) - most
        raise MoveRefused(f"the shares of {person} would be {named}{more}: up to {excess} more than the {most} allowed")


def crowded(period: Period, share: int, others: list[tuple[Period, int]], most: int) -> list[Crowded]:
    """The stretches of days within `period` on which `share` and the shares of `others` exceed `most`.

    The sum only changes on the first and after the last day of a row, so that those days are looked at alone.
    """
    ends = {end for other, _ in others for end in (other.lower, other.upper) if end is not None and end in period}
    edges: list[date | None] = [*sorted({period.lower, *ends}), period.upper]
    found: list[Crowded] = []
    for since, until in pairwise(edges):
        assert since is not None
        total = share + sum(part for other, part in others if since in other)
        if total <= most:
            continue
        if found and (found[-1].until, found[-1].total) == (since, total):
            found[-1] = Crowded(found[-1].since, until, total)
        else:
            found.append(Crowded(since, until, total))
    return found
