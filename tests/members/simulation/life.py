"""A generated life: who does what on a day, drawn from a seed. Every deed is a verb of the portal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet

from members.groups import actions as groups
from members.groups.models import Appointment, Group
from members.institutes.models import Institute
from members.memberships import actions, policy
from members.memberships.models import Category, Delegate, Membership, Suspension
from members.memberships.standing import actions as standing
from members.people.models import Person
from portal.accounts.models import User
from portal.lifecycle import MoveRefused
from portal.policy import facts, may


@dataclass(frozen=True)
class Transfer:
    """An approved transfer; `kept_until`: the last day that the old place is kept by the rule."""

    person: int
    old: int
    new: int
    decided_on: date
    kept_until: date
    starts_on: date


class Life:
    """Draws deeds; counts what was done and what was refused. `actors` are the names of who acted lately."""

    def __init__(self, rng: Random, office: list[int]) -> None:
        self.rng, self.office = rng, office
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.actors: set[str] = set()
        self.transfers: list[Transfer] = []
        self.today = date.min

    def attempt(self, verb: str, do: Callable[..., Any], *, by: Any, about: Any = None, **more: Any) -> Any:
        """One deed; what the rules refuse is counted. Gives what the verb gives, True for a verb that gives nothing."""
        self.actors.add(str(facts(by).get("name") or by) if hasattr(by, "pk") else str(by))
        try:
            result = do(by=by, **more)
        except MoveRefused as refusal:
            self.refused[f"{verb}: {refusal}"] += 1
            return None
        self.done[verb] += 1
        if about is not None:  # what was promised about a transfer holds until something else is decided
            self.transfers = [item for item in self.transfers if item.person != about]
        return True if result is None else result

    # who acts, about whom

    def account(self, person: int | None) -> Any:
        """The account of a person as a new web request finds it; None for who has none."""
        return User.objects.filter(person=person, is_active=True).first()

    def clerk(self, but: int | None = None) -> Any:
        """Somebody of the office, who is not the person `but`."""
        return self.account(self.rng.choice([key for key in self.office if key != but]))

    def decider(self, row: Membership) -> Any:
        """Who decides about a membership: mostly a delegate, now and then the office."""
        if self.rng.random() < 0.7:
            rows = Delegate.objects.current(self.today).filter(institute=row.institute_id).order_by("pk")
            for key in rows.exclude(person=row.person_id).values_list("person", flat=True):
                user = self.account(key)
                if user is not None and may(user, policy.DECIDE, row):
                    return user
        return self.clerk(row.person_id)

    def rows(self, **conditions: Any) -> QuerySet[Membership]:
        """Current memberships of people to whom things happen; the office stays as it is."""
        rows = Membership.objects.current(self.today).filter(person__deceased=False, **conditions)
        return rows.exclude(person__in=self.office).select_related("person", "institute", "category").order_by("pk")

    def one(self, rows: Any) -> Any:
        found = list(rows)
        return self.rng.choice(found) if found else None

    def institute(self, but: int = 0) -> Any:
        return self.one(Institute.objects.filter(period__contains=self.today).exclude(pk=but).order_by("pk"))

    def category(self, *codes: str) -> Category:
        return Category.objects.get(code=self.rng.choice(codes or ("faculty", "postdoc", "phd-student")))

    def later(self, first: int, last: int) -> date:
        return self.today + timedelta(days=self.rng.randint(first, last))

    def sponsor(self, institute: Any, category: Category, but: int = 0) -> Any:
        if not category.needs_sponsor:
            return None
        row = self.one(self.rows(institute=institute, category__is_member=True).exclude(person=but))
        return row.person if row else None

    # memberships

    def live(self, on: date) -> None:
        """One day."""
        self.today = on
        for rate, deed in self.DEEDS:
            if self.rng.random() < rate:
                deed(self)
        self.decide_about_ends()

    def decide_about_ends(self) -> None:
        """Near an end, and in the days of grace, delegates renew or not, and people ask or say no; many say nothing."""
        near = Membership.objects.filter(
            period__endswith__gt=self.today - timedelta(days=25),
            period__endswith__lte=self.today + timedelta(days=45),
            person__deceased=False,
        ).exclude(ending__in=("left", "transferred", "category", "institute"))
        for row in near.select_related("person", "institute").order_by("pk"):
            draw = self.rng.random()
            own = self.account(row.person_id) if 0.012 <= draw < 0.032 else None
            if draw < 0.012:
                ends_on = self.later(120, 900) if self.rng.random() < 0.9 else None
                self.attempt(
                    "renew",
                    actions.renew,
                    by=self.decider(row),
                    about=row.person_id,
                    membership=row,
                    ends_on=ends_on,
                )
            elif draw < 0.02 and own:
                self.attempt("ask renewal", actions.ask_renewal, by=own, membership=row)
            elif draw < 0.028 and own:
                self.attempt("decline renewal", actions.decline_renewal, by=own, membership=row)
            elif draw < 0.032 and own:
                self.attempt("reconsider", actions.reconsider, by=own, membership=row)

    def begin(self) -> None:
        """A second affiliation, with a part of the time."""
        row = self.one(self.rows())
        place = self.institute(but=row.institute_id) if row else None
        if place is None:
            return
        category = self.category("postdoc", "engineer")
        made = Membership(person=row.person, institute=place, category=category)
        self.attempt(
            "begin",
            actions.begin,
            by=self.decider(made),
            about=row.person_id,
            person=row.person,
            institute=place,
            category=category,
            starts_on=self.later(-10, 60),
            ends_on=self.later(90, 700) if self.rng.random() < 0.7 else None,
            share=self.rng.choice([None, 20, 50, 80]),
        )

    def end(self) -> None:
        row = self.one(self.rows())
        if row:
            last = self.later(-5, 60)
            self.attempt("end", actions.end, by=self.decider(row), about=row.person_id, membership=row, last_day=last)

    def change_category(self) -> None:
        row = self.one(self.rows())
        if row:
            category = self.category("faculty", "postdoc", "engineer", "theory-guest")
            self.attempt(
                "change category",
                actions.change_category,
                by=self.decider(row),
                about=row.person_id,
                membership=row,
                category=category,
                since=self.later(-3, 40),
                sponsor=self.sponsor(row.institute_id, category, row.person_id),
                ends_on=self.later(100, 400) if category.needs_end else None,
            )

    def change_sponsor(self) -> None:
        row = self.one(self.rows(sponsor__isnull=False))
        if row:
            to = self.sponsor(row.institute_id, row.category, row.person_id)
            if to:
                self.attempt("change sponsor", actions.change_sponsor, by=self.decider(row), membership=row, sponsor=to)

    def correct(self) -> None:
        row = self.one(self.rows())
        if row:
            first = row.period.lower + timedelta(days=self.rng.randint(-20, 20))
            last = self.later(20, 500) if self.rng.random() < 0.6 else actions.last_day(row)
            self.attempt(
                "correct",
                actions.correct,
                by=self.decider(row),
                about=row.person_id,
                membership=row,
                starts_on=first,
                ends_on=last,
                reason="the contract says otherwise",
            )

    def reactivate(self) -> None:
        now = Membership.objects.filter(period__endswith__gt=self.today).values("person")
        former = Person.objects.filter(deceased=False, erased_at=None, memberships__isnull=False).exclude(pk__in=now)
        endless = Membership.objects.filter(period__upper_inf=True).values("person")
        person, place = self.one(former.exclude(pk__in=endless).distinct().order_by("pk")), self.institute()
        if person and place:
            category = self.category()
            made = Membership(person=person, institute=place, category=category)
            self.attempt(
                "reactivate",
                actions.reactivate,
                by=self.decider(made),
                about=person.pk,
                person=person,
                institute=place,
                category=category,
                starts_on=self.later(0, 30),
                ends_on=self.later(200, 900),
            )

    def die(self) -> None:
        row = self.one(self.rows())
        if row:
            died_on = self.rng.choice([None, self.today - timedelta(days=3)])
            self.attempt(
                "record death",
                standing.record_death,
                by=self.decider(row),
                about=row.person_id,
                person=row.person,
                died_on=died_on,
            )

    def suspend(self) -> None:
        row = self.one(self.rows())
        if row:
            last = self.later(5, 90) if self.rng.random() < 0.7 else None
            self.attempt(
                "suspend",
                standing.suspend,
                by=self.decider(row),
                person=row.person,
                last_day=last,
                reason="an inquiry",
            )

    def lift(self) -> None:
        row = self.one(Suspension.objects.current(self.today).order_by("pk"))
        if row:
            by = self.clerk(row.person_id)
            self.attempt("lift", standing.lift, by=by, suspension=row, reason="the inquiry is over")

    # groups

    def appoint(self) -> None:
        row = self.one(self.rows(category__is_member=True))
        if row:
            self.attempt(
                "appoint",
                groups.appoint,
                by=self.clerk(),
                group=Group.objects.get(code="EWP"),
                person=row.person,
                post=self.rng.choice(["convener", "liaison", "member"]),
                since=self.later(-5, 30),
                until=self.later(60, 500),
            )

    def change_post(self) -> None:
        row = self.one(Appointment.objects.current(self.today).filter(group__code="EWP").order_by("pk"))
        if row is None:
            return
        verb = self.rng.choice(["end", "resign", "extend"])
        own = self.account(row.person_id) if verb == "resign" else self.clerk()
        if own is not None and may(own, "members:appointment:" + ("resign" if verb == "resign" else "fill"), row):
            do = {"end": groups.end, "resign": groups.resign, "extend": groups.extend}[verb]
            self.attempt(f"{verb} a post", do, by=own, appointment=row, until=self.later(20, 400))

    DEEDS: tuple[tuple[float, Callable[[Life], None]], ...] = (
        (0.03, begin),
        (0.012, end),
        (0.02, change_category),
        (0.03, change_sponsor),
        (0.02, correct),
        (0.04, reactivate),
        (0.003, die),
        (0.012, suspend),
        (0.02, lift),
        (0.02, appoint),
        (0.02, change_post),
    )
