"""The verbs of the yearly review: open, close, confirm, mark, unmark, settle, remind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.bylaws import bylaws
from members.people.models import Person
from members.reviews import effects, policy, queries
from members.reviews.choices import ConfirmationState, ReviewState
from members.reviews.lifecycle import CONFIRMATION, CORRECTION, REVIEW
from members.reviews.models import Confirmation, Correction, Review, ReviewReminder
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import facts, require


def open_review(*, year: int, on: date, due_on: date | None = None, by: Any) -> Review:
    """All institutes of the touchstone day are asked to confirm; without `due_on` by the days of the by-laws.

    Raises MoveRefused when the year has a review, it would be due in the past, or nobody is a member; Denied.
    """
    require(by, policy.OPEN)
    today = timezone.localdate()
    due_on = due_on or today + timedelta(days=bylaws().review.days)
    if due_on < today:
        raise MoveRefused("due: the day is over already")
    institutes = list(queries.institutes_on(on))
    if not institutes:
        raise MoveRefused(f"touchstone day: no institute is a member on {on}")
    try:
        with transaction.atomic(), recorded("open", by=by):
            review = Review.objects.create(year=year, on=on, due_on=due_on)
            rows = [Confirmation(review=review, institute=institute) for institute in institutes]
            effects.ask(review, Confirmation.objects.bulk_create(rows), "opened", reminder=False)
            return review
    except IntegrityError as error:
        if "year" not in str(error):
            raise
        raise MoveRefused(f"year: there is a review of {year} already") from error


def close(review: Review, *, by: Any, reason: str = "") -> None:
    """The review is over; institutes that did not confirm stay as waiting."""
    REVIEW.perform(review, "close", by=by, reason=reason, facts={"closed_at": timezone.now()})


@transaction.atomic
def confirm(confirmation: Confirmation, *, by: Any, reason: str = "") -> None:
    """The delegate confirms; what stands on the page is kept for ever. `reason` is the note beside it.

    Raises MoveRefused once it is confirmed, Denied after the review was closed.
    """
    with recorded("confirm", by=by, reason=reason, acting_for=CONFIRMATION.acting_for(confirmation, by)):
        _lock(confirmation)
        content = queries.snapshot(confirmation.institute, confirmation.review.on)
        made = {
            "confirmed_at": timezone.now(),
            "confirmed_by_id": by.pk,
            "who": str(facts(by).get("name") or by)[:300],
            "note": reason,
            "snapshot": content,
            "people": len(content["people"]),
        }
        CONFIRMATION.perform(confirmation, "confirm", by=by, reason=reason, facts=made)


@transaction.atomic
def mark(confirmation: Confirmation, *, person: Person, text: str, by: Any) -> Correction:
    """Something about the person is wrong; the office gets it. A second time replaces the words.

    Raises MoveRefused once the institute has confirmed, for somebody else's people, or without words; Denied.
    """
    text = text.strip()
    if not text:
        raise MoveRefused(f"say what is wrong about {person}")
    if len(text) > 2000:
        raise MoveRefused(f"{person}: the remark is longer than 2000 characters")
    with recorded("mark", by=by, acting_for=CONFIRMATION.acting_for(confirmation, by)):
        _changeable(confirmation, by)
        known = {item.person for item in queries.people_of(confirmation.institute, confirmation.review.on)}
        if person.pk not in known:
            raise MoveRefused(f"{person} does not belong to {confirmation.institute} on {confirmation.review.on}")
        who = str(facts(by).get("name") or by)[:300]
        made, _ = Correction.objects.update_or_create(
            confirmation=confirmation, person=person, defaults={"text": text, "who": who}
        )
        return made


@transaction.atomic
def unmark(confirmation: Confirmation, *, person: Person, by: Any) -> None:
    """It was right after all. Raises MoveRefused once the institute has confirmed, Denied."""
    with recorded("unmark", by=by, acting_for=CONFIRMATION.acting_for(confirmation, by)):
        _changeable(confirmation, by)
        Correction.objects.filter(confirmation=confirmation, person=person).delete()


def settle(correction: Correction, *, by: Any, reason: str = "") -> None:
    """The office has corrected the record, or says why it stays."""
    CORRECTION.perform(
        correction, "settle", by=by, reason=reason, facts={"settled_at": timezone.now(), "answer": reason}
    )


def remind(*, by: Any) -> int:
    """Remind the institutes that have not confirmed; returns how many. Each occasion of the by-laws once.

    After a gap only the latest occasion is sent and the earlier ones are recorded as overtaken.
    """
    require(by, policy.OPEN)
    return sum(_remind(review.pk, by) for review in Review.objects.filter(state=ReviewState.OPEN))


@transaction.atomic
def _remind(pk: int, by: Any) -> int:
    with recorded("remind", by=by):
        review = Review.objects.select_for_update().get(pk=pk)  # two schedules at once send once
        if review.state != ReviewState.OPEN:
            return 0
        today, opened = timezone.localdate(), timezone.localtime(review.opened_at).date()
        due = [days for days in bylaws().review.reminder_days if review.due_on - timedelta(days=days) <= today]
        if not due:
            return 0
        latest = min(due)
        waiting = review.confirmations.filter(state=ConfirmationState.WAITING).select_related("institute")
        known = set(ReviewReminder.objects.filter(confirmation__review=review).values_list("confirmation", "days"))
        told, rows = [], []
        for item in waiting:
            for days in {*due} - {day for key, day in known if key == item.pk}:
                sent = days == latest and review.due_on - timedelta(days=days) > opened
                rows.append(ReviewReminder(confirmation=item, days=days, sent=sent))
                if sent:
                    told.append(item)
        ReviewReminder.objects.bulk_create(rows)
        if told:
            effects.ask(review, told, f"{latest} days", reminder=True)
        return len(told)


def _lock(confirmation: Confirmation) -> None:
    """Nobody closes the review, and nobody confirms this, until the transaction is over."""
    Review.objects.select_for_update(no_key=True).get(pk=confirmation.review_id)
    Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation.pk)
    confirmation.refresh_from_db()


def _changeable(confirmation: Confirmation, by: Any) -> None:
    _lock(confirmation)
    if confirmation.state != ConfirmationState.WAITING:
        raise MoveRefused(f"{confirmation.institute} has confirmed already")
    require(by, policy.CONFIRM, confirmation)
