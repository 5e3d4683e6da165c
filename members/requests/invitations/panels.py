"""The page of an invitation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from members.requests import policy, queries
from members.requests.choices import INVITATION_TONES, InvitationState
from members.requests.models import Invitation, MembershipRequest
from portal.detail import Detail, Fact, Facts, Shown
from portal.policy import may


def _seen(invitation: Invitation, shown: Shown) -> str:
    """The request, once its address is confirmed or for those who see it before."""
    found = policy.visible(shown.user, MembershipRequest.objects.filter(invitation=invitation)).first()
    return str(found) if found else ""


class InvitationPage(Detail):
    """Who was asked to come, and what became of it."""

    model, name, path = Invitation, "invitation", "invitations/<int:pk>/"
    listing, group, noun_plural = "invitations", "Members", "invitations"
    needs = policy.INVITATIONS
    select_related = ("institute", "category", "invited_by", "request")
    left = (
        Facts(
            "Invitation",
            Fact("email", "E-mail", copy=True),
            Fact("given_name", "Given name"),
            Fact("family_name", "Family name"),
            Fact("institute", "Institute", href=lambda row: row.institute.get_absolute_url()),
            Fact("category", "Category"),
            Fact("message", "Message"),
        ),
    )
    right = (
        Facts(
            "What became of it",
            Fact("invited_by", "Invited by", value=lambda row, shown: queries.name_of(row.invited_by)),
            Fact("invited_at", "Invited"),
            Fact("expires_on", "Works until"),
            Fact("revoked_at", "Taken back"),
            Fact("request", "Request", value=_seen, href=lambda row: row.request.get_absolute_url()),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible_invitations(user, Invitation.objects.all())

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str]:
        state = queries.invitation_state(obj)
        return str(state.label), str(INVITATION_TONES[state])

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """Take it back, while it works."""
        if queries.invitation_state(obj) != InvitationState.OPEN or not may(shown.user, policy.INVITE, obj.institute):
            return []
        words = f"The link that was sent to {obj.email} works no more."
        url = reverse("invitation_take_back", args=[obj.pk])
        return [{"name": "take-back", "label": "Take back", "form": url, "confirm": words}]
