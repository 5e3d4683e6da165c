"""The pages of invitations: writing one, taking it back, and the form that its link opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.requests import actions as requests
from members.requests import policy, queries
from members.requests.choices import InvitationState
from members.requests.invitations import actions
from members.requests.invitations.forms import InvitationForm, InvitedForm
from members.requests.models import Invitation
from portal.accounts import claims
from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import needs


def _sentence(words: object) -> str:
    text = str(words)
    return f"{text[0].upper()}{text[1:]}."


@needs(policy.INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an invitation; `?institute=3` is that of the page one comes from."""
    institute = whole(request.GET.get("institute"))
    form = InvitationForm(request.user, request.POST or None, initial={"institute": institute})
    choices = form.fields["institute"].queryset  # type: ignore[attr-defined]
    if institute is None and len(own := list(choices[:2])) == 1:
        form.initial["institute"] = own[0].pk
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("email", _sentence(refusal))
        else:
            messages.success(request, f"An invitation is on its way to {made.email}.")
            return redirect("invitation", made.pk)
    page = {
        "title": "Invite somebody",
        "crumbs": [("Members", ""), ("Invitations", reverse("invitations"))],
        "submit_label": "Send the invitation",
        "cancel_url": reverse("invitations"),
    }
    context = {"page": page, "form": form, "nav_key": "approvals"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


@needs(policy.INVITATIONS)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The link works no more."""
    rows = policy.visible_invitations(request.user, Invitation.objects.select_related("institute"))
    invitation = get_object_or_404(rows, pk=pk)
    try:
        actions.take_back(invitation, by=request.user)
        messages.success(request, f"The invitation of {invitation.email} was taken back.")
    except MoveRefused as refusal:
        messages.error(request, _sentence(refusal))
    return redirect("invitation", pk)


@needs(policy.FILE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link of the mail, filled in. Opening it uses nothing up; sending the form does."""
    rows = Invitation.objects.select_related("institute", "category", "invited_by")
    invitation = get_object_or_404(rows, token=token)
    state = queries.invitation_state(invitation)
    if state != InvitationState.OPEN:
        context = {"invitation": invitation, "state": state.label, "page": {}}
        return render(request, "members/join_over.html", context, status=410)
    known = claims.kept(request)
    form = InvitedForm(invitation, request.POST or None, request.FILES or None, initial=_initial(invitation))
    if request.method == "POST" and form.is_valid():
        try:
            filed = requests.file(by=request.user, claims=known, invitation=invitation, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            claims.forget(request)
            return redirect("join_sent", filed.token)
    context = {
        "form": form,
        "claims": known,
        "invitation": invitation,
        "who": queries.name_of(invitation.invited_by) or "The membership office",
        "page": {"submit_label": "Ask for membership"},
    }
    return render(request, "members/join_invited.html", context, status=422 if form.errors else 200)


def _initial(invitation: Invitation) -> dict[str, Any]:
    names = ("given_name", "family_name", "email")
    filled = {name: getattr(invitation, name) for name in names}
    return filled | {"category": invitation.category_id, "starts_on": timezone.localdate()}
