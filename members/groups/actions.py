"""The verbs of groups and posts: set up, edit, move, dissolve; appoint, end, resign, extend; nominate, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from members.groups import effects, policy, queries
from members.groups.choices import NominationState, Post
from members.groups.lifecycle import NOMINATION
from members.groups.models import Appointment, Group, GroupLink, Nomination
from members.groups.writing import check, cut, lock, said, twice
from members.people.models import Person
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require

DESCRIBES = ("description", "mailing_list")
"""What the head of a group may edit; the rest of a group is for the office."""


def _lock_tree() -> None:
    """Two moves at once could make a circle that neither makes alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members_group.parent'))")


@transaction.atomic
def set_up(*, by: Any, code: str, name: str, kind: str, since: date, reason: str = "", **fields: Any) -> Group:
    """A new group from the day `since`; `fields`: parent, description, mailing_list, seats.

    Raises MoveRefused, Denied.
    """
    require(by, policy.SET_UP)
    with recorded("set up", by=by, reason=reason), said("members_group_code", f"there is a group {code} already"):
        return Group.objects.create(code=code, name=name, kind=kind, period=Period(since, None), **fields)


@transaction.atomic
def edit(group: Group, *, by: Any, reason: str = "", **fields: Any) -> None:
    """Change what a group says of itself; name, kind and seats are for the office.

    The code stays: permissions hang on it. Raises Denied.
    """
    with recorded("edit", by=by, reason=reason):
        lock(group)
        require(by, policy.EDIT, group)
        changed = {name: value for name, value in fields.items() if getattr(group, name) != value}
        if set(changed) - set(DESCRIBES):
            require(by, policy.MANAGE, group)
        for name, value in changed.items():
            setattr(group, name, value)
        if changed:
            group.save(update_fields=list(changed))


@transaction.atomic
def move(group: Group, *, by: Any, parent: Group | None, reason: str = "") -> None:
    """Nest the group in another one, or in none. Raises MoveRefused for a circle or a group that is over, Denied."""
    with recorded("move", by=by, reason=reason):
        _lock_tree()
        lock(group)
        require(by, policy.MANAGE, group)
        if parent is not None:
            if group.pk in queries.upwards(parent):
                raise MoveRefused(
                    f"{group} cannot lie in {parent}: "
                    + ("a group is no part of itself" if parent.pk == group.pk else f"{parent} is a part of {group}")
                )
            if parent.period.upper is not None and parent.period.upper <= timezone.localdate():
                raise MoveRefused(f"{parent} was dissolved on {parent.period.upper}")
        group.parent = parent
        group.save(update_fields=["parent"])


@transaction.atomic
def dissolve(group: Group, *, by: Any, until: date, reason: str = "") -> None:
    """The group exists up to the day before `until`. Terms end with it, and open nominations are withdrawn.

    Raises MoveRefused while parts of it go on, or when it would never have been; Denied.
    """
    with recorded("dissolve", by=by, reason=reason):
        _lock_tree()
        lock(group)
        require(by, policy.MANAGE, group)
        if until <= group.period.lower:
            raise MoveRefused(f"{group} begins only on {group.period.lower}")
        if group.period.upper is not None and group.period.upper < until:
            raise MoveRefused(f"{group} is dissolved from {group.period.upper} on")
        going_on = [
            str(part)
            for part in group.children.order_by("name")
            if part.period.upper is None or part.period.upper > until
        ]
        if going_on:
            raise MoveRefused(f"move or dissolve its parts first: {', '.join(going_on)}")
        group.period = Period(group.period.lower, until)
        group.save(update_fields=["period"])
        for row in group.appointments.select_for_update():
            if row.period.upper is None or row.period.upper > until:
                cut(row, until)
        for nomination in group.nominations.filter(state=NominationState.PROPOSED):
            withdraw(nomination, by=by, reason=f"{group} is dissolved")


@transaction.atomic
def add_link(group: Group, *, by: Any, kind: str, label: str, url: str) -> GroupLink:
    """A page or meeting of the group. Raises MoveRefused for one that it has, Denied."""
    require(by, policy.EDIT, group)
    with recorded("add link", by=by), said("group_link_once", f"{group} has a link to {url} already"):
        return GroupLink.objects.create(group=group, kind=kind, label=label, url=url, position=group.links.count())


@transaction.atomic
def remove_link(link: GroupLink, *, by: Any) -> None:
    """Take a link away. Raises Denied."""
    require(by, policy.EDIT, link.group)
    with recorded("remove link", by=by):
        link.delete()


