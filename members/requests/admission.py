"""What follows from an approval: the record, the membership and the account. Called by the verb, in its transaction."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from string import ascii_lowercase
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from members.memberships.models import Membership
from members.people.choices import IdentifierKind
from members.people.models import Person, PersonIdentifier
from members.people.names import fold, paper_name
from members.requests import queries
from members.requests.models import MembershipRequest
from portal.accounts.actions import IdentityTaken, open_account
from portal.accounts.claims import Claims
from portal.accounts.models import Identity, User
from portal.lifecycle import MoveRefused
from portal.periods import Period

STEM_LENGTH = 12


def admit(request: MembershipRequest) -> Membership:
    """The membership that was asked for, on the record of the person or on a new one.

    It ends with the membership of the institute at the latest. Raises MoveRefused.
    """
    place = request.institute.period
    if request.starts_on < place.lower:
        raise MoveRefused(f"cannot approve: {request.institute} joins the collaboration on {place.lower}")
    if place.upper is not None and request.starts_on >= place.upper:
        last = place.upper - timedelta(days=1)
        raise MoveRefused(f"cannot approve: the last day of {request.institute} in the collaboration is {last}")
    until = min((day for day in (_day_after(request), place.upper) if day is not None), default=None)
    person = _person(request)
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person,
                institute=request.institute,
                category=request.category,
                period=Period(request.starts_on, until),
                position=person.memberships.count(),
            )
    except IntegrityError as error:
        if "membership_once_at_a_time" not in str(error):
            raise
        raise MoveRefused(
            f"cannot approve: {person} is a member of {request.institute} at that time already"
        ) from error


def _day_after(request: MembershipRequest) -> Any:
    return request.ends_on + timedelta(days=1) if request.ends_on else None


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
