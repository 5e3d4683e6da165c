"""The sweep: reminders and policies, each once, however often it runs and however long it stood still."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from members.bylaws import bylaws
from members.memberships import effects, policy
from members.memberships.actions import last_day, shorten
from members.memberships.choices import Ending
from members.memberships.expiry import due
from members.memberships.models import Membership, PolicyNote, Reminder
from members.memberships.writing import lock
from members.people.models import Person
from portal.history import recorded
from portal.policy import SYSTEM, require

log = logging.getLogger(__name__)

ENDINGS = {"end": Ending.TERM, "sponsor-gone": Ending.SPONSOR, "institute-leaving": Ending.INSTITUTE}


def sweep(on: date, *, by: Any = SYSTEM) -> Counter[str]:
    """Everything that is due on the day and not recorded yet; returns how often what was done.

    Each membership is a transaction of its own under the lock of its person, in which what is due is looked up again:
    a renewal that came in between is never overtaken, and one row that fails does not hold up the others.
    """
    require(by, policy.SWEEP)
    done: Counter[str] = Counter()
    for membership in due.unrecorded(on):
        done += _alone(partial(_remind, membership, on, by))
    for applied in bylaws().expiry:
        for occasion in due.occasions(applied, on):
            done += _alone(partial(_apply, occasion, on, by))
    return done


def _alone(do: Callable[[], Counter[str]]) -> Counter[str]:
    """One row: what fails is undone, logged, and tried again by the next sweep."""
    try:
        return do()
    except Exception:  # whatever it is, the others are due as well
        log.exception("a membership could not be swept")
        return Counter({"failed": 1})


def _remind(membership: Membership, on: date, by: Any) -> Counter[str]:
    """The latest occasion that is due is mailed; earlier ones that nobody saw are recorded as overtaken."""
    done: Counter[str] = Counter()
    with transaction.atomic(), recorded("remind", by=by):
        lock(Person(pk=membership.person_id))
        now = due.remindable(on).filter(pk=membership.pk).first()
        if now is None:
            return done
        last = last_day(now)
        assert last is not None
        known = set(now.reminders.filter(until=last).values_list("days", flat=True))
        days = due.due_days(now, on)
        for number, before in enumerate(days):
            if before in known:
                continue
            sent = number == 0 and effects.remind(now, last, before, on)
            Reminder.objects.create(membership=now, until=last, days=before, sent=sent)
            done["reminded" if sent else "overtaken"] += 1
    return done


def _apply(occasion: due.Occasion, on: date, by: Any) -> Counter[str]:
    """What the policy says, and the note that it was done."""
    applied, membership = occasion.policy, occasion.membership
    with transaction.atomic(), recorded("end" if applied.action == "end" else "apply policy", by=by):
        lock(Person(pk=membership.person_id))
        # again, under the lock: the end, the sponsor or the institute may have changed meanwhile
        found = due.occasions(applied, on, membership.pk)
        again = next((item for item in found if item.on == occasion.on), None)
        if again is None:
            return Counter()
        now = again.membership
        PolicyNote.objects.create(
            membership=now, occasion=applied.when, action=applied.action, days=applied.days, on=again.on
        )
        if applied.action == "tell-delegate":
            effects.policy_delegates(now, applied.when, again.on, applied.days)
        elif applied.action == "mail":
            muted = now.not_renewed_at is not None or _is_suspended(now, on)
            if muted or not effects.policy_mail(now, applied.when, again.on, applied.days):
                return Counter({"muted": 1})
        else:
            told_late = again.due_on < on - timedelta(days=bylaws().memberships.catch_up_days)
            last = on if told_late else again.due_on  # nobody is ended for months that were lived in good faith
            _end(now, max(last, now.period.lower), ENDINGS[applied.when], by)
    return Counter({f"{applied.when}: {applied.action}": 1})


def _end(membership: Membership, last: date, ending: str, by: Any) -> None:
    """Unless it ends by itself before."""
    now = last_day(membership)
    if now is not None and now < last:
        return
    shorten(membership, last, ending)
    effects.tell_ended(membership, by)


def _is_suspended(membership: Membership, on: date) -> bool:
    return Membership.objects.filter(due.suspended(on), pk=membership.pk).exists()
