"""The list of invitations."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Trim

from members.people.models import Person
from members.requests import policy
from members.requests.choices import INVITATION_TONES, InvitationState
from members.requests.models import Invitation, MembershipRequest
from portal.listing import Action, Column, Context, Listing


def _state(context: Context) -> Case:
    """As `queries.invitation_state` has it for one."""
    used = MembershipRequest.objects.filter(invitation=OuterRef("pk"))
    return Case(
        When(Q(Exists(used)), then=Value(InvitationState.USED)),
        When(revoked_at__isnull=False, then=Value(InvitationState.REVOKED)),
        When(expires_on__lt=context.today, then=Value(InvitationState.EXPIRED)),
        default=Value(InvitationState.OPEN),
        output_field=CharField(),
    )


def _whole(given: str, family: str) -> Trim:
    return Trim(Concat(given, Value(" "), family, output_field=CharField()))


class InvitationsListing(Listing):
    """Who was asked to come to the own institutes; everybody for the office."""

    name, path, detail = "invitations", "invitations/", "invitation"
    model, noun, noun_plural, group = Invitation, "invitation", "invitations", "Members"
    needs = policy.INVITATIONS
    ordering = ("-invited_at", "pk")
    search = ("given_name", "family_name", "email")
    search_label = "Name or e-mail"
    actions = (Action("Invite", "invitation_new", policy.INVITE, primary=True),)
    empty_text = "Invite somebody: the mail has a link to the form, filled in."
    columns = (
        Column("email", "E-mail", primary=True),
        Column("name", "Name", expr=lambda context: _whole("given_name", "family_name")),
        Column("institute.short_name", "Institute", filter="choice", name="institute"),
        Column("category.name", "Category", filter="choice", name="category"),
        Column("state", "State", filter="choice", choices=InvitationState, tones=INVITATION_TONES, expr=_state),
        Column(
            "by",
            "Invited by",
            filter="choice",
            expr=lambda context: Subquery(
                Person.objects.filter(user=OuterRef("invited_by"))
                .annotate(whole=_whole("given_name", "family_name"))
                .values("whole")[:1]
            ),
        ),
        Column("invited_at", "Invited", kind="instant", filter="dates"),
        Column("expires_on", "Link until", kind="date", filter="dates"),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible_invitations(context.user, Invitation.objects.all())
