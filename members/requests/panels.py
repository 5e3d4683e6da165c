"""The page of a membership request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from members.bylaws import bylaws
from members.requests import actions, duplicates, policy, queries
from members.requests.choices import OPEN, TONES, Proof, RequestState
from members.requests.desk import actions as desk
from members.requests.desk.forms import NoteForm
from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest
from portal.detail import Banner, Detail, Fact, Facts, Shown, Template
from portal.lifecycle.moves import Moves
from portal.policy import may


def _get(user: Any, pk: int) -> MembershipRequest:
    return get_object_or_404(policy.visible(user, MembershipRequest.objects.all()), pk=pk)


MOVES = Moves(
    REQUEST,
    {  # the other moves are the applicant's, by mail
        "approve": actions.approve,
        "endorse": actions.endorse,
        "admit": actions.admit,
        "return": actions.send_back,
        "decline": actions.decline,
        "claim": desk.claim,
        "take_over": desk.take_over,
        "release": desk.release,
        "hold": desk.hold,
        "resume": desk.resume,
        "vouch": actions.vouch,
    },
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


def _proof(request: MembershipRequest, shown: Shown) -> str:
    """Which way confirmed the identity, when, and on whose word; else whether the by-laws ask for one."""
    if not request.proof:
        return "not yet" if queries.identity_is_open(request) else ""
    whose = f", {queries.name_of(request.proved_by)}" if request.proved_by_id else ""
    return f"{request.get_proof_display()}{whose}, {timezone.localtime(request.proved_at):%Y-%m-%d %H:%M %Z}"


def _claimed(request: MembershipRequest, shown: Shown) -> str:
    if queries.holder(request) is None:
        return ""
    return f"{queries.name_of(request.claimed_by)}, since {timezone.localtime(request.claimed_at):%Y-%m-%d %H:%M %Z}"


def _log(request: MembershipRequest, shown: Shown) -> dict[str, Any]:
    """The notes, oldest first, and the form for another."""
    url = reverse("membership_request_note", args=[request.pk])
    return {"id": "log", "notes": request.notes.all(), "form": NoteForm(), "url": url}


def _similar(request: MembershipRequest, shown: Shown) -> dict[str, Any]:
    """People who may be the applicant, with a button each while there is something to decide."""
    open_now = request.state in OPEN and may(shown.user, policy.DECIDE, request)
    twins = duplicates.similar_requests(request) if request.state in OPEN else []
    return {
        "people": duplicates.similar_people(request),
        "twins": [(twin, may(shown.user, policy.SEE, twin.request)) for twin in twins],
        "filed": request,
        "open": open_now,
    }


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
        "claimed_by",
        "endorsed_by",
        "proved_by",
        "invitation__invited_by",
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
            Fact("category", "Category"),
            Fact("starts_on", "From"),
            Fact("ends_on", "Until", value=lambda request, shown: request.ends_on or "open end"),
            Fact("share", "Share", value=lambda request, shown: f"{request.share} %" if request.share else ""),
            Fact("sponsor", "Sponsor", href=lambda request: request.sponsor.get_absolute_url()),
            Fact("message", "Message"),
        ),
        Template("People of a similar name", "members/_similar.html", _similar),
        Template("Internal log", "members/_notes.html", _log, needs=policy.DECIDE),
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
            Fact("confirmed_by", "Identity confirmed by", value=_proof, field="proof"),
            Fact("certificate_subject", "Certificate", copy=True),
            Fact("certificate_issuer", "issued by"),
            Fact("certificate_check", "that is"),
            Fact("person", "Recognised as", href=lambda request: request.person.get_absolute_url()),
        ),
        Facts(
            "Decision",
            Fact("filed_at", "Filed"),
            Fact("confirmed_at", "Address confirmed"),
            Fact(
                "invitation",
                "Invited by",
                value=lambda request, shown: request.invitation and queries.name_of(request.invitation.invited_by),
            ),
            Fact("claimed_by", "Claimed by", value=_claimed),
            Fact("endorsed_at", "Approved by the delegate"),
            Fact("endorsed_by", "That is", value=lambda request, shown: queries.name_of(request.endorsed_by)),
            Fact("decided_at", "Decided"),
            Fact("decided_by", "By", value=lambda request, shown: queries.name_of(request.decided_by)),
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
        """Who else has it, what has to happen first, and that the institute ends before the membership would."""
        found: list[Banner] = []
        if obj.state not in OPEN:
            return found
        holder = queries.holder(obj)
        if holder is not None and holder != shown.user.pk:
            found.append(Banner("info", format_html("{} has claimed this request.", queries.name_of(obj.claimed_by))))
        if words := queries.identity_is_open(obj):
            found.append(Banner("wait", format_html("{}{}.", words[0].upper(), words[1:])))
        upper = obj.institute.period.upper
        if upper is not None and not (obj.ends_on and obj.ends_on < upper):
            words = "{} is in the collaboration until {}, and the membership would end with it."
            found.append(Banner("wait", format_html(words, obj.institute, upper - timedelta(days=1))))
        return found

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """What asks for more than a reason: to whom it goes, which certificate."""
        buttons = []
        if obj.state in (RequestState.WAITING, RequestState.HELD) and may(shown.user, policy.DECIDE, obj):
            buttons.append({"label": "Hand over", "url": reverse("membership_request_hand_over", args=[obj.pk])})
        asked = Proof.CERTIFICATE in bylaws().requests.identity and queries.identity_is_open(obj)
        if obj.state in OPEN and asked and may(shown.user, policy.CERTIFY, obj):
            url = reverse("membership_request_certificate", args=[obj.pk])
            buttons.append({"label": "Record a certificate", "url": url})
        return buttons
