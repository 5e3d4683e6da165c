"""The verbs of a membership request from the filing to the decision; what delegates do in between is in `desk`."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.institutes.models import Institute
from members.memberships import rules
from members.memberships.models import Category, Membership
from members.memberships.writing import lock
from members.people.models import Person
from members.people.names import clean
from members.privacy.actions import accept_with
from members.requests import admission, effects, policy, queries
from members.requests.choices import OPEN, Alarm, CertificateCheck, InvitationState, Proof, RequestKind, RequestState
from members.requests.lifecycle import REQUEST
from members.requests.models import Invitation, MembershipRequest, RequestAlarm, RequestNote
from portal.accounts.claims import Claims
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import facts, require

APPLICANT = "the applicant"
UNCLAIMED: dict[str, Any] = {"claimed_by_id": None, "claimed_at": None}


def file(
    *, by: Any, claims: Claims | None = None, invitation: Invitation | None = None, **fields: Any
) -> MembershipRequest:
    """Somebody asks to become a member. Gives no account; a mail asks to confirm the address.

    `claims` are of a sign-on that vouched for the identity, which counts as confirmed by it. A member who asks in
    person adds to the own record. An `invitation` is used up; who files from the address that it was sent to has
    proved the address by its link. Raises MoveRefused when the same address already waits at the same institute, or
    when the invitation does not work any more.
    """
    if claims is not None:
        fields |= {"identity_kind": claims.kind, "issuer": claims.issuer, "subject": claims.subject}
        fields |= {"proof": Proof.SSO, "proved_at": timezone.now()}
    for name in ("given_name", "family_name", "native_name"):
        fields[name] = clean(fields.get(name, ""))
    known = facts(by) if hasattr(by, "is_authenticated") else {}
    if known.get("email") and known["email"].lower() == fields["email"].lower():
        fields["person_id"] = known["person_id"]
    actor = by if getattr(by, "is_authenticated", False) else APPLICANT
    try:
        with transaction.atomic(), recorded("file", by=actor):
            if invitation is not None:
                fields |= {"invitation": _usable(invitation), "institute": invitation.institute}
            request = MembershipRequest.objects.create(token=secrets.token_urlsafe(32), **fields)
            accept_with(request, by=by)
            if invitation is not None and invitation.email.lower() == request.email.lower():
                confirm(request, by=actor)
            else:
                effects.ask_confirmation(request)
    except IntegrityError as error:
        if "request_open_once" not in str(error):
            raise
        raise MoveRefused("there is already an open request with this e-mail address at this institute") from error
    return request


def _usable(invitation: Invitation) -> Invitation:
    """The invitation, locked. Raises MoveRefused when its link was used, has expired or was taken back."""
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    state = queries.invitation_state(found)
    if state != InvitationState.OPEN:
        raise MoveRefused(f"this invitation does not work any more: it is {state.label}")
    return found


@transaction.atomic
def ask_again(request: MembershipRequest) -> None:
    """The mail with the link to confirm leaves once more, at most once a minute. Raises MoveRefused."""
    if request.state != RequestState.UNCONFIRMED:
        raise MoveRefused(f"the request is already {request.get_state_display()}")
    effects.ask_confirmation(request, f"confirm-{timezone.now():%Y%m%d%H%M}")


@transaction.atomic
def confirm(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant used the link in the mail: the address is proved, the delegates are told."""
    REQUEST.perform(request, "confirm", by=by, reason=reason, facts={"confirmed_at": timezone.now()})
    _office_knows(request)


def _office_knows(request: MembershipRequest) -> None:
    """Where nobody decides for the institute, the mail just went to the office: its clock need not say it again."""
    if not effects.delegate_addresses(request):
        RequestAlarm.objects.get_or_create(request=request, alarm=Alarm.OFFICE, since=request.clock)


