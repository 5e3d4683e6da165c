"""The page of a membership request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.html import format_html

from members.requests import actions, policy, queries
from members.requests.choices import TONES, RequestState
from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest
from portal.detail import Banner, Detail, Fact, Facts, Shown, Template
from portal.lifecycle.moves import Moves
from portal.policy import may


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


def _similar(request: MembershipRequest, shown: Shown) -> dict[str, Any]:
    """People who may be the applicant, with a button each while there is something to decide."""
    open_now = request.state == RequestState.WAITING and may(shown.user, policy.DECIDE, request)
    return {"people": queries.similar_people(request), "filed": request, "open": open_now}


class MembershipRequestPage(Detail):
    """What a delegate needs to decide: who, what, since when, and people of a similar name."""

    model, name, path = MembershipRequest, "membership_request", "approvals/<int:pk>/"
    listing, group, noun_plural = "approvals", "Members", "membership requests"
    needs = policy.LIST
    moves = MOVES
    select_related = (
        "institute",
        "category",
        "decided_by",
        "person",
        "membership__person",
        "leaving__institute",
        "sponsor",
    )
    left = (
        Facts(
            "What is asked",
            Fact("kind", "Asks to"),
            Fact("leaving.institute", "Leaves", href=lambda request: request.leaving.institute.get_absolute_url()),
            Fact("leaves_on", "Last day there"),
            Fact("institute", "Institute", href=lambda request: request.institute.get_absolute_url()),
            Fact("category", "As"),
            Fact("starts_on", "From"),
            Fact("ends_on", "Until", value=lambda request, shown: request.ends_on or "open end"),
            Fact("share", "Share", value=lambda request, shown: f"{request.share} %" if request.share else ""),
            Fact("sponsor", "Sponsor", href=lambda request: request.sponsor.get_absolute_url()),
            Fact("message", "Message"),
        ),
        Template("People of a similar name", "members/_similar.html", _similar),
    )
    right = (
        Facts(
            "Person",
            Fact("given_name", "Given name"),
            Fact("family_name", "Family name"),
            Fact("native_name", "Native script"),
            Fact("email", "E-mail", copy=True),
            Fact("orcid", "ORCID", copy=True, address="https://orcid.org/{}"),
            Fact("identity", "Identity", value=_identity),
            Fact("person", "Recognised as", href=lambda request: request.person.get_absolute_url()),
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

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        """That the institute ends before the membership would."""
        upper = obj.institute.period.upper
        if obj.state != RequestState.WAITING or upper is None or (obj.ends_on and obj.ends_on < upper):
            return []
        words = "{} is in the collaboration until {}, and the membership would end with it."
        return [Banner("wait", format_html(words, obj.institute, upper - timedelta(days=1)))]
