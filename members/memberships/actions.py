"""The verbs of membership: file, confirm, approve, decline, withdraw."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import count
from string import ascii_lowercase as LATIN
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.memberships import effects
from members.memberships.lifecycle import REQUEST
from members.memberships.models import Membership, MembershipRequest
from members.people.choices import IdentifierKind
from members.people.models import Person, PersonIdentifier
from members.people.names import clean, fold, paper_name
from portal.accounts.actions import open_account
from portal.accounts.claims import Claims
from portal.accounts.models import Identity, User
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period

APPLICANT = "the applicant"


def file(*, by: Any, claims: Claims | None = None, **fields: Any) -> MembershipRequest:
    """Somebody asks to become a member. Gives no account; a mail asks to confirm the address.

    `claims` are of a sign-on that vouched for the identity. Raises MoveRefused when the same address
    already waits at the same institute.
    """
    identity = {}
    if claims is not None:
        identity = {"identity_kind": claims.kind, "issuer": claims.issuer, "subject": claims.subject}
    for name in ("given_name", "family_name", "native_name"):
        fields[name] = clean(fields.get(name, ""))
    actor = by if getattr(by, "is_authenticated", False) else APPLICANT
    try:
        with transaction.atomic(), recorded("file", by=actor):
            request = MembershipRequest.objects.create(token=secrets.token_urlsafe(32), **identity, **fields)
            effects.ask_confirmation(request)
    except IntegrityError as error:
        if "request_open_once" not in str(error):
            raise
        raise MoveRefused("there is already an open request with this e-mail address at this institute") from error
    return request


def confirm(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant opened the link in the mail: the address is proved, the delegates are told."""
    REQUEST.perform(request, "confirm", by=by, reason=reason, facts={"confirmed_at": timezone.now()})


def withdraw(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant no longer wants it."""
    REQUEST.perform(request, "withdraw", by=by, reason=reason)


@transaction.atomic
def approve(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The delegate says yes: the person and the membership exist from the day that was asked for."""
    with recorded("approve", by=by, reason=reason):
        REQUEST.perform(request, "approve", by=by, reason=reason, facts=_decision(by, reason))
        request.membership = admit(request)
        request.save(update_fields=["membership"])
        open_access(request, by=by)


def decline(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """The delegate says no, and why."""
    REQUEST.perform(request, "decline", by=by, reason=reason, facts=_decision(by, reason))


def _decision(by: Any, reason: str) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by_id": by.pk, "reason": reason}


def admit(request: MembershipRequest) -> Membership:
    """A record of the person, with the membership that was approved."""
    person = Person.objects.create(
        given_name=request.given_name,
        family_name=request.family_name,
        native_name=request.native_name,
        paper_name=paper_name(request.given_name, request.family_name),
        email=request.email,
        email_confirmed_at=request.confirmed_at,
    )
    if request.orcid:
        taken = PersonIdentifier.objects.filter(kind=IdentifierKind.ORCID, value=request.orcid, problem="").exists()
        problem = "another record has the same ORCID iD" if taken else ""
        PersonIdentifier.objects.create(person=person, kind=IdentifierKind.ORCID, value=request.orcid, problem=problem)
    until = request.ends_on + timedelta(days=1) if request.ends_on else None
    return Membership.objects.create(
        person=person,
        institute=request.institute,
        category=request.category,
        period=Period(request.starts_on, until),
    )


def open_access(request: MembershipRequest, *, by: Any) -> None:
    """An account for the person who was admitted; the identity that vouched for the request signs in to it."""
    person = request.membership.person
    claims = None
    if request.subject:
        known = Identity.objects.select_related("user").filter(issuer=request.issuer, subject=request.subject).first()
        if known is not None:
            if not Person.objects.filter(user=known.user).exists():
                person.user = known.user
                person.save(update_fields=["user"])
            return
        claims = Claims(kind=request.identity_kind, issuer=request.issuer, subject=request.subject)
    person.user = open_account(username=free_username(person), email=person.email, by=by, claims=claims)
    person.save(update_fields=["user"])


def free_username(person: Person) -> str:
    """A name for the account that nobody has or had: letters of the name, then a number."""
    letters = "".join(char for char in fold(person.paper_family or person.family_name) if char in LATIN)
    given = "".join(char for char in fold(person.given_name) if char in LATIN)
    stem = f"{given[:1]}{letters}"[:12] or "member"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(name for number in count(1) if (name := stem if number == 1 else f"{stem}{number}") not in taken)