def withdraw(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The applicant no longer wants it."""
    REQUEST.perform(request, "withdraw", by=by, reason=reason)


def ask_transfer(
    *,
    leaving: Membership,
    institute: Institute,
    category: Category,
    starts_on: date,
    leaves_on: date,
    by: Any,
    ends_on: date | None = None,
    share: int | None = None,
    sponsor: Person | None = None,
    message: str = "",
) -> MembershipRequest:
    """A member asks to move to another institute, whose delegates decide; the old ones are told, and may not hinder.

    Raises MoveRefused: not a current membership, days that do not fit, shares too high, one asked for already. Denied.
    """
    with transaction.atomic(), recorded("ask transfer", by=by):
        person = lock(Person(pk=leaving.person_id))
        leaving.refresh_from_db()
        require(by, policy.TRANSFER, leaving)
        _transfer_fits(leaving, institute, starts_on, leaves_on)
        if sponsor is not None and not rules.is_sponsor_there(sponsor, institute, starts_on):
            raise MoveRefused(f"the sponsor {sponsor} is no member of {institute} on {starts_on}")
        asked = {"institute": institute, "category": category, "share": share, "sponsor": sponsor}
        _transfer_shares(leaving, starts_on, leaves_on, ends_on, **asked)
        if not person.email:
            raise MoveRefused("there is no e-mail address on the record; the answer would reach nobody")
        names = {name: getattr(person, name) for name in ("given_name", "family_name", "native_name", "email")}
        try:
            with transaction.atomic():
                request: MembershipRequest = MembershipRequest.objects.create(
                    kind=RequestKind.TRANSFER,
                    state=RequestState.WAITING,
                    confirmed_at=timezone.now(),
                    token=secrets.token_urlsafe(32),
                    person=person,
                    leaving=leaving,
                    starts_on=starts_on,
                    leaves_on=leaves_on,
                    ends_on=ends_on,
                    message=message,
                    **asked,
                    **names,
                )
        except IntegrityError as error:
            if "request_transfer_open_once" in str(error):
                raise MoveRefused("there is already an open request to transfer") from error
            if "request_open_once" in str(error):
                raise MoveRefused(f"there is already an open request at {institute}") from error
            raise
        effects.tell_delegates(request, by, "")
        _office_knows(request)
        effects.tell_old_delegates(request)
    return request


def _transfer_fits(leaving: Membership, institute: Institute, starts_on: date, leaves_on: date) -> None:
    rules.alive(leaving.person)
    if institute.pk == leaving.institute_id:
        raise MoveRefused(f"{leaving.person} is at {institute} already")
    if leaving.period.upper is not None and leaving.period.upper <= timezone.localdate():
        raise MoveRefused(f"the membership at {leaving.institute} is over")
    if leaves_on < leaving.period.lower:
        raise MoveRefused(f"the last day at {leaving.institute} lies before the first, {leaving.period.lower}")
    rules.within_institute(institute, Period(starts_on, starts_on + rules.DAY))


def _transfer_shares(leaving: Membership, starts_on: date, leaves_on: date, ends_on: date | None, **asked: Any) -> None:
    """Said when it is asked, not only when it is approved: the shares of the days at both places."""
    until = None if ends_on is None else ends_on + rules.DAY
    if ends_on is not None and ends_on < starts_on:
        raise MoveRefused(f"the last day {ends_on} lies before the first, {starts_on}")
    wanted = Membership(person=leaving.person, period=Period(starts_on, until), **asked)
    rules.shares_fit(wanted, but=[leaving.pk])
    if starts_on <= leaves_on:
        both = Membership(person=leaving.person, period=Period(starts_on, leaves_on + rules.DAY), **asked)
        rules.shares_fit(both)


@transaction.atomic
def recognise(request: MembershipRequest, *, person: Person | None, by: Any, reason: str = "") -> None:
    """The delegate knows the applicant as somebody on record, whose record approval then continues; None: somebody new.

    Raises MoveRefused once the request is decided, Denied.
    """
    with recorded("recognise", by=by, reason=reason, acting_for=REQUEST.acting_for(request, by)):
        _open(request)
        require(by, policy.DECIDE, request)
        request.person = person
        request.save(update_fields=["person"])


def _open(request: MembershipRequest) -> None:
    """Lock and read again. Raises MoveRefused unless it is confirmed and not decided."""
    MembershipRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    request.refresh_from_db()
    if request.state not in OPEN:
        raise MoveRefused(f"the request is already {request.get_state_display()}")


@transaction.atomic
def approve(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The delegate says yes: the person and the membership exist from the day that was asked for.

    Raises MoveRefused when the institute is no member on that day or the person already belongs to it, when the
    by-laws have the office as a second gate, or while the identity is not confirmed in one of their ways.
    """
    _let_in(request, "approve", by, reason)


@transaction.atomic
def admit(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The office says yes after the delegate: the membership begins. Raises MoveRefused as `approve` does."""
    _let_in(request, "admit", by, reason)


def _let_in(request: MembershipRequest, move: str, by: Any, reason: str) -> None:
    with recorded(move, by=by, reason=reason, acting_for=REQUEST.acting_for(request, by)):
        REQUEST.perform(request, move, by=by, reason=reason, facts=_decision(by, reason))
        request.membership = admission.admit(request, by=by)
        request.save(update_fields=["membership"])
        effects.tell_approved(request, by, admission.open_access(request, request.membership.person, by=by))


def endorse(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """The delegate says yes where the office admits; the office is told. Raises MoveRefused."""
    now = timezone.now()
    facts_ = {"endorsed_at": now, "endorsed_by_id": by.pk, "waiting_since": now, **UNCLAIMED}
    REQUEST.perform(request, "endorse", by=by, reason=reason, facts=facts_)


@transaction.atomic
def send_back(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """The office asks the delegate to look again, and says why, in the log as well."""
    with recorded("return", by=by, reason=reason):
        facts_ = {"endorsed_at": None, "endorsed_by_id": None, "waiting_since": timezone.now(), **UNCLAIMED}
        REQUEST.perform(request, "return", by=by, reason=reason, facts=facts_)
        _office_knows(request)
        RequestNote.objects.create(request=request, by_id=by.pk, who=queries.name_of(by), text=f"Returned: {reason}")


def decline(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """The delegate says no, and why."""
    REQUEST.perform(request, "decline", by=by, reason=reason, facts=_decision(by, reason))


def vouch(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """A delegate signs that the applicant is who the request names, and says how that is known."""
    facts_ = {"proof": Proof.DELEGATE, "proved_at": timezone.now(), "proved_by_id": by.pk}
    REQUEST.perform(request, "vouch", by=by, reason=reason, facts=facts_)


@transaction.atomic
def certify(
    request: MembershipRequest,
    *,
    subject: str,
    issuer: str,
    by: Any,
    check: str = CertificateCheck.TYPED,
    reason: str = "",
) -> None:
    """The office has seen the grid certificate of the applicant: its subject and issuer, and how they were read.

    The portal itself asks no browser for a certificate, so that it is the applicant's rests on the word of the office;
    approval keeps it with the person. Raises MoveRefused, Denied.
    """
    subject, issuer = subject.strip(), issuer.strip()
    if not subject or not issuer:
        raise MoveRefused("a certificate is known by its subject and its issuer; write both")
    with recorded("certify", by=by, reason=reason):
        _open(request)
        require(by, policy.CERTIFY, request)
        same = (subject, issuer) == (request.certificate_subject, request.certificate_issuer)
        if not (same and check == CertificateCheck.TYPED and request.certificate_check):
            request.certificate_check = (
                check  # the names that the applicant's file told stay as well checked as they were
            )
        request.certificate_subject, request.certificate_issuer = subject, issuer
        request.proof, request.proved_at, request.proved_by_id = Proof.CERTIFICATE, timezone.now(), by.pk
        names = ("certificate_subject", "certificate_issuer", "certificate_check", "proof", "proved_at", "proved_by")
        request.save(update_fields=names)


def _decision(by: Any, reason: str) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by_id": by.pk, "reason": reason, **UNCLAIMED}
