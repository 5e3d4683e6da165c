"""What follows from an approval: the record, the membership and the account. Called by the verb, in its transaction."""

from __future__ import annotations

from itertools import count
from string import ascii_lowercase
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from members.memberships.actions import begin, last_of
from members.memberships.models import Membership
from members.memberships.transferring import transfer
from members.people.choices import IdentifierKind
from members.people.models import Person, PersonIdentifier
from members.people.names import fold, paper_name
from members.requests import queries
from members.requests.choices import RequestKind
from members.requests.models import MembershipRequest
from portal.accounts.actions import IdentityTaken, open_account
from portal.accounts.claims import Claims
from portal.accounts.models import Identity, User
from portal.lifecycle import MoveRefused

STEM_LENGTH = 12


def admit(request: MembershipRequest, *, by: Any) -> Membership:
    """The membership that was asked for, on the record of the person or on a new one; or the transfer.

    It ends with the membership of the institute at the latest. Raises MoveRefused.
    """
    if request.starts_on > (last_of(request.institute) or request.starts_on):
        raise MoveRefused(
            f"cannot approve: the last day of {request.institute} in the collaboration is {last_of(request.institute)}"
        )
    ends = [day for day in (request.ends_on, last_of(request.institute)) if day is not None]
    asked: dict[str, Any] = {
        "institute": request.institute,
        "category": request.category,
        "starts_on": request.starts_on,
        "ends_on": min(ends, default=None),
        "share": request.share,
        "sponsor": _sponsor(request, by),
        "by": by,
    }
    try:
        if request.kind == RequestKind.TRANSFER:
            return _move(request, asked)
        with transaction.atomic():
            return begin(person=_person(request), **asked)
    except MoveRefused as refusal:
        words = str(refusal)
        raise MoveRefused(words if words.startswith("cannot approve") else f"cannot approve: {words}") from refusal


def _move(request: MembershipRequest, asked: dict[str, Any]) -> Membership:
    if request.leaving is None or request.leaves_on is None:
        raise MoveRefused("the membership that the transfer should end is no longer on record")
    return transfer(membership=request.leaving, leaves_on=request.leaves_on, **asked)


def _sponsor(request: MembershipRequest, by: Any) -> Person | None:
    """Who answers for a guest: whom the request names, else who approves and is a member there."""
    if request.sponsor is not None or not request.category.needs_sponsor:
        return request.sponsor
    return Person.objects.filter(user=by.pk).first() if by.pk else None


def _person(request: MembershipRequest) -> Person:
    """The record: the one that the delegate recognised, the one that signs in with the same identity, or a new one."""
    known = queries.person_by_identity(request)
    if request.person and known and request.person != known:
        raise MoveRefused(f"cannot approve: the identity of the request signs in to the record of {known}")
    person = request.person or known
    if person is None:
        person = Person(
            given_name=request.given_name,
            family_name=request.family_name,
            paper_name=paper_name(request.given_name, request.family_name),
        )
    person.native_name = person.native_name or request.native_name
    if not person.email or person.user is None:  # an address that an account hears from is its owner's to change
        person.email, person.email_confirmed_at = request.email, request.confirmed_at
    person.save()
    if request.orcid:
        _keep(person, IdentifierKind.ORCID, request.orcid, "another record has the same ORCID iD")
    if request.certificate_subject:
        words = "another record has the same certificate"
        _keep(person, IdentifierKind.CERTIFICATE, request.certificate_subject, words, request.certificate_issuer)
    return person


def _keep(person: Person, kind: IdentifierKind, value: str, problem: str, issuer: str = "") -> None:
    """As valid, unless somebody else has it: then beside the record with the reason."""
    mine = {"person": person, "kind": kind, "value": value, "issuer": issuer}
    if PersonIdentifier.objects.filter(**mine).exists():
        return
    try:
        with transaction.atomic():
            PersonIdentifier.objects.create(**mine)
    except IntegrityError:
        PersonIdentifier.objects.create(**mine, problem=problem)


def open_access(request: MembershipRequest, person: Person, *, by: Any) -> str:
    """An account for the person who was admitted; the identity that vouched for the request signs in to it.

    Somebody who has an account already keeps signing in to it as before: a delegate who says "the same person" must not
    be able to open it to another identity.
    Returns how the person signs in: `password` (a link to choose one leaves by mail), `identity` or `as before`.
    """
    identity = Identity.objects.select_related("user").filter(issuer=request.issuer, subject=request.subject).first()
    how = "as before"
    try:
        if person.user is not None:
            return how
        if identity is not None and not Person.objects.filter(user=identity.user).exists():
            person.user = identity.user
        else:
            claims, how = None, "password"
            if request.subject and identity is None:
                claims = Claims(kind=request.identity_kind, issuer=request.issuer, subject=request.subject)
                how = "identity"
            person.user = open_account(username=free_username(person), email=person.email, by=by, claims=claims)
    except IdentityTaken as error:
        raise MoveRefused(f"cannot approve: {error}") from error
    person.save(update_fields=["user"])
    return how


def free_username(person: Person) -> str:
    """A name for the account that nobody has or had: letters of the name, then a number.

    Held until the transaction ends, so that two approvals at once never choose the same.
    """
    letters = "".join(char for char in fold(person.paper_family or person.family_name) if char in ascii_lowercase)
    given = "".join(char for char in fold(person.given_name) if char in ascii_lowercase)
    stem = f"{given[:1]}{letters}"[:STEM_LENGTH] or "member"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal_user.username'), hashtext(%s))", [stem])
    ever = apps.get_model("portal", "UserEvent")._base_manager.filter(username__startswith=stem)
    now = User.objects.filter(username__startswith=stem)
    taken = {*ever.values_list("username", flat=True), *now.values_list("username", flat=True)}
    return next(name for number in count(1) if (name := stem if number == 1 else f"{stem}{number}") not in taken)
