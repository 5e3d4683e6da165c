"""What is due on a day. Reads alone, and only of what ends near that day.

Every look-up goes by the day on which something ends: that of a membership by the index `membership_end` on the upper
end of its period, that of an institute by the few rows of the institutes; sponsors are looked up from their few
guests. The work grows with what ends in the window and with the guests, not with the number of people on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from members.bylaws import ExpiryPolicy, bylaws
from members.institutes.models import Institute
from members.memberships.choices import Ending
from members.memberships.models import Membership, PolicyNote, Reminder, Suspension
from members.memberships.rules import DAY

DECIDED = (Ending.LEFT, Ending.TRANSFERRED, Ending.CATEGORY, Ending.DECEASED, Ending.SPONSOR)
"""Somebody or a policy decided that it ends, or what follows is on record: nothing is left to be asked."""


@dataclass(frozen=True)
class Occasion:
    """A policy that applies to a membership because of the day `on`, the last one of what ends."""

    policy: ExpiryPolicy
    membership: Membership
    on: date

    @property
    def due_on(self) -> date:
        return self.on - timedelta(days=self.policy.days)


def ending(first: date, last: date) -> QuerySet[Membership]:
    """The memberships of the living whose last day lies in `first` to `last`, unless what follows is decided."""
    # a membership at any institute that begins on the next day
    follows = Membership.objects.filter(person=OuterRef("person"), period__startswith=OuterRef("period__endswith"))
    rows = Membership.objects.filter(period__endswith__gt=first, period__endswith__lte=last + DAY)
    rows = rows.exclude(ending__in=DECIDED).exclude(Exists(follows)).filter(person__deceased=False)
    return rows.select_related("person", "institute", "category", "sponsor").order_by("period__endswith", "pk")


def suspended(on: date) -> Exists:
    """Whether the person of a membership is suspended on the day."""
    return Exists(Suspension.objects.current(on).filter(person=OuterRef("person")))


def remindable(on: date) -> QuerySet[Membership]:
    """The memberships that a reminder of the by-laws may be due for on the day, sent already or not."""
    rules = bylaws().memberships
    days = rules.reminder_days or (0,)
    first, last = on + timedelta(days=min(days) - rules.catch_up_days), on + timedelta(days=max(days))
    return ending(first, last).filter(not_renewed_at__isnull=True).exclude(suspended(on))


def due_days(membership: Membership, on: date) -> list[int]:
    """The occasions (days before the end) that have come by the day, the latest first."""
    last = membership.period.upper - DAY
    return sorted(days for days in set(bylaws().memberships.reminder_days) if last - timedelta(days=days) <= on)


def unrecorded(on: date) -> list[Membership]:
    """The memberships with an occasion that is due and not recorded; two queries."""
    if not bylaws().memberships.reminder_days:
        return []
    rows = list(remindable(on))
    known = set(Reminder.objects.filter(membership__in=rows).values_list("membership", "until", "days"))
    return [
        row for row in rows if any((row.pk, row.period.upper - DAY, days) not in known for days in due_days(row, on))
    ]


def occasions(policy: ExpiryPolicy, on: date, only: int | None = None) -> list[Occasion]:
    """Where the policy is due on the day and was not applied yet; of one membership, if its key is given."""
    first = on + timedelta(days=policy.days - bylaws().memberships.catch_up_days)
    found = [
        Occasion(policy, row, because)
        for row, because in _WHEN[policy.when](first, on + timedelta(days=policy.days), only)
        if not policy.categories or (row.category is not None and row.category.code in policy.categories)
    ]
    done = PolicyNote.objects.filter(
        membership__in=[item.membership for item in found],
        occasion=policy.when,
        action=policy.action,
        days=policy.days,
    )
    known = set(done.values_list("membership", "on"))
    return [item for item in found if (item.membership.pk, item.on) not in known]


Found = Iterator[tuple[Membership, date]]


def _narrow(rows: QuerySet[Membership], only: int | None) -> QuerySet[Membership]:
    return rows if only is None else rows.filter(pk=only)


def _ends(first: date, last: date, only: int | None) -> Found:
    for row in _narrow(ending(first, last), only):
        yield row, row.period.upper - DAY


def _sponsor_gone(first: date, last: date, only: int | None) -> Found:
    """Guests who go on at an institute when who answers for them does not: left, died, or is a guest there as well.

    However long ago it was: a death is told late, and a decision about the guest is open until it is taken.
    """
    goes_on = Q(period__upper_inf=True) | Q(period__endswith__gt=last + DAY)
    answers = Membership.objects.filter(person=OuterRef("sponsor"), institute=OuterRef("institute"))
    answers = answers.exclude(category__is_member=False)
    stays = answers.filter(goes_on, person__deceased=False)
    rows = _narrow(Membership.objects.all(), only).filter(sponsor__isnull=False, person__deceased=False)
    rows = rows.filter(goes_on | Q(period__endswith__gt=first)).exclude(Exists(stays))
    rows = rows.annotate(gone=Subquery(answers.order_by("-period__endswith").values("period__endswith")[:1]))
    for guest in rows.select_related("person", "institute", "category", "sponsor").order_by("gone", "pk"):
        died = guest.sponsor.deceased_on if guest.sponsor else None
        end = guest.gone or died or guest.period.lower
        if end - DAY <= last and (guest.period.upper is None or guest.period.upper > end):
            yield guest, end - DAY


def _institute_leaving(first: date, last: date, only: int | None) -> Found:
    """Who belongs to an institute on its last day in the collaboration."""
    for institute in Institute.objects.filter(period__endswith__gt=first, period__endswith__lte=last + DAY):
        on = institute.period.upper - DAY
        there = Membership.objects.current(on).filter(institute=institute, person__deceased=False)
        there = there.exclude(ending__in=DECIDED).select_related("person", "institute", "category", "sponsor")
        for row in _narrow(there, only):
            yield row, on


_WHEN = {"end": _ends, "sponsor-gone": _sponsor_gone, "institute-leaving": _institute_leaving}


def without_sponsor(on: date) -> QuerySet[Membership]:
    """The current memberships that need a sponsor and have none who is a member of the institute on the day."""
    there = Membership.objects.current(on).filter(
        person=OuterRef("sponsor"), institute=OuterRef("institute"), person__deceased=False
    )
    rows = Membership.objects.current(on).filter(category__needs_sponsor=True, person__deceased=False)
    rows = rows.exclude(Exists(there.exclude(category__is_member=False)))
    return rows.select_related("person", "institute", "category", "sponsor").order_by("person__sort_key", "pk")
