"""The verbs of a term: appoint, end, hand over. A deputy who acts while there is a delegate acts in that place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.delegates import effects, policy, queries
from members.institutes.models import Institute
from members.memberships.models import Delegate, Membership
from members.people.models import Person
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import facts, may, require


@transaction.atomic
def appoint_delegate(
    institute: Institute,
    *,
    person: Person,
    on: date,
    by: Any,
    deputy: bool = False,
    last_day: date | None = None,
    founding: bool = False,
    reason: str = "",
) -> Delegate:
    """The person decides for the institute from a day on, for at most the longest term of the by-laws.

    Without a last day the term is the longest, cut where the institute leaves. Only at its admission (`founding`) an
    institute has delegates who are no members of it yet. Raises MoveRefused, Denied.
    """
    with recorded("appoint_delegate", by=by, reason=reason, acting_for=queries.acting_for(by, institute)):
        Institute.objects.select_for_update().get(pk=institute.pk)
        institute.refresh_from_db()
        _may(by, institute, deputy=deputy, person=person)
        until = _until(institute, on, last_day)
        if person.deceased:
            raise MoveRefused(f"{person} has died")
        there = Membership.objects.filter(person=person, institute=institute).current(on)
        if not founding and not there.exists():
            raise MoveRefused(f"{person} is no member of {institute} on {on}")
        _free(institute, person, Period(on, until), deputy=deputy)
        return Delegate.objects.create(person=person, institute=institute, deputy=deputy, period=Period(on, until))


@transaction.atomic
def warn_of_ends(on: date, *, by: Any) -> int:
    """Tell delegates and deputies, and who appoints the next, of terms that end soon; returns how many mails those are.

    Each end is told once to each address, whenever this runs. Who has a next term, or is followed, is left in peace.
    Raises Denied.
    """
    require(by, policy.WARN)
    with recorded("warn of ends", by=by):
        return sum(effects.warn(row) for row in queries.terms_ending(on))


@transaction.atomic
def end_delegation(delegate: Delegate, *, on: date, by: Any, reason: str = "") -> None:
    """The term ends: `on` is the first day without. A term that has not begun is taken back.

    Raises MoveRefused, Denied.
    """
    with recorded("end_delegation", by=by, reason=reason, acting_for=queries.acting_for(by, delegate.institute)):
        _lock(delegate)
        _may(by, delegate.institute, deputy=delegate.deputy)
        _end(delegate, on)


@transaction.atomic
def hand_over(delegate: Delegate, *, to: Person, on: date, by: Any, reason: str = "") -> Delegate:
    """Another person holds the post from a day on, for the longest term. Raises MoveRefused, Denied."""
    with recorded("hand_over", by=by, reason=reason, acting_for=queries.acting_for(by, delegate.institute)):
        _lock(delegate)
        _may(by, delegate.institute, deputy=delegate.deputy, person=to)
        if to.pk == delegate.person_id:
            raise MoveRefused(f"{to} holds the post already")
        if on <= delegate.period.lower:
            raise MoveRefused(
                f"the term of {delegate.person} began on {delegate.period.lower}: hand over after that day"
            )
        own = Delegate.objects.filter(person=to, institute=delegate.institute, deputy=True, period__contains=on).first()
        if own is not None and not delegate.deputy:  # a deputy who follows is no deputy any more
            _end(own, on)
        if delegate.period.upper is None or delegate.period.upper > on:
            _end(delegate, on)
        return appoint_delegate(delegate.institute, person=to, on=on, by=by, deputy=delegate.deputy, reason=reason)


def _lock(delegate: Delegate) -> None:
    Institute.objects.select_for_update().get(pk=delegate.institute_id)
    if not Delegate.objects.select_for_update().filter(pk=delegate.pk).exists():
        raise MoveRefused("the term was taken back in the meantime")
    delegate.refresh_from_db()


def _end(delegate: Delegate, on: date) -> None:
    if on <= delegate.period.lower:
        if delegate.period.lower <= timezone.localdate():
            raise MoveRefused(f"the term began on {delegate.period.lower} and can end after that day")
        delegate.delete()
        return
    if on < timezone.localdate():
        raise MoveRefused(f"{on} is over: what was decided until today stays decided")
    if delegate.period.upper is not None and on >= delegate.period.upper:
        raise MoveRefused(f"the term ends on {delegate.period.upper - timedelta(days=1)} already")
    delegate.period = Period(delegate.period.lower, on)
    delegate.save(update_fields=["period"])


def _may(by: Any, institute: Institute, *, deputy: bool, person: Person | None = None) -> None:
    """The office appoints everybody, delegates their deputies; none of them themselves."""
    require(by, policy.APPOINT_DEPUTY if deputy else policy.APPOINT, institute)
    if may(by, policy.APPOINT, institute):
        return
    if person is not None and person.pk == facts(by).get("person_id"):
        raise MoveRefused("nobody appoints themselves: ask the delegate or the membership office")


def _until(institute: Institute, on: date, last_day: date | None) -> date:
    """The first day after the term. Raises MoveRefused."""
    if on not in institute.period:
        raise MoveRefused(f"{institute} is not in the collaboration on {on}")
    longest = queries.term_end(on)
    until = last_day + timedelta(days=1) if last_day else longest
    if until <= on:
        raise MoveRefused("the last day lies before the first")
    if until > longest:
        raise MoveRefused(f"a term that begins on {on} ends on {longest - timedelta(days=1)} at the latest")
    return min(until, institute.period.upper or until)


def _free(institute: Institute, person: Person, term: Period, *, deputy: bool) -> None:
    """Nobody holds two posts of an institute at a time, and it has one delegate. Raises MoveRefused."""
    there = Delegate.objects.filter(institute=institute, period__overlap=term).select_related("person")
    own = there.filter(person=person).first()
    if own is not None:
        post = "deputy" if own.deputy else "delegate"
        raise MoveRefused(f"{person} is {post} of {institute} at that time already")
    other = there.filter(deputy=False).first() if not deputy else None
    if other is not None:
        raise MoveRefused(f"{other.person} is the delegate of {institute} at that time: hand over instead")
