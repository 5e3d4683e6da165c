"""The verbs about a whole person: record a death, suspend, lift the suspension."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.memberships import effects, policy
from members.memberships.choices import Ending
from members.memberships.models import Suspension
from members.memberships.rules import DAY
from members.memberships.writing import cut, lock, reasoned
from members.people.models import Person
from portal.accounts.actions import close_account, end_sessions
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require


def record_death(*, person: Person, died_on: date | None, by: Any, reason: str = "") -> None:
    """Somebody has died: memberships, posts and delegations end on that day (today, if it is not known).

    The account is closed, and the person is never mailed again. Papers go on with the name for the time of the
    by-laws. Raises MoveRefused, Denied.
    """
    today = timezone.localdate()
    with transaction.atomic(), recorded("record death", by=by, reason=reason):
        lock(person)
        require(by, policy.RECORD_DEATH, person)
        if person.deceased:
            raise MoveRefused("the death is on record already")
        if died_on is not None and died_on > today:
            raise MoveRefused(f"{died_on} lies ahead")
        after = (died_on or today) + DAY
        person.deceased, person.deceased_on = True, died_on
        person.save(update_fields=["deceased", "deceased_on"])
        for membership in person.memberships.all():
            lasts = membership.period.upper is None or membership.period.upper > after
            if lasts and membership.period.lower < after:
                membership.ending = Ending.DECEASED
                membership.period = Period(membership.period.lower, after)
                membership.save(update_fields=["ending", "period"])
        for rows in (person.memberships, person.appointments, person.delegations):
            cut(rows.all(), after)
        if person.user is not None:
            close_account(user=person.user, by=by, reason=reason)


def suspend(
    *, person: Person, by: Any, reason: str, since: date | None = None, last_day: date | None = None
) -> Suspension:
    """Somebody may not enter for a while, without end if no last day is given; memberships stay.

    Raises MoveRefused (no reason, died, suspended already), Denied.
    """
    reasoned(reason, "suspend")
    today = timezone.localdate()
    since = since or today
    with transaction.atomic(), recorded("suspend", by=by, reason=reason):
        lock(person)
        require(by, policy.SUSPEND, person)
        if person.deceased:
            raise MoveRefused(f"{person} has died")
        if last_day is not None and last_day < max(since, today):
            raise MoveRefused(f"the last day {last_day} lies before {max(since, today)}")
        period = Period(since, None if last_day is None else last_day + DAY)
        try:
            with transaction.atomic():
                made: Suspension = Suspension.objects.create(person=person, period=period, reason=reason)
        except IntegrityError as error:
            if "suspension_once_at_a_time" not in str(error):
                raise
            raise MoveRefused(f"{person} is suspended at that time already") from error
        if person.user is not None and today in period:
            end_sessions(person.user)
        effects.tell_suspended(made)
        return made


def lift(*, suspension: Suspension, by: Any, reason: str) -> None:
    """The suspension is over from today on; one that has not lasted a day yet is taken away.

    Raises MoveRefused (no reason, over already), Denied.
    """
    reasoned(reason, "lift the suspension")
    with transaction.atomic(), recorded("lift", by=by, reason=reason):
        lock(Person(pk=suspension.person_id))
        now = Suspension.objects.filter(pk=suspension.pk).select_related("person").first()
        today = timezone.localdate()
        if now is None or (now.period.upper is not None and now.period.upper <= today):
            raise MoveRefused("the suspension is over already")
        require(by, policy.SUSPEND, now)
        effects.tell_lifted(now)
        cut([now], today)
