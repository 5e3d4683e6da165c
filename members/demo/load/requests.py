"""Requests for membership, step by step as the applicants and the delegates took them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

from members.bylaws import bylaws
from members.demo.admissions import Handling, Request
from members.demo.collaboration import SEED
from members.demo.load.careers import admit
from members.demo.load.record import Happening, Record
from members.demo.names import Name, draw
from members.people.names import fold
from members.requests.actions import APPLICANT
from members.requests.choices import Proof, RequestState
from members.requests.models import Invitation, MembershipRequest, RequestNote
from portal.accounts.models import Identity, User
from portal.demo import Act, uuid_of

ISSUER = "https://sso.laboratory.example"
"""The single sign-on that vouches for the applicant who can look in."""


def requests(record: Record) -> Iterator[Happening]:
    """What became of each request."""
    for request in record.demo.requests:
        yield from _Case(record, request).steps()
    yield from _invitations(record)


def _invitations(record: Record) -> Iterator[Happening]:
    """Two that the delegate among the personas sent to people who have not come: one works still, one has expired."""
    delegate = record.demo.persona("delegate").person
    term = next(row for row in record.demo.delegates if row.person == delegate and row.holds_on(record.demo.today))
    rng = Random(f"{SEED} invitations")
    for days in (3, 70):
        name = draw(rng, record.sites[term.institute].cultures[0])
        at = record.opening(record.demo.today - timedelta(days=days))
        yield at, partial(_invite_only, record, name, f"{fold(name.family)}@guest.example", term.institute, delegate)


def _invite_only(record: Record, name: Name, email: str, institute: str, by: str, at: datetime) -> None:
    """An invitation that nobody has answered."""
    _invite(record, name, email, institute, by, at)


def _invite(record: Record, name: Name, email: str, institute: str, by: str, at: datetime) -> Invitation:
    act = record.act(at, "invite", by)
    made: Invitation = record.story.create(
        Invitation,
        act,
        institute=record.institutes[institute],
        given_name=name.given,
        family_name=name.family,
        email=email,
        message="We look forward to working with you.",
        token=salted_hmac("demo invitation", f"{institute} {email}").hexdigest(),
        invited_by_id=act.by,
        invited_at=at,
        expires_on=at.date() + timedelta(days=bylaws().requests.invitation_days),
    )
    return made


@dataclass
class _Case:
    """One request from the filing to the decision."""

    record: Record
    request: Request
    invitation: Invitation | None = None

    def steps(self) -> Iterator[Happening]:
        request = self.request
        if request.invited_at is not None:
            yield request.invited_at, self._be_invited
        yield request.filed_at, self._file
        if request.confirmed_at is not None:
            yield request.confirmed_at, self._confirm
        for handling in request.worked_on:
            yield handling.at, partial(self._handle, handling)
        if request.decided_at is not None:
            yield request.decided_at, self._approve if request.membership else self._decline
        if request.state == RequestState.WITHDRAWN:
            yield request.filed_at + timedelta(hours=3), self._withdraw

    def _be_invited(self, at: datetime) -> None:
        delegate = next(
            row
            for row in self.record.demo.delegates
            if row.institute == self.request.institute and row.holds_on(at.date())
        )
        name, email = self.request.name, self.request.email
        self.invitation = _invite(self.record, name, email, self.request.institute, delegate.person, at)

    def _handle(self, handling: Handling, at: datetime) -> None:
        """What a delegate did with it before the decision."""
        act = self.record.act(at, handling.verb, handling.by, handling.words if handling.verb == "hold" else "")
        if handling.verb == "claim":
            self.record.story.change(self.row, act, claimed_by_id=act.by, claimed_at=at)
            return
        words = handling.words
        if handling.verb == "hold":
            words = f"On hold: {words}"
            self.record.story.change(self.row, act, state=RequestState.HELD)
        who = self.record.people[handling.by].full_name
        self.record.story.create(RequestNote, act, request=self.row, by_id=act.by, who=who, written_at=at, text=words)

    def _file(self, at: datetime) -> None:
        request = self.request
        act = Act(at, "file", who=APPLICANT)
        self.row = self.record.requests[request.key] = self.record.story.create(
            MembershipRequest,
            act,
            given_name=request.name.given,
            family_name=request.name.family,
            native_name=request.name.native,
            email=request.email,
            orcid=request.orcid,
            institute=self.record.institutes[request.institute],
            category=self.record.categories[request.category],
            starts_on=request.starts_on,
            ends_on=request.ends_on,
            message=request.message,
            invitation=self.invitation,
            token=salted_hmac("demo membership request", request.key).hexdigest(),
            filed_at=at,
            **self._vouched_for(act),
        )

    def _vouched_for(self, act: Act) -> dict[str, Any]:
        """The persona among the applicants signs in by an identity; being approved, they keep the account."""
        persona = self.record.persona(request=self.request.key)
        if not persona:
            return {}
        name, subject = self.request.name, str(uuid_of(self.request.key))
        account = self.record.story.create(
            User,
            act,
            username=f"{fold(name.given)[:1]}{fold(name.family)}.guest",
            email=self.request.email,
            password=make_password(None),
            created_at=act.at,
            **persona,
        )
        vouching = {"kind": Identity.Kind.OIDC, "issuer": ISSUER, "subject": subject}
        self.record.story.create(Identity, act, user=account, first_seen_at=act.at, **vouching)
        proved = {"proof": Proof.SSO, "proved_at": act.at}
        return {"identity_kind": Identity.Kind.OIDC, "issuer": ISSUER, "subject": subject, **proved}

    def _confirm(self, at: datetime) -> None:
        act = Act(at, "confirm", who=APPLICANT)
        self.record.story.change(self.row, act, state=RequestState.WAITING, confirmed_at=at)

    def _approve(self, at: datetime) -> None:
        act = self.record.act(at, "approve", self.request.decided_by)
        membership = admit(self.record, self.record.stretches[self.request.membership], act)
        self._decide(act, RequestState.APPROVED, membership=membership)

    def _decline(self, at: datetime) -> None:
        act = self.record.act(at, "decline", self.request.decided_by, self.request.reason)
        self._decide(act, RequestState.DECLINED, reason=self.request.reason)

    def _decide(self, act: Act, state: RequestState, **facts: Any) -> None:
        self.record.story.change(self.row, act, state=state, decided_at=act.at, decided_by_id=act.by, **facts)

    def _withdraw(self, at: datetime) -> None:
        self.record.story.change(self.row, Act(at, "withdraw", who=APPLICANT), state=RequestState.WITHDRAWN)
