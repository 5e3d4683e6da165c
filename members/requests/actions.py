"""The verbs of a membership request: file, confirm, recognise, approve, decline, withdraw."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.people.models import Person
from members.people.names import clean
from members.privacy.actions import accept_with
from members.requests import effects, policy
from members.requests.admission import admit, open_access
from members.requests.choices import RequestState
from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest
from portal.accounts.claims import Claims
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import facts, require

APPLICANT = "the applicant"


def file(*, by: Any, claims: Claims | None = None, **fields: Any) -> MembershipRequest:
    """Somebody asks to become a member. Gives no account; a mail asks to confirm the address.

    `claims` are of a sign-on that vouched for the identity. A member who asks in person adds to the own
    record. Raises MoveRefused when the same address already waits at the same institute.
    """
    if claims is not None:
        fields |= {"identity_kind": claims.kind, "issuer": claims.issuer, "subject": claims.subject}
    for name in ("given_name", "family_name", "native_name"):
        fields[name] = clean(fields.get(name, ""))
    known = facts(by) if hasattr(by, "is_authenticated") else {}
    if known.get("email") and known["email"].lower() == fields["email"].lower():
        fields["person_id"] = known["person_id"]
    actor = by if getattr(by, "is_authenticated", False) else APPLICANT
    try:
        with transaction.atomic(), recorded("file", by=actor):
            request = MembershipRequest.objects.create(token=secrets.token_urlsafe(32), **fields)
            accept_with(request, by=by)
            effects.ask_confirmation(request)
    except IntegrityError as error:
        if "request_open_once" not in str(error):
            raise
        raise MoveRefused("there is already an open request with this e-mail address at this institute") from error
    return request


@transaction.atomic
def ask_again(request: MembershipRequest) -> None:
    """The mail with the link to confirm leaves once more, at most once a minute. Raises MoveRefused."""
    if request.state != RequestState.UNCONFIRMED:
        raise MoveRefused(f"the request is already {request.get_state_display()}")
    effects.ask_confirmation(request, f"confirm-{timezone.now():%Y%m%d%H%M}")


def confirm(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant used the link in the mail: the address is proved, the delegates are told."""
    REQUEST.perform(request, "confirm", by=by, reason=reason, facts={"confirmed_at": timezone.now()})


def withdraw(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant no longer wants it."""
    REQUEST.perform(request, "withdraw", by=by, reason=reason)


@transaction.atomic
def recognise(request: MembershipRequest, *, person: Person | None, by: Any, reason: str = "") -> None:
    """The delegate knows the applicant as somebody on record, whose record approval then continues; None: somebody new.

    Raises MoveRefused once the request is decided, Denied.
    """
    with recorded("recognise", by=by, reason=reason):
        MembershipRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        request.refresh_from_db()
        if request.state != RequestState.WAITING:
            raise MoveRefused(f"the request is already {request.get_state_display()}")
        require(by, policy.DECIDE, request)
        request.person = person
        request.save(update_fields=["person"])


@transaction.atomic
def approve(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The delegate says yes: the person and the membership exist from the day that was asked for.

    Raises MoveRefused when the institute is no member on that day or the person already belongs to it.
    """
    with recorded("approve", by=by, reason=reason):
        REQUEST.perform(request, "approve", by=by, reason=reason, facts=_decision(by, reason))
        request.membership = admit(request)
        request.save(update_fields=["membership"])
        effects.tell_approved(request, by, open_access(request, request.membership.person, by=by))


def decline(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """The delegate says no, and why."""
    REQUEST.perform(request, "decline", by=by, reason=reason, facts=_decision(by, reason))


def _decision(by: Any, reason: str) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by_id": by.pk, "reason": reason}
