"""The page of a membership request."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from members.memberships import actions, policy, queries
from members.memberships.choices import TONES
from members.memberships.lifecycle import REQUEST
from members.memberships.models import MembershipRequest
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table
from portal.lifecycle.moves import Moves


def _get(user: Any, pk: int) -> MembershipRequest:
    return get_object_or_404(policy.visible(user, MembershipRequest.objects.all()), pk=pk)


MOVES = Moves(
    REQUEST,
    {"approve": actions.approve, "decline": actions.decline},  # the other moves are the applicant's, by mail
    _get,
    name="membership_request_move",
    prefix="approvals/",
    see=policy.LIST,
    tones=TONES,
)


def _identity(request: MembershipRequest, shown: Shown) -> str:
    if request.subject:
        return f"{request.subject} at {request.issuer}"
    return "e-mail address only"


class MembershipRequestPage(Detail):
    """What a delegate needs to decide: who, what, since when, and people of a similar name."""

    model, name, path = MembershipRequest, "membership_request", "approvals/<int:pk>/"
    listing, group, noun_plural = "approvals", "Members", "membership requests"
    needs = policy.LIST
    moves = MOVES
    select_related = ("institute", "category", "decided_by", "membership__person")
    left = (
        Facts(
            "What is asked",
            Fact("institute", "Institute", href=lambda request: request.institute.get_absolute_url()),
            Fact("category", "As"),
            Fact("starts_on", "From"),
            Fact("ends_on", "Until", value=lambda request, shown: request.ends_on or "open end"),
            Fact("message", "Message"),
        ),
        Table(
            "People of a similar name",
            lambda request, shown: queries.similar_people(request),
            Cell("Name", lambda person: person.full_name, href=lambda person: person.get_absolute_url(), primary=True),
            Cell("Same", lambda person: person.same),
            Cell("Status", lambda person: person.on_day),
            empty="Nobody in the record has a similar name, this e-mail address or this ORCID iD.",
        ),
    )
    right = (
        Facts(
            "Person",
            Fact("given_name", "Given name"),
            Fact("family_name", "Family name"),
            Fact("native_name", "Native script"),
            Fact("email", "E-mail", copy=True),
            Fact("orcid", "ORCID", copy=True),
            Fact("identity", "Identity", value=_identity),
        ),
        Facts(
            "Decision",
            Fact("filed_at", "Filed"),
            Fact("confirmed_at", "Address confirmed"),
            Fact("decided_at", "Decided"),
            Fact("decided_by", "By", value=lambda request, shown: queries.who_decided(request)),
            Fact("reason", "Reason"),
            Fact(
                "membership.person",
                "Record",
                href=lambda request: request.membership.person.get_absolute_url(),
            ),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, MembershipRequest.objects.all())

    def title(self, obj: Any) -> str:
        return str(obj.full_name)
