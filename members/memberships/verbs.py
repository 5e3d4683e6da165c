"""The verbs as a person meets them: which apply to whom now, with which form, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from members.bylaws import bylaws
from members.memberships import actions, forms, policy
from members.memberships.models import Membership, Suspension
from members.memberships.standing import actions as standing
from members.people.models import Person
from members.people.policy import is_office
from portal.policy import may

WINDOWS = 3
"""What ends within so many times the expiring days of the by-laws is looked at."""


@dataclass(frozen=True)
class Verb:
    """A button of the page of a person. `fits(row)` picks the memberships; None: a verb about the person.

    `open_to(user, person, rows)` says whether a verb about the person is offered.
    """

    name: str
    label: str
    form: type[forms.VerbForm]
    perform: Callable[[Person, dict[str, Any], Any], object]
    done: str
    needs: str = ""
    fits: Callable[[Membership], bool] | None = None
    open_to: Callable[[Any, Person, list[Membership]], bool] | None = None
    intro: str = ""

    def eligible(self, user: Any, person: Person, rows: Iterable[Membership]) -> list[Membership]:
        """The memberships that it is offered for."""
        fits = self.fits
        return [] if fits is None else [row for row in rows if fits(row) and may(user, self.needs, row)]

    def offered(self, user: Any, person: Person, rows: list[Membership]) -> bool:
        if self.open_to is not None:
            return self.open_to(user, person, rows)
        alive = not person.deceased or self.name == "correct"
        return alive and bool(self.eligible(user, person, rows))


def horizon() -> timedelta:
    """How far ahead an end is near enough to be decided about."""
    rules = bylaws().memberships
    return timedelta(days=max(rules.expiring_days * WINDOWS, *rules.reminder_days, 0))


def is_lasting(row: Membership) -> bool:
    """Today, or later."""
    return row.period.upper is None or row.period.upper > timezone.localdate()


def is_renewable(row: Membership) -> bool:
    """It has an end, ahead or in the days of grace."""
    last = actions.last_day(row)
    return last is not None and last + timedelta(days=bylaws().memberships.grace_days) >= timezone.localdate()


def ends_near(row: Membership) -> bool:
    """Renewable, and soon enough to be asked about."""
    last = actions.last_day(row)
    return last is not None and is_renewable(row) and last <= timezone.localdate() + horizon() and not row.ending


def _decides(user: Any) -> bool:
    return bool(policy.institutes_of(user)) or is_office.test(user, None)


def _another(user: Any, person: Person) -> bool:
    return not person.deceased and _decides(user) and policy.is_about_another.test(user, person)


def _is_back(user: Any, person: Person, rows: list[Membership]) -> bool:
    return _another(user, person) and bool(rows) and not any(is_lasting(row) for row in rows)


def _goes_on(user: Any, person: Person, rows: list[Membership]) -> bool:
    return _another(user, person) and (not rows or any(is_lasting(row) for row in rows))


def _suspension(person: Person) -> Suspension | None:
    rows = Suspension.objects.filter(person=person)
    return next((row for row in rows if row.period.upper is None or row.period.upper > timezone.localdate()), None)


def _is_suspended(person: Person) -> bool:
    return _suspension(person) is not None if person.is_suspended is None else person.is_suspended


def _may_suspend(user: Any, person: Person, rows: list[Membership]) -> bool:
    return _another(user, person) and may(user, policy.SUSPEND, person) and not _is_suspended(person)


def _may_lift(user: Any, person: Person, rows: list[Membership]) -> bool:
    return _another(user, person) and may(user, policy.SUSPEND, person) and _is_suspended(person)


def _may_record_death(user: Any, person: Person, rows: list[Membership]) -> bool:
    return _another(user, person) and may(user, policy.RECORD_DEATH, person)


def _of_membership(action: Callable[..., object], *names: str) -> Callable[[Person, dict[str, Any], Any], object]:
    """Hand the named fields of the form to a verb about one membership."""

    def perform(person: Person, data: dict[str, Any], by: Any) -> object:
        return action(membership=data["membership"], by=by, **{name: data[name] for name in names})

    return perform


def _of_person(action: Callable[..., object]) -> Callable[[Person, dict[str, Any], Any], object]:
    return lambda person, data, by: action(person=person, by=by, **data)


def _lift(person: Person, data: dict[str, Any], by: Any) -> None:
    found = _suspension(person)
    if found is not None:
        standing.lift(suspension=found, by=by, **data)


VERBS = (
    Verb(
        "ask-renewal",
        "Ask to renew",
        forms.PlainForm,
        _of_membership(actions.ask_renewal),
        "the delegates were asked",
        policy.ANSWER,
        lambda row: ends_near(row) and row.renewal_asked_at is None,
        intro="The delegates of the institute get a mail and decide.",
    ),
    Verb(
        "decline-renewal",
        "Will not renew",
        forms.ReasonForm,
        _of_membership(actions.decline_renewal, "reason"),
        "it will not be renewed; no more reminders are sent",
        policy.ANSWER,
        lambda row: ends_near(row) and row.not_renewed_at is None,
        intro="The membership ends as it stands, and no more reminders are sent. This can be taken back.",
    ),
    Verb(
        "reconsider",
        "Take back: will not renew",
        forms.PlainForm,
        _of_membership(actions.reconsider),
        "taken back; reminders go on",
        policy.ANSWER,
        lambda row: row.not_renewed_at is not None and is_renewable(row),
    ),
    Verb(
        "renew",
        "Renew",
        forms.RenewForm,
        _of_membership(actions.renew, "ends_on", "seen", "reason"),
        "renewed",
        policy.DECIDE,
        is_renewable,
    ),
    Verb(
        "end",
        "End",
        forms.EndForm,
        _of_membership(actions.end, "last_day", "ending", "seen", "reason"),
        "the last day is on record",
        policy.DECIDE,
        is_lasting,
    ),
    Verb(
        "change-category",
        "Change category",
        forms.CategoryForm,
        _of_membership(actions.change_category, "category", "since", "ends_on", "sponsor", "reason"),
        "the category changes",
        policy.DECIDE,
        is_lasting,
        intro="One membership ends and the next begins on the day, without a gap.",
    ),
    Verb(
        "change-sponsor",
        "Change sponsor",
        forms.SponsorForm,
        _of_membership(actions.change_sponsor, "sponsor", "reason"),
        "another sponsor is on record",
        policy.DECIDE,
        lambda row: is_lasting(row) and bool(row.category and row.category.needs_sponsor),
    ),
    Verb(
        "correct",
        "Correct",
        forms.CorrectForm,
        _of_membership(actions.correct, "starts_on", "ends_on", "reason"),
        "the days are corrected",
        policy.DECIDE,
        lambda row: True,
        intro="For days that were recorded wrongly. What has truly changed is an end or a renewal.",
    ),
    Verb("begin", "Add affiliation", forms.PlaceForm, _of_person(actions.begin), "added", open_to=_goes_on),
    Verb(
        "reactivate",
        "Reactivate",
        forms.PlaceForm,
        _of_person(actions.reactivate),
        "a member again",
        open_to=_is_back,
        intro="The record of before goes on, with its account.",
    ),
    Verb(
        "suspend",
        "Suspend",
        forms.SuspendForm,
        _of_person(standing.suspend),
        "suspended",
        open_to=_may_suspend,
        intro="Access ends at once; memberships stay as they are. The person gets a mail without the reason.",
    ),
    Verb("lift", "Lift suspension", forms.LiftForm, _lift, "access is back", open_to=_may_lift),
    Verb(
        "record-death",
        "Record death",
        forms.DeathForm,
        _of_person(standing.record_death),
        "the death is on record",
        open_to=_may_record_death,
        intro="Memberships, posts and delegations end, the account is closed, and no mail is sent any more.",
    ),
)
BY_NAME = {verb.name: verb for verb in VERBS}


def buttons(user: Any, person: Person, rows: list[Membership]) -> list[dict[str, Any]]:
    """The verbs that `user` may use on the page of the person."""
    return [
        {"label": verb.label, "url": reverse("membership_verb", args=[person.pk, verb.name])}
        for verb in VERBS
        if verb.offered(user, person, rows)
    ]
