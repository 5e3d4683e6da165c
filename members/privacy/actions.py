"""The verbs of privacy that write no other slice's table: record a look, publish and accept a notice."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from members.people.models import Person
from members.privacy import policy
from members.privacy.models import Acceptance, NoticeVersion, PrivateView
from members.privacy.queries import accepted_by, current_notice
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import Denied, Reason, facts, require

NOT_RECORDED = "contact data is not shown now: that you look at it could not be recorded"
APPLICANT = "the applicant"


def look(*, by: Any, what: str, where: str, person: Person | None = None, people: int = 1, query: str = "") -> None:
    """Record that `by` is about to see private fields, before they are shown; nothing for the own ones.

    Raises Denied when it cannot be written: what is not recorded is not shown.
    """
    own = facts(by).get("person_id")
    if person is not None and own == person.pk:
        return
    try:
        with transaction.atomic():
            PrivateView.objects.create(
                person=person,
                viewer_id=by.pk,
                who=_name(by),
                what=what,
                where=where[:300],
                people=people,
                query=query.replace("\x00", ""),
            )
    except DatabaseError as error:
        raise Denied(Reason(False, NOT_RECORDED)) from error


@transaction.atomic
def publish(*, text: str, by: Any) -> NoticeVersion:
    """A new version of the privacy notice, in force from today. Raises Denied, MoveRefused for the same text again."""
    require(by, policy.PUBLISH)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members_noticeversion'))")
    last = NoticeVersion.objects.order_by("-number").first()
    if last is not None and last.text == text:
        raise MoveRefused("this text is already in force; nothing is new for the members")
    with recorded("publish", by=by):
        return NoticeVersion.objects.create(
            number=last.number + 1 if last else 1, text=text, published_on=timezone.localdate(), published_by_id=by.pk
        )


@transaction.atomic
def accept(version: NoticeVersion, *, by: Any) -> None:
    """The member took note of the version that is in force; twice is once. Raises Denied, MoveRefused for another."""
    require(by, policy.ACCEPT)
    if version != current_notice():
        raise MoveRefused(f"{version} is no longer in force")
    with recorded("accept", by=by):
        known = facts(by)["person_id"]
        Acceptance.objects.get_or_create(
            version=version,
            user_id=by.pk,
            request=None,
            on_behalf_of="",
            defaults={"person_id": known, "who": _name(by)},
        )


@transaction.atomic
def accept_for(person: Person, *, by: Any) -> Acceptance:
    """The office records that a person signed the version in force on paper; who recorded it and when is kept.

    Raises Denied, MoveRefused without a notice and for somebody who accepted it already.
    """
    require(by, policy.ACCEPT_FOR)
    version = current_notice()
    if version is None:
        raise MoveRefused("no privacy notice is in force")
    if accepted_by(version.number, user=person.user_id, person=person.pk).exists():
        raise MoveRefused(f"{person} accepted {version} already")
    with recorded("accept on paper", by=by, acting_for=person):
        return Acceptance.objects.create(
            version=version, user_id=by.pk, person=person, who=_name(by), on_behalf_of=str(person)[:300]
        )


@transaction.atomic
def accept_with(request: Any, *, by: Any) -> None:
    """Filing a membership request accepts the notice that the form linked to; nothing without a notice."""
    version = current_notice()
    if version is None:
        return
    signed_in = getattr(by, "is_authenticated", False)
    Acceptance.objects.get_or_create(
        version=version,
        request=request.pk,
        defaults={
            "user_id": by.pk if signed_in else None,
            "person_id": request.person_id,
            "who": _name(by) if signed_in else APPLICANT,
        },
    )


def _name(by: Any) -> str:
    return str(facts(by).get("name") or by)[:300]
