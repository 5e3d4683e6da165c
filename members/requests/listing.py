"""The queue of membership requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Lower, Trim
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships.models import Category
from members.people.models import Person, PersonAddress, PersonIdentifier
from members.requests import policy
from members.requests.choices import NOTE_TONES, OPEN, TONES, Note, RequestState, Voucher
from members.requests.models import MembershipRequest
from members.requests.panels import MOVES
from portal.listing import Action, Column, Context, Listing


def _ago(instant: datetime) -> SafeString:
    """How long ago, in the largest unit that says enough; the instant itself in the title."""
    hours = int((timezone.now() - instant).total_seconds() // 3600)
    words = "just now" if hours < 1 else f"{hours} h ago" if hours < 48 else f"{hours // 24} d ago"
    return format_html('<span title="{}">{}</span>', timezone.localtime(instant).strftime("%Y-%m-%d %H:%M %Z"), words)


def _voucher(context: Context) -> Case:
    """What vouches for the applicant: the kind of the identity, or the confirmed address alone."""
    return Case(When(identity_kind="", then=Value(Voucher.EMAIL)), default="identity_kind", output_field=CharField())


def _note(context: Context) -> Case:
    """Possible duplicate: a waiting request with the address or the ORCID iD of somebody on record."""
    by_address = Person.objects.annotate(folded=Lower("email")).filter(folded=Lower(OuterRef("email")))
    by_further = PersonAddress.objects.annotate(folded=Lower("address")).filter(folded=Lower(OuterRef("email")))
    by_orcid = PersonIdentifier.objects.filter(value=OuterRef("orcid"), kind="ORCID")
    waiting = Q(state__in=OPEN)
    known = Q(Exists(by_address)) | Q(Exists(by_further)) | ~Q(orcid="") & Q(Exists(by_orcid))
    return Case(
        When(waiting & Q(person__isnull=False), then=Value(Note.KNOWN)),
        When(waiting & known, then=Value(Note.DUPLICATE)),
        default=None,
        output_field=CharField(),
    )


def _holder(context: Context) -> Case:
    """Who has claimed it, while the claim lasts; by the name of the account where nobody is on record."""
    lasting = timezone.now() - timedelta(hours=bylaws().requests.claim_hours)
    name = Trim(Concat("given_name", Value(" "), "family_name", output_field=CharField()))
    claimer = Person.objects.filter(user=OuterRef("claimed_by"), user__isnull=False).annotate(whole=name)
    found = Subquery(claimer.values("whole")[:1])
    return Case(When(claimed_at__gt=lasting, then=found), default=None, output_field=CharField())


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

    def movable(self, context: Context, pks: Iterable[Any]) -> QuerySet[Any]:
        """With who claimed it and whether somebody decides: the moves ask for both, row by row."""
        return policy.with_unattended(super().movable(context, pks)).select_related("claimed_by__person")
