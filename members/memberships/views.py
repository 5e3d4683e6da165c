"""The public pages of a membership request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.memberships import actions, policy
from members.memberships.choices import TONES
from members.memberships.forms import JoinForm, open_institutes
from members.memberships.models import MembershipRequest
from portal.accounts import claims
from portal.lifecycle import MoveRefused
from portal.policy import needs


@needs(policy.FILE)
def join(request: HttpRequest) -> HttpResponse:
    """The public form. What a sign-on has verified is filled in; filing gives no account."""
    known = claims.kept(request)
    form = JoinForm(request.POST or None, initial=_initial(request, known))
    if request.method == "POST" and form.is_valid():
        try:
            filed = actions.file(by=request.user, claims=known, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("email", f"{str(refusal)[0].upper()}{str(refusal)[1:]}.")
        else:
            claims.forget(request)
            return redirect("join_sent", filed.token)
    context = {"form": form, "claims": known, "no_institutes": not open_institutes().exists()}
    return render(request, "members/join.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, known: claims.Claims | None) -> dict[str, str]:
    """Prefilled from the sign-on, or from the link that somebody sent (`?institute=3&category=2`)."""
    initial = {name: request.GET[name] for name in ("institute", "category", "email") if name in request.GET}
    if known is not None:
        initial |= {"given_name": known.given_name, "family_name": known.family_name, "email": known.email}
    return initial


def _by_token(token: str) -> MembershipRequest:
    return get_object_or_404(MembershipRequest.objects.select_related("institute", "category"), token=token)


@needs(policy.FILE)
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request stands; only who has the link sees it."""
    filed = _by_token(token)
    return render(request, "members/join_state.html", {"filed": filed, "tone": TONES[filed.state]})  # type: ignore[index]


@needs(policy.CONFIRM)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing (mail filters open links); the button does."""
    filed = _by_token(token)
    if request.method == "POST":
        try:
            actions.confirm(filed, by=actions.APPLICANT)
        except MoveRefused:
            messages.info(request, "This address was confirmed before.")
        return redirect("join_sent", token)
    return render(request, "members/join_confirm.html", {"filed": filed})


@needs(policy.CONFIRM)
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """The applicant takes it back."""
    filed = _by_token(token)
    try:
        actions.withdraw(filed, by=actions.APPLICANT)
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}.")
    return redirect("join_sent", token)
