"""Institutes and their delegates in a generated life: terms end, posts stay vacant, institutes come, go and merge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from members.accession import actions as accession
from members.accession.leaving import actions as leaving
from members.accession.models import Departure
from members.accession.queries import members_on
from members.accession.structure import actions as structure
from members.delegates import actions as delegates
from members.institutes.models import Institute
from members.memberships.models import Delegate
from tests.members.accession.conftest import WANTED, pdf
from tests.members.simulation.life import Life


class Institutes:
    """What happens to institutes; the great events have their days, and are tried again on the next when refused."""

    def __init__(self, life: Life, days: int) -> None:
        self.life, self.rng = life, life.rng
        self.plan: list[tuple[int, str, Callable[[], Any]]] = [
            (int(days * 0.10), "first joins", lambda: self.joins("Westmoor")),
            (int(days * 0.28), "one leaves", lambda: self.leaves("Estuary")),
            (int(days * 0.50), "second joins", lambda: self.joins("Highfell")),
            (int(days * 0.55), "one thinks of leaving", lambda: self.leaves("Juniper")),
            (int(days * 0.57), "and stays", lambda: self.stays("Juniper")),
            (int(days * 0.70), "two merge", lambda: self.merge("Ironbridge", "Northgate")),
            (int(days * 0.80), "one splits", lambda: self.split("Sundridge", "Sundridge South")),
        ]

    def live(self, number: int) -> None:
        """The day `number` of the life."""
        for entry in [item for item in self.plan if item[0] <= number]:
            if entry[2]():
                self.plan.remove(entry)
        if self.rng.random() < 0.05:
            self.fill_a_vacancy()
        if self.rng.random() < 0.04:
            self.change_a_term()

    def fill_a_vacancy(self) -> None:
        """An institute without a delegate gets one, after weeks; others a deputy."""
        serving = Delegate.objects.current(self.life.today)
        for place in Institute.objects.filter(period__contains=self.life.today).order_by("pk"):
            posts = set(serving.filter(institute=place).values_list("deputy", flat=True))
            if {True, False} <= posts:
                continue
            deputy = False in posts
            row = self.life.one(self.life.rows(institute=place, category__is_member=True))
            if row is not None:
                self.life.attempt(
                    "appoint a deputy" if deputy else "appoint a delegate",
                    delegates.appoint_delegate,
                    by=self.life.clerk(),
                    institute=place,
                    person=row.person,
                    deputy=deputy,
                    on=self.life.later(0, 20),
                    last_day=self.life.later(150, 1500) if self.rng.random() < 0.6 else None,
                )

    def change_a_term(self) -> None:
        row = self.life.one(Delegate.objects.current(self.life.today).order_by("pk"))
        if row is None:
            return
        to = self.life.one(self.life.rows(institute=row.institute_id, category__is_member=True))
        if to is not None and self.rng.random() < 0.5:
            on = self.life.later(1, 20)
            self.life.attempt(
                "hand over a term", delegates.hand_over, by=self.life.clerk(), delegate=row, to=to.person, on=on
            )
        else:
            on = self.life.later(1, 30)
            self.life.attempt("end a term", delegates.end_delegation, by=self.life.clerk(), delegate=row, on=on)

    def joins(self, name: str) -> Any:
        """From the application to the admission; the delegates come from elsewhere."""
        by, rows = self.life.clerk(), list(self.life.rows(category__is_member=True))
        first, second = self.rng.sample(rows, 2)
        if not first.person.email or not second.person.email:
            return None
        filed = self.life.attempt(
            "file an application",
            accession.file_application,
            by=by,
            institute_name=f"University of {name}",
            short_name=name,
            contact_name="Ada Brook",
            contact_email="ada@lab.example",
            delegate_email=first.person.email,
            deputy_email=second.person.email,
        )
        for number, kind in enumerate(WANTED):
            content = pdf(number)
            accession.attach(filed, kind=kind, file_name=f"{kind}.pdf", content=content, by=by)
        self.life.attempt("submit", accession.submit, by=by, application=filed)
        self.life.attempt("present", accession.present, by=by, application=filed, meeting_on=self.life.today)
        on = self.life.today + timedelta(days=10)
        return self.life.attempt("admit an institute", accession.admit, by=by, application=filed, on=on, kind="full")

    def leaves(self, name: str) -> Any:
        """Announced a hundred days before; some go on elsewhere."""
        place = Institute.objects.get(short_name=name)
        on = self.life.today + timedelta(days=100)
        made = self.life.attempt(
            "announce a departure",
            leaving.announce_departure,
            by=self.life.clerk(),
            institute=place,
            on=on,
            reason="the group closes",
        )
        if made:
            for row in members_on(place, on).exclude(person__in=self.life.office).order_by("pk"):
                if self.rng.random() < 0.5:
                    to = self.life.institute(but=place.pk)
                    self.life.attempt(
                        "settle", leaving.settle, by=self.life.clerk(), departure=made, membership=row, to=to
                    )
            self.life.transfers.clear()
        return made

    def stays(self, name: str) -> Any:
        made = Departure.objects.filter(institute__short_name=name, state="announced").first()
        if made is None:
            return None
        by = self.life.clerk()
        return self.life.attempt("withdraw a departure", leaving.withdraw_departure, by=by, departure=made, reason="no")

    def merge(self, name: str, into: str) -> Any:
        place, other = (Institute.objects.get(short_name=text) for text in (name, into))
        done = self.life.attempt(
            "merge institutes",
            structure.merge,
            by=self.life.clerk(),
            institute=place,
            into=other,
            on=self.life.later(0, 5),
        )
        if done:
            self.life.transfers.clear()
        return done

    def split(self, name: str, short_name: str) -> Any:
        place, on = Institute.objects.get(short_name=name), self.life.later(0, 5)
        rows = [row for row in members_on(place, on) if row.period.lower < on and row.person_id not in self.life.office]
        going = [row for row in rows if self.rng.random() < 0.5]
        done = self.life.attempt(
            "split an institute",
            structure.split,
            by=self.life.clerk(),
            institute=place,
            name=f"University of {short_name}",
            short_name=short_name,
            on=on,
            members=going,
        )
        if done:
            self.life.transfers.clear()
        return done
