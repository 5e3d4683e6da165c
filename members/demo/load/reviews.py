"""The yearly review: the one of last year is closed, that of this year is under way.

What is confirmed is read from the record, so the rows of people and memberships must be written before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from members.bylaws import bylaws
from members.demo.collaboration import SEED
from members.demo.load.record import Record
from members.reviews import queries
from members.reviews.choices import ConfirmationState, CorrectionState, ReviewState
from members.reviews.models import Confirmation, Correction, Review, ReviewReminder
from portal.demo import Act

FORGOT, WAITS, CORRECTS = 0.03, 0.4, 0.3
"""Shares of the institutes: never confirmed last year, have not confirmed yet, found somebody to correct."""
REMARKS = (
    ("Left at the end of last month; please end the membership.", "Ended on the last day of that month."),
    ("Defended and goes on as a postdoc here.", "Category changed from the day of the contract on."),
    ("The contract was extended by a year.", "Extended; the office has seen the contract."),
    ("Works half of the time at another institute.", "A second affiliation was added."),
    ("Not known to the group; who sponsors this?", "The record stays: the sponsor is on leave until spring."),
)
YOUNG = ("PhD student", "Master student")


@dataclass
class _Reviewing:
    """One review of all institutes."""

    record: Record
    rng: Random
    year: int
    opened_on: date
    closed_on: date | None = None

    def tell(self) -> None:
        opened = self.record.opening(self.opened_on)
        self.due_on = self.opened_on + timedelta(days=bylaws().review.days)
        self.review = self.record.story.create(
            Review,
            self._office("open", opened),
            year=self.year,
            on=self.opened_on,
            due_on=self.due_on,
            opened_at=opened,
        )
        places = {row.uuid: key for key, row in self.record.institutes.items()}
        for institute in queries.institutes_on(self.opened_on):
            key = places[institute.uuid]
            row = self.record.story.create(
                Confirmation, self._office("open", opened), review=self.review, institute=institute
            )
            at = self._confirmed_at(key)
            self._remind(row, at)
            self._answer(row, key, at)
        if self.closed_on is not None:
            at = self.record.opening(self.closed_on)
            self.record.story.change(self.review, self._office("close", at), state=ReviewState.CLOSED, closed_at=at)

    def _office(self, verb: str, at: datetime, reason: str = "") -> Act:
        return self.record.act(at, verb, self.record.office(at), reason)

    def _confirmed_at(self, key: str) -> datetime | None:
        """When the institute confirmed; the institutes of the personas and without a delegate wait."""
        demo = self.record.demo
        waits = self.rng.random() < (FORGOT if self.closed_on else WAITS)
        if not self.closed_on and key in (own_institute(self.record), demo.vacant_institute):
            waits = True
        last = min(self.due_on, demo.today - timedelta(days=2))
        day = self.opened_on + timedelta(days=self.rng.randint(2, (last - self.opened_on).days))
        minutes = self.rng.randint(30, 600)
        return None if waits else self.record.opening(day) + timedelta(minutes=minutes)

    def _remind(self, row: Confirmation, confirmed_at: datetime | None) -> None:
        """What the sweep of each morning sent until the institute confirmed."""
        for days in bylaws().review.reminder_days:
            at = self.record.opening(self.due_on - timedelta(days=days))
            if at.date() <= self.record.demo.today and (confirmed_at is None or at < confirmed_at):
                self.record.story.create(ReviewReminder, confirmation=row, days=days, sent=True, recorded_at=at)

    def _answer(self, row: Confirmation, key: str, at: datetime | None) -> None:
        """Mark who is wrong, and confirm unless `at` is None: then it was begun only, yesterday."""
        begun = key == own_institute(self.record)
        if at is None and not begun:
            return
        content = queries.snapshot(row.institute, self.opened_on)
        when = at or self.record.opening(self.record.demo.today - timedelta(days=1)) + timedelta(hours=2)
        people = queries.people_in(content)
        wrong = min(2 if begun else self.rng.random() < CORRECTS, len(people))
        decider = self.record.decider(key, when)
        for number, somebody in enumerate(self.rng.sample(people, wrong)):
            self._mark(row, somebody, decider, when - timedelta(minutes=10 - number))
        if at is not None:
            act = self.record.act(at, "confirm", decider)
            facts: dict[str, Any] = {"confirmed_at": at, "confirmed_by_id": act.by, "who": act.who}
            facts |= {"snapshot": content, "people": len(people), "state": ConfirmationState.CONFIRMED}
            self.record.story.change(row, act, **facts)

    def _mark(self, row: Confirmation, somebody: queries.Belonging, decider: str, at: datetime) -> None:
        able = REMARKS if somebody.category in YOUNG else [pair for pair in REMARKS if "Defended" not in pair[0]]
        text, answer = self.rng.choice(able)
        act = self.record.act(at, "mark", decider)
        correction = self.record.story.create(
            Correction, act, confirmation=row, person_id=somebody.person, text=text, who=act.who, marked_at=at
        )
        settled = at + timedelta(days=self.rng.randint(2, 12))
        if settled.date() < self.record.demo.today:
            told = self._office("settle", settled, answer)
            facts: dict[str, Any] = {"state": CorrectionState.SETTLED, "settled_at": settled, "answer": answer}
            self.record.story.change(correction, told, **facts)


def own_institute(record: Record) -> str:
    """The institute of the delegate among the personas."""
    person = record.demo.persona("delegate").person
    return next(
        row.institute for row in record.demo.delegates if row.person == person and row.holds_on(record.demo.today)
    )


def reviews(record: Record) -> None:
    """Last year's review, and this year's after two thirds of its time."""
    days = bylaws().review.days
    opened = record.demo.today - timedelta(days=2 * days // 3)
    before = date(opened.year - 1, opened.month, min(opened.day, 28))  # the 29th of February too
    rng = Random(f"{SEED} reviews")
    _Reviewing(record, rng, before.year, before, before + timedelta(days=days + 7)).tell()
    _Reviewing(record, rng, opened.year, opened).tell()
