"""Requests in a generated life: newcomers who ask, members who want to move, and delegates who take their time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from members.bylaws import bylaws
from members.memberships.actions import last_day, last_of
from members.memberships.models import Delegate
from members.requests import actions, policy, queries
from members.requests.choices import RequestKind, RequestState
from members.requests.desk import actions as desk
from members.requests.models import MembershipRequest
from portal.policy import may
from tests.members.simulation.life import Life, Transfer

APPLICANT = actions.APPLICANT


class Newcomers:
    """What happens to requests on a day. At some institutes nobody looks for weeks, so that the clock has work."""

    def __init__(self, life: Life) -> None:
        self.life, self.rng = life, life.rng
        self.number = 0

    def live(self) -> None:
        if self.rng.random() < 0.08:
            self.file()
        if self.rng.random() < 0.04:
            self.ask_transfer()
        states = [RequestState.UNCONFIRMED, RequestState.WAITING, RequestState.HELD, RequestState.ENDORSED]
        for request in MembershipRequest.objects.filter(state__in=states).order_by("pk"):
            self.move(request)

    def file(self) -> None:
        self.number += 1
        place = self.life.institute()
        category = self.life.category("faculty", "postdoc", "postdoc", "phd-student", "phd-student", "theory-guest")
        first = self.life.later(-5, 60)
        self.life.attempt(
            "file",
            actions.file,
            by=APPLICANT,
            given_name=self.rng.choice(["Aïcha", "Ida", "Kenji", "Olga"]),
            family_name=f"Newcomer{self.number}",
            email=f"newcomer{self.number}@lab.example",
            institute=place,
            category=category,
            starts_on=first,
            ends_on=first + timedelta(days=self.rng.randint(150, 900)) if self.rng.random() < 0.8 else None,
            share=self.rng.choice([None, 100]),
            sponsor=self.life.sponsor(place, category),
        )

    def ask_transfer(self) -> None:
        row = self.life.one(self.life.rows())
        own = self.life.account(row.person_id) if row else None
        place = self.life.institute(but=row.institute_id) if row else None
        if own is None or place is None or not may(own, policy.TRANSFER, row):
            return
        first = self.life.later(5, 60)
        overlap = self.rng.choice([-4, -1, -1, -1, 0, 15])  # days between the last day here and the first there
        self.life.attempt(
            "ask transfer",
            actions.ask_transfer,
            by=own,
            leaving=row,
            institute=place,
            category=row.category,
            sponsor=self.life.sponsor(place, row.category, row.person_id) if row.category else None,
            starts_on=first,
            leaves_on=first + timedelta(days=overlap),
            ends_on=first + timedelta(days=500) if self.rng.random() < 0.7 else None,
            share=row.share,
        )

    def move(self, request: MembershipRequest) -> None:
        """At most one deed about a request a day."""
        draw = self.rng.random()
        if request.state == RequestState.UNCONFIRMED:
            if draw < 0.4:
                self.life.attempt("confirm", actions.confirm, by=APPLICANT, request=request)
            elif draw < 0.44:
                self.life.attempt("withdraw", actions.withdraw, by=APPLICANT, request=request)
            return
        if draw < 0.01:
            self.life.attempt("withdraw", actions.withdraw, by=APPLICANT, request=request)
            return
        lazy = request.institute_id % 3 == 0
        if draw > (0.12 if lazy else 0.4):
            return
        by = self.delegate(request) or self.life.clerk(request.person_id)
        if request.state == RequestState.ENDORSED:
            self._as_office(request)
        elif request.state == RequestState.HELD:
            verb = self.rng.choice(["resume", "resume", "decline"])
            do = {"resume": desk.resume, "decline": actions.decline}[verb]
            self.life.attempt(verb, do, by=by, request=request, reason="it goes on")
        else:
            self._as_delegate(request, by)

    def _as_office(self, request: MembershipRequest) -> None:
        """Two gates are two people, also where the office was the first."""
        by = next(user for user in map(self.life.account, self.life.office) if may(user, policy.ADMIT, request))
        if self.rng.random() < 0.7:
            self._let_in("admit", actions.admit, request, by)
        else:
            self.life.attempt("return", actions.send_back, by=by, request=request, reason="who is this?")

    def _as_delegate(self, request: MembershipRequest, by: Any) -> None:
        verbs = ["approve"] * 6 + ["claim", "claim", "release", "take over", "hold", "hold", "decline", "hand over"]
        verb = self.rng.choice(verbs)
        if verb == "approve" and queries.two_gates():
            self.life.attempt("endorse", actions.endorse, by=by, request=request)
        elif verb == "approve":
            self._let_in("approve", actions.approve, request, by)
        elif verb == "hand over":
            to = self.life.one(queries.colleagues(request, by).order_by("pk"))
            if to is not None:
                self.life.attempt(verb, desk.hand_over, by=by, request=request, to=to)
        elif verb == "hold":
            self.life.attempt(verb, desk.hold, by=by, request=request, reason="we ask the group first")
        elif verb == "decline":
            self.life.attempt(verb, actions.decline, by=by, request=request, reason="nobody knows them")
        else:
            do = {"claim": desk.claim, "release": desk.release, "take over": desk.take_over}[verb]
            self.life.attempt(verb, do, by=by, request=request)

    def _let_in(self, verb: str, do: Any, request: MembershipRequest, by: Any) -> None:
        """Approved; of a transfer we remember what the rules promise."""
        leaving = request.leaving
        ends = [day for day in (last_day(leaving), last_of(leaving.institute)) if day] if leaving else []
        done = self.life.attempt(verb, do, by=by, about=request.person_id, request=request)
        if done and request.kind == RequestKind.TRANSFER and leaving is not None and request.leaves_on is not None:
            kept = request.leaves_on + timedelta(days=bylaws().memberships.transfer_lag_days)
            self.life.transfers.append(
                Transfer(
                    request.person_id,
                    leaving.institute_id,
                    request.institute_id,
                    max(self.life.today, leaving.period.lower),
                    min([kept, *ends]),
                    request.starts_on,
                )
            )

    def delegate(self, request: MembershipRequest) -> Any:
        """A delegate of the institute who may decide it; None where there is none."""
        rows = Delegate.objects.current(self.life.today).filter(institute=request.institute_id).order_by("pk")
        users = [self.life.account(key) for key in rows.values_list("person", flat=True)]
        able = [user for user in users if user is not None and may(user, policy.DECIDE, request)]
        return self.rng.choice(able) if able else None
