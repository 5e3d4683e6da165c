"""The queue of membership requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Trim
from django.utils import timezone
from django.utils.safestring import SafeString

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships.models import Category
from members.people.models import Person, PersonIdentifier
from members.requests import policy
from members.requests.choices import NOTE_TONES, OPEN, TONES, Note, RequestState, Voucher
from members.requests.models import MembershipRequest
from members.requests.panels import MOVES
from portal.listing import Action, Column, Context, Listing, Row
from portal.ui.components import local_time


def _ago(instant: datetime) -> SafeString:
    """How long ago, in the largest unit that says enough; the instant itself in the title."""
    hours = int((timezone.now() - instant).total_seconds() // 3600)
    words = "just now" if hours < 1 else f"{hours} h ago" if hours < 48 else f"{hours // 24} d ago"
    return SafeString(f'<span title="{local_time(instant):%Y-%m-%d %H:%M %Z}">{words}</span>')


def _voucher(context: Context) -> Case:
    """What vouches for the applicant: the kind of the identity, or the confirmed address alone."""
    return Case(When(identity_kind="", then=Value(Voucher.EMAIL)), default="identity_kind", output_field=CharField())


KNOWN = """
CASE WHEN members_membershiprequest.state <> ALL(%s) THEN NULL
     WHEN members_membershiprequest.person_id IS NOT NULL THEN %s
     WHEN EXISTS (SELECT FROM members_person p WHERE lower(p.email) = lower(members_membershiprequest.email))
       OR EXISTS (SELECT FROM members_personaddress a
                  WHERE lower(a.address) = lower(members_membershiprequest.email))
       OR members_membershiprequest.orcid <> ''
          AND EXISTS (SELECT FROM members_personidentifier i
                      WHERE i.value = members_membershiprequest.orcid AND i.kind = 'ORCID')
     THEN %s END
"""
HOLDER = """
CASE WHEN members_membershiprequest.claimed_at > %s THEN
    (SELECT trim(p.given_name || ' ' || p.family_name) FROM members_person p
     WHERE p.user_id = members_membershiprequest.claimed_by_id) END
"""


def _note(context: Context) -> RawSQL:
    """Possible duplicate: a waiting request with the address or the ORCID iD of somebody on record."""
    states = [[str(state) for state in OPEN], Note.KNOWN, Note.DUPLICATE]
    return RawSQL(KNOWN, states, output_field=CharField())  # noqa: S611  constants and parameters


def _holder(context: Context) -> RawSQL:
    """Who has claimed it, while the claim lasts."""
    lasting = timezone.now() - timedelta(hours=bylaws().requests.claim_hours)
    return RawSQL(HOLDER, [lasting], output_field=CharField())  # noqa: S611  constants and parameters


class ApprovalsListing(Listing):
    """Membership requests of the own institutes; all of them for the office."""

    name, path, detail = "approvals", "approvals/", "membership_request"
    model, noun, noun_plural, group = MembershipRequest, "membership request", "membership requests", "Members"
    needs = policy.LIST
    ordering = ("confirmed_at", "pk")
    search = ("given_name", "family_name", "native_name", "email")
    search_label = "Name or e-mail"
    counted = (MembershipRequest, Institute, Category, Person, PersonIdentifier)
    actions = (
        Action("How fast", "approvals_speed", policy.SPEED),
        Action("Invitations", "invitations", policy.INVITATIONS),
        Action("Form for newcomers", "join", policy.LIST),
        Action("Invite", "invitation_new", policy.INVITE),
    )
    moves, bulk = MOVES, ("approve", "endorse", "admit", "decline", "claim")
    asks = (
        "kind", "given_name", "family_name", "state", "institute_id", "institute__short_name", "person_id", "email",
        "issuer", "subject", "proof", "confirmed_at", "claimed_at", "claimed_by_id", "endorsed_by_id", "leaving_id",
    )  # fmt: skip
    empty_text = "Newcomers file a request on the public page; the page of your institute has the address to send them."
    columns = (
        Column(
            "full_name",
            "Person",
            primary=True,
            sort=("family_name", "given_name"),
            expr=lambda context: Trim(Concat("given_name", Value(" "), "family_name", output_field=CharField())),
        ),
        Column("native_name", "Native script", shown=False),
        Column("category.name", "Asks for", filter="choice", name="category"),
        Column("institute.short_name", "Institute", filter="choice", name="institute"),
        Column("starts_on", "From", kind="date", filter="dates"),
        Column("confirmed_at", "Confirmed", kind="instant", short=_ago),
        Column("voucher", "Identity", filter="choice", choices=Voucher, expr=_voucher, shown=False),
        Column("state", "State", filter="choice", choices=RequestState, tones=TONES),
        Column("note", "Note", filter="choice", choices=Note, tones=NOTE_TONES, expr=_note),
        Column("holder", "Claimed by", filter="choice", expr=_holder),
        Column("decided_at", "Decided", kind="instant", filter="dates", shown=False),
        Column("email", "E-mail", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, MembershipRequest.objects.all())

    def movable(self, context: Context, rows: list[Row]) -> Iterable[Any]:
        """With the names of who has claimed one, which few have, and with who decides."""
        found = list(super().movable(context, rows))
        prefetch_related_objects([row for row in found if row.claimed_by_id is not None], "claimed_by__person")
        return policy.read_together(found)
