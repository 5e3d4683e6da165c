"""The verbs of a departure: announce, decide for a member, withdraw, complete; and the daily sweep."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.accession import effects, policy, queries
from members.accession.choices import DepartureState
from members.accession.lifecycle import DEPARTURE
from members.accession.models import Departure, DepartureReminder, Onward
from members.accession.structure.actions import carry_over, end_memberships, end_ties_and_terms
from members.bylaws import bylaws
from members.delegates.queries import acting_for
from members.institutes.actions import lock, span
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.institutes.queries import leaning_on
from members.memberships.choices import Ending
from members.memberships.models import Membership
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import SYSTEM, require


@transaction.atomic
def announce_departure(institute: Institute, *, on: date, by: Any, reason: str) -> Departure:
    """The institute leaves: `on` is the first day without it. Everybody there is told by mail.

    Raises MoveRefused, Denied.
    """
    with recorded("announce_departure", by=by, reason=reason):
        lock(institute)
        require(by, policy.ANNOUNCE)
        _may_leave(institute, on, reason)
        departure = Departure.objects.create(
            institute=institute, on=on, reason=reason, former_until=institute.period.upper, announced_by_id=by.pk
        )
        institute.period = Period(institute.period.lower, on)
        institute.save(update_fields=["period"])
        overtaken = [DepartureReminder(departure=departure, days=days, sent=False) for days in _due(departure)]
        DepartureReminder.objects.bulk_create(overtaken)  # the mail of today says the same
        effects.tell_announced(departure)
        return departure


def _may_leave(institute: Institute, on: date, reason: str) -> None:
    """Raises MoveRefused for what makes no sense."""
    if not reason.strip():
        raise MoveRefused("say why: a reason is needed")
    if queries.departure_of(institute) is not None:
        raise MoveRefused(f"{institute} has announced already that it leaves")
    if on <= timezone.localdate():
        raise MoveRefused(f"{on} is not to come: people are told before their institute leaves")
    if institute.kind == InstituteKind.EXTERNAL:
        raise MoveRefused(f"{institute} is only an address on author lists")
    if on <= institute.period.lower or (institute.period.upper is not None and on >= institute.period.upper):
        raise MoveRefused(f"{institute} is in the collaboration {span(institute.period)}")
    below = leaning_on(institute, on).first()
    if below is not None:
        raise MoveRefused(f"{below.institute} is {below.get_kind_display()} {institute} on that day: change that first")
    later = queries.members_on(institute, on).filter(period__startswith__gte=on).first()
    if later is not None:
        raise MoveRefused(f"{later.person} is to begin at {institute} on {later.period.lower}: settle that first")


@transaction.atomic
def settle(departure: Departure, *, membership: Membership, to: Institute | None, by: Any, reason: str = "") -> None:
    """The member goes on at another institute from the day; None: ends with this one. Raises MoveRefused, Denied."""
    with recorded("settle", by=by, reason=reason, acting_for=acting_for(by, departure.institute)):
        Departure.objects.select_for_update().get(pk=departure.pk)
        departure.refresh_from_db()
        require(by, policy.SETTLE, departure)
        if departure.state != DepartureState.ANNOUNCED:
            raise MoveRefused(f"the departure is {departure.get_state_display()}: nothing is to be decided any more")
        if not queries.members_on(departure.institute, departure.on).filter(pk=membership.pk).exists():
            raise MoveRefused(f"{membership.person} is no member of {departure.institute} on the last day")
        if to is None:
            Onward.objects.filter(departure=departure, membership=membership).delete()
            return
        if to.pk == departure.institute_id:
            raise MoveRefused(f"{to} is the institute that leaves")
        if to.kind == InstituteKind.EXTERNAL or departure.on not in to.period:
            raise MoveRefused(f"nobody can be a member of {to} on {departure.on}")
        Onward.objects.update_or_create(departure=departure, membership=membership, defaults={"institute": to})


def withdraw_departure(departure: Departure, *, by: Any, reason: str) -> None:
    """The institute stays, as long as the day has not come. Raises MoveRefused, Denied."""
    with transaction.atomic(), recorded("withdraw", by=by, reason=reason):
        institute = departure.institute
        lock(institute)
        DEPARTURE.perform(departure, "withdraw", by=by, reason=reason)
        if departure.on <= timezone.localdate():
            raise MoveRefused(f"{institute} left on {departure.on}")
        institute.period = Period(institute.period.lower, departure.former_until)
        institute.save(update_fields=["period"])


def complete(departure: Departure, *, by: Any, reason: str = "") -> int:
    """On the day or later: memberships end with the institute or go on; returns how many. Raises MoveRefused, Denied.

    As many statements as there are institutes where somebody goes on, whatever the number of members.
    """
    with transaction.atomic(), recorded("complete", by=by, reason=reason or f"{departure.institute} left"):
        institute, on = departure.institute, departure.on
        lock(institute)
        if on > timezone.localdate():
            raise MoveRefused(f"{institute} leaves on {on}, which is still to come")
        DEPARTURE.perform(departure, "complete", by=by, reason=reason)
        rows = {row.pk: row for row in Membership.objects.filter(institute=institute, period__overlap=Period(on, None))}
        moving: dict[Institute, list[Membership]] = defaultdict(list)
        for onward in departure.onward.select_related("institute"):
            row = rows.get(onward.membership_id)
            if row is not None and on in onward.institute.period:  # whose new place left as well ends with the old one
                moving[onward.institute].append(rows.pop(row.pk))
        for place, going in moving.items():
            carry_over(going, place, on)
        end_memberships([row.pk for row in rows.values() if row.period.lower < on], on, Ending.INSTITUTE)
        end_ties_and_terms(institute, on)
        return len(rows) + sum(map(len, moving.values()))


def sweep(today: date | None = None) -> tuple[int, int]:
    """Complete what is due and send the reminders of the day: (departures, reminders). A second time does nothing."""
    today = today or timezone.localdate()
    open_ones = Departure.objects.filter(state=DepartureState.ANNOUNCED).select_related("institute")
    completed = 0
    for departure in open_ones.filter(on__lte=today).order_by("on", "pk"):
        try:
            complete(departure, by=SYSTEM)
        except MoveRefused:  # somebody else was faster
            continue
        completed += 1
    return completed, sum(_remind(departure, today) for departure in open_ones.filter(on__gt=today))


@transaction.atomic
def _remind(departure: Departure, today: date) -> bool:
    """The latest reminder that is due, once; earlier ones are overtaken when the schedule had stood still."""
    with recorded("remind", by=SYSTEM):
        Departure.objects.select_for_update().get(pk=departure.pk)
        departure.refresh_from_db()
        known = set(departure.reminders.values_list("days", flat=True))
        due = [days for days in _due(departure, today) if days not in known]
        if departure.state != DepartureState.ANNOUNCED or not due:
            return False
        last = min(due)
        rows = [DepartureReminder(departure=departure, days=days, sent=days == last) for days in due]
        DepartureReminder.objects.bulk_create(rows)
        effects.remind(departure, last)
        return True


def _due(departure: Departure, today: date | None = None) -> list[int]:
    """Days before the end whose reminder is due."""
    today = today or timezone.localdate()
    wanted = set(bylaws().institutes.departure_reminder_days)
    return [days for days in sorted(wanted) if departure.on - timedelta(days=days) <= today]
