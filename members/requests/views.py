"""The public pages of a membership request, and who the applicant is on record."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.memberships.models import Category
from members.people import policy as people
from members.people.models import Person
from members.requests import actions, policy, queries
from members.requests.choices import TONES, RequestState
from members.requests.forms import JoinForm, open_institutes
from members.requests.models import MembershipRequest
from portal.accounts import claims
from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import facts, needs

TOO_OFTEN = "This was asked too often from your network or for this address. Please try again in an hour."


@needs(policy.FILE)
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """The public form. What a sign-on has verified is filled in; filing gives no account."""
    known = claims.kept(request)
    form = JoinForm(request.POST or None, request.FILES or None, initial=_initial(request, known))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _may_mail(request, form.cleaned_data["email"]):
            form.add_error(None, TOO_OFTEN)
            status = 429
        elif form.is_valid():
            try:
                filed = actions.file(by=request.user, claims=known, **form.cleaned_data)
            except MoveRefused as refusal:
                form.add_error("email", f"{_capital(refusal)}.")
            else:
                claims.forget(request)
                return redirect("join_sent", filed.token)
    context = {
        "form": form,
        "claims": known,
        "closed": not open_institutes().exists(),
        "page": {"submit_label": "Ask for membership"},
    }
    return render(request, "members/join.html", context, status=status)


def _may_mail(request: HttpRequest, address: str) -> bool:
    """Whether another mail may leave, by the limits of this network and of the address (PORTAL_JOIN_LIMIT)."""
    return ratelimit.consume(request, action="join", key=address.lower())


def _capital(words: object) -> str:
    text = str(words)
    return f"{text[0].upper()}{text[1:]}"


def _initial(request: HttpRequest, known: claims.Claims | None) -> dict[str, Any]:
    """Prefilled from the link that a delegate sent (`?institute=3&category=phd-student`), then from what is known."""
    initial: dict[str, Any] = {"starts_on": timezone.localdate()}
    institute, category = request.GET.get("institute", ""), request.GET.get("category", "")
    if institute.isdecimal():
        initial["institute"] = institute
    if category:
        row = Category.objects.filter(code=category).first()
        initial["category"] = row.pk if row else category
    if known is not None:
        return initial | {"given_name": known.given_name, "family_name": known.family_name, "email": known.email}
    person = Person.objects.filter(pk=facts(request.user).get("person_id") or 0).first()
    if person is not None:
        names = ("given_name", "family_name", "native_name", "email")
        return initial | {name: getattr(person, name) for name in names}
    return initial


def _by_token(token: str) -> MembershipRequest:
    return get_object_or_404(MembershipRequest.objects.select_related("institute", "category"), token=token)


@needs(policy.FILE)
@never_cache
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request stands; only who has the link sees it."""
    filed = _by_token(token)
    context = {"filed": filed, "tone": TONES[RequestState(filed.state)], "page": {}}
    return render(request, "members/join_state.html", context)


@needs(policy.CONFIRM)
@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing (mail filters open links); the button does."""
    pk = queries.by_confirmation_key(key)
    if pk is None:
        raise Http404("not a link of ours")
    filed = get_object_or_404(MembershipRequest.objects.select_related("institute", "category"), pk=pk)
    if request.method == "POST":
        try:
            actions.confirm(filed, by=actions.APPLICANT)
        except MoveRefused as refusal:
            messages.info(request, f"{_capital(refusal)}.")
        return redirect("join_sent", filed.token)
    return render(request, "members/join_confirm.html", {"filed": filed, "page": {}})


@needs(policy.CONFIRM)
@require_POST
def ask_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the mail to confirm once more."""
    filed = _by_token(token)
    if not _may_mail(request, filed.email):
        messages.error(request, TOO_OFTEN)
        return redirect("join_sent", token)
    try:
        actions.ask_again(filed)
        messages.success(request, f"Another mail is on its way to {filed.email}.")
    except MoveRefused as refusal:
        messages.info(request, f"No mail was sent: {refusal}.")
    return redirect("join_sent", token)


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


@needs(policy.LIST)
@require_POST
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    """A delegate says that the applicant is somebody on record, or (without `person`) somebody new."""
    filed = get_object_or_404(policy.visible(request.user, MembershipRequest.objects.all()), pk=pk)
    chosen = request.POST.get("person", "")
    person = None
    if chosen:
        rows = people.visible(request.user, Person.objects.all())
        person = get_object_or_404(rows, pk=whole(chosen))
    try:
        actions.recognise(filed, person=person, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}.")
    return redirect(filed)