@transaction.atomic
def appoint(
    *, by: Any, group: Group, person: Person, post: str, since: date, until: date | None = None, reason: str = ""
) -> Appointment:
    """The person holds the post from `since`, up to the day before `until`; permissions follow on these days alone.

    Raises MoveRefused, Denied.
    """
    with recorded("appoint", by=by, reason=reason):
        lock(group)
        row = Appointment(group=group, person=person, post=Post(post), period=Period(since, until))
        require(by, policy.FILL, row)
        check(row)
        with said("appointment_once_at_a_time", twice(row)):
            row.save()
        effects.tell_holder(row, "appointed", by, reason, "appointed")
        return row


def end(appointment: Appointment, *, by: Any, until: date, reason: str = "") -> None:
    """`until` is the first day without the post; with today's, what it permits is gone at once.

    Raises MoveRefused, Denied.
    """
    _end(appointment, "end", policy.FILL, by=by, until=until, reason=reason)


def resign(appointment: Appointment, *, by: Any, until: date, reason: str = "") -> None:
    """The holder gives the post back. Raises MoveRefused, Denied."""
    _end(appointment, "resign", policy.RESIGN, by=by, until=until, reason=reason)


@transaction.atomic
def _end(row: Appointment, verb: str, needs: str, *, by: Any, until: date, reason: str) -> None:
    with recorded(verb, by=by, reason=reason):
        lock(row)
        require(by, needs, row)
        if row.period.upper is not None and row.period.upper <= until:
            raise MoveRefused(f"the term ends before that: its last day is {row.period.upper - timedelta(days=1)}")
        effects.tell_holder(cut(row, until), "ended", by, reason, f"{verb}:{until}")


@transaction.atomic
def extend(appointment: Appointment, *, by: Any, until: date | None, reason: str = "") -> None:
    """The term goes on, up to the day before `until` or with an open end. Raises MoveRefused, Denied."""
    with recorded("extend", by=by, reason=reason):
        lock(appointment)
        require(by, policy.FILL, appointment)
        end = appointment.period.upper
        if end is None:
            raise MoveRefused("the term has an open end")
        if until is not None and until <= end:
            raise MoveRefused(f"the term lasts until {end - timedelta(days=1)} as it is; to shorten it, end it")
        appointment.period = Period(appointment.period.lower, until)
        check(appointment)
        with said("appointment_once_at_a_time", twice(appointment)):
            appointment.save(update_fields=["period"])
        effects.tell_holder(appointment, "appointed", by, reason, f"extended:{until}")


@transaction.atomic
def nominate(
    *, by: Any, group: Group, person: Person, post: str, since: date, until: date | None = None, reason: str = ""
) -> Nomination:
    """Ask the person to hold the post; a mail and the home page ask for the answer. Raises MoveRefused, Denied."""
    with recorded("nominate", by=by, reason=reason):
        lock(group)
        row = Nomination(group=group, person=person, post=Post(post), period=Period(since, until), reason=reason)
        require(by, policy.FILL, row)
        check(row)
        if not person.email and person.user is None:
            raise MoveRefused(f"{person} has neither an address nor an account to answer with; appoint instead")
        row.nominated_by_id = by.pk
        with said("nomination_open_once", f"{person} is already proposed for this post, and has not answered"):
            row.save()
        effects.ask_nominee(row, by, reason)
        return row


@transaction.atomic
def accept(nomination: Nomination, *, by: Any, reason: str = "") -> None:
    """The person takes the post: the appointment exists from now on. Raises MoveRefused, Denied."""
    with recorded("accept", by=by, reason=reason):
        NOMINATION.perform(nomination, "accept", by=by, reason=reason, facts={"answered_at": timezone.now()})
        lock(nomination.group)
        if nomination.period.upper is not None and nomination.period.upper <= timezone.localdate():
            raise MoveRefused(f"the term that was proposed is over since {nomination.period.upper}")
        check(nomination)
        fields = {name: getattr(nomination, name) for name in ("group", "person", "post", "period")}
        row = Appointment(**fields)
        with said("appointment_once_at_a_time", twice(row)):
            row.save()
        nomination.appointment = row
        nomination.save(update_fields=["appointment"])


def refuse(nomination: Nomination, *, by: Any, reason: str = "") -> None:
    """The person does not want it. Raises MoveRefused, Denied."""
    NOMINATION.perform(nomination, "refuse", by=by, reason=reason, facts={"answered_at": timezone.now()})


def withdraw(nomination: Nomination, *, by: Any, reason: str = "") -> None:
    """It is no longer proposed. Raises MoveRefused, Denied."""
    NOMINATION.perform(nomination, "withdraw", by=by, reason=reason, facts={"answered_at": timezone.now()})


@transaction.atomic
def warn_of_ends(*, by: Any) -> int:
    """Tell holders and heads of the terms that end soon, each end once; returns how many terms those are."""
    today = timezone.localdate()
    with recorded("warn of ends", by=by):
        rows = list(queries.terms_ending(today))
        for row in rows:
            effects.warn(row, today)
    return len(rows)
