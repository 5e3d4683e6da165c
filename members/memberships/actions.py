"""The verbs of a membership's life. Days are inclusive: `ends_on` and `last_day` are the last day with membership.

Each locks the person first, asks for the permission, is recorded, and raises MoveRefused in words, or Denied.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships import effects, policy, rules
from members.memberships.choices import Connection, Ending
from members.memberships.models import Category, Membership
from members.memberships.rules import DAY
from members.memberships.writing import changing, lock, reasoned, save, write
from members.people.models import Person
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require


def begin(
    *,
    person: Person,
    institute: Institute,
    category: Category | None,
    starts_on: date,
    by: Any,
    ends_on: date | None = None,
    share: int | None = None,
    sponsor: Person | None = None,
    connection: str = Connection.AFFILIATED,
    position: int | None = None,
    reason: str = "",
) -> Membership:
    """Somebody belongs to an institute from a day on; the new affiliation comes after those on record.

    Without a last day a category of limited term gets its longest one.
    """
    with transaction.atomic(), recorded("begin", by=by, reason=reason):
        lock(person)
        membership = Membership(
            person=person,
            institute=institute,
            category=category,
            period=_span(starts_on, ends_on or _longest(category, starts_on)),
            share=share,
            sponsor=sponsor,
            connection=connection,
            position=person.memberships.count() if position is None else position,
        )
        require(by, policy.DECIDE, membership)
        return write(membership)


def renew(
    *, membership: Membership, ends_on: date | None, by: Any, seen: date | str | None = "", reason: str = ""
) -> None:
    """A later end, None: open. Without a gap: until the grace after the last day is over, `reactivate` later.

    `seen` is the last day that was on record when it was decided; another one means that somebody else was faster.
    """
    with changing(membership, "renew", by=by, needs=policy.DECIDE, reason=reason):
        last = last_day(membership)
        _not_overtaken(membership, seen)
        if last is None:
            raise MoveRefused("it has no end that could be later")
        if ends_on is not None and ends_on <= last:
            raise MoveRefused(f"a renewal is longer than before: it ends on {last} already")
        today = timezone.localdate()
        if last + timedelta(days=bylaws().memberships.grace_days) < today:
            raise MoveRefused(f"it ended on {last}, too long ago to be renewed; a new membership begins instead")
        if ends_on is not None and ends_on < today:
            raise MoveRefused(f"the new last day {ends_on} is over already")
        membership.period = _span(membership.period.lower, ends_on)
        membership.ending, membership.not_renewed_at, membership.renewal_asked_at = "", None, None
        write(membership, sponsor_on=today)
        effects.tell_renewed(membership, by)


def end(
    *,
    membership: Membership,
    last_day: date,
    by: Any,
    ending: str = Ending.LEFT,
    seen: date | str | None = "",
    reason: str = "",
) -> None:
    """The membership ends on a day, at its present end at the latest."""
    with changing(membership, "end", by=by, needs=policy.DECIDE, reason=reason):
        _not_overtaken(membership, seen)
        shorten(membership, last_day, ending)
        effects.tell_ended(membership, by)


def shorten(membership: Membership, last: date, ending: str) -> None:
    """Set the last day and why, for a verb that holds the lock. Raises MoveRefused."""
    if last < membership.period.lower:
        raise MoveRefused(f"it begins on {membership.period.lower}; the last day cannot lie before that")
    now = last_day(membership)
    if now is not None and last > now:
        raise MoveRefused(f"it ends on {now} already; a later end is a renewal")
    membership.period, membership.ending = _span(membership.period.lower, last), ending
    save(membership)


def ask_renewal(*, membership: Membership, by: Any) -> None:
    """The person asks the delegates for a later end; once for each end."""
    with changing(membership, "ask to renew", by=by, needs=policy.ANSWER):
        _ends_soon_enough(membership)
        if membership.renewal_asked_at is not None:
            raise MoveRefused("the delegates were asked already")
        membership.renewal_asked_at, membership.not_renewed_at = timezone.now(), None
        membership.save(update_fields=["renewal_asked_at", "not_renewed_at"])
        effects.ask_renewal(membership)


def decline_renewal(*, membership: Membership, by: Any, reason: str = "") -> None:
    """The person will not renew, says the person or a delegate: no more reminders."""
    with changing(membership, "decline renewal", by=by, needs=policy.ANSWER, reason=reason):
        _ends_soon_enough(membership)
        if membership.not_renewed_at is not None:
            raise MoveRefused("this was said already")
        membership.not_renewed_at, membership.renewal_asked_at = timezone.now(), None
        membership.save(update_fields=["not_renewed_at", "renewal_asked_at"])
        effects.tell_not_renewing(membership, by)


def reconsider(*, membership: Membership, by: Any, reason: str = "") -> None:
    """Takes back that it will not be renewed; reminders go on."""
    with changing(membership, "reconsider renewal", by=by, needs=policy.ANSWER, reason=reason):
        if membership.not_renewed_at is None:
            raise MoveRefused("nobody said that it will not be renewed")
        membership.not_renewed_at = None
        membership.save(update_fields=["not_renewed_at"])


def change_category(
    *,
    membership: Membership,
    category: Category,
    since: date,
    by: Any,
    ends_on: date | None = None,
    sponsor: Person | None = None,
    reason: str = "",
) -> Membership:
    """From a day on in another category, without a gap: one membership ends and the next begins.

    The last day stays unless `ends_on` is another, and an open end becomes that of the longest term, where the
    category has one; share, place and connection stay.
    """
    with changing(membership, "change category", by=by, needs=policy.DECIDE, reason=reason):
        if membership.category_id == category.pk:
            raise MoveRefused(f"the category is {category} already")
        if since not in membership.period or since == membership.period.lower:
            raise MoveRefused(f"the first day in the new category lies within {_words(membership.period)}")
        following = Membership(
            person=membership.person,
            institute=membership.institute,
            category=category,
            period=_span(since, ends_on or last_day(membership) or _longest(category, since)),
            connection=membership.connection,
            position=membership.position,
            share=membership.share,
            sponsor=sponsor or (membership.sponsor if category.needs_sponsor else None),
        )
        if following.period.upper == membership.period.upper:  # what was said of this end is still true
            for name in ("ending", "not_renewed_at", "renewal_asked_at"):
                setattr(following, name, getattr(membership, name))
        shorten(membership, since - DAY, Ending.CATEGORY)
        return write(following, but=[membership.pk])


def change_sponsor(*, membership: Membership, sponsor: Person, by: Any, reason: str = "") -> None:
    """Somebody else answers for a guest from today on."""
    with changing(membership, "change sponsor", by=by, needs=policy.DECIDE, reason=reason):
        if membership.sponsor_id == sponsor.pk:
            raise MoveRefused(f"{sponsor} is the sponsor already")
        membership.sponsor = sponsor
        write(membership, sponsor_on=max(timezone.localdate(), membership.period.lower))


def correct(*, membership: Membership, starts_on: date, ends_on: date | None, by: Any, reason: str) -> None:
    """The days on record were wrong and are set right; says why."""
    reasoned(reason, "correct the record")
    with changing(membership, "correct", by=by, needs=policy.DECIDE, reason=reason):
        period = _span(starts_on, ends_on)
        if period == membership.period:
            raise MoveRefused("these are the days on record already")
        membership.period = period
        if ends_on is None:
            membership.ending = ""
        # the rules of the category are those of a beginning; what is long past need not meet those of today
        rules.within_institute(membership.institute, period)
        rules.shares_fit(membership)
        save(membership)


def reactivate(
    *,
    person: Person,
    institute: Institute,
    category: Category | None,
    starts_on: date,
    by: Any,
    ends_on: date | None = None,
    share: int | None = None,
    sponsor: Person | None = None,
    reason: str = "",
) -> Membership:
    """A former member comes back, at any institute, on the record of before."""
    with transaction.atomic(), recorded("reactivate", by=by, reason=reason):
        lock(person)
        rows = list(person.memberships.all())
        if not rows:
            raise MoveRefused(f"{person} was never a member; a membership begins instead")
        if any(row.period.upper is None or row.period.upper > starts_on for row in rows):
            raise MoveRefused(f"{person} is a member on {starts_on} or later already")
        made = begin(
            person=person,
            institute=institute,
            category=category,
            starts_on=starts_on,
            ends_on=ends_on,
            share=share,
            sponsor=sponsor,
            position=0,
            by=by,
        )
        effects.tell_reactivated(made, by)
        return made


def last_day(membership: Membership) -> date | None:
    """The last day with membership; None when the end is open."""
    return None if membership.period.upper is None else membership.period.upper - DAY


def last_of(institute: Institute) -> date | None:
    """The last day of an institute in the collaboration; None while it stays."""
    return None if institute.period.upper is None else institute.period.upper - DAY


def _span(starts_on: date, ends_on: date | None) -> Period:
    if ends_on is not None and ends_on < starts_on:
        raise MoveRefused(f"the last day {ends_on} lies before the first, {starts_on}")
    return Period(starts_on, None if ends_on is None else ends_on + DAY)


def _longest(category: Category | None, starts_on: date) -> date | None:
    """The last day of the longest term; None without a limit, and where the last day must be said."""
    if category is None or category.longest_days is None or category.needs_end:
        return None
    return starts_on + timedelta(days=category.longest_days - 1)


def _not_overtaken(membership: Membership, seen: date | str | None) -> None:
    """Refuse what was decided about an end that is no longer on record; an empty text: nobody looked."""
    now = last_day(membership)
    if seen not in ("", now):
        raise MoveRefused(f"somebody else was faster: it now ends on {now or 'no day'}; look again")


def _ends_soon_enough(membership: Membership) -> None:
    """Only a membership with an end that is ahead, or in the days of grace, can be renewed or not."""
    last = last_day(membership)
    rules.alive(membership.person)
    if last is None:
        raise MoveRefused("it has no end")
    if last + timedelta(days=bylaws().memberships.grace_days) < timezone.localdate():
        raise MoveRefused(f"it ended on {last}")


def _words(period: Period) -> str:
    first = period.lower + DAY
    return f"{first} and later" if period.upper is None else f"{first} to {period.upper - DAY}"
