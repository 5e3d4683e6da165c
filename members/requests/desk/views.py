"""The pages of the queue that ask for more than a reason, and how fast requests are decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from members.requests import actions as requests
from members.requests import policy
from members.requests.desk import actions, speed
from members.requests.desk.forms import CertificateForm, HandOverForm, NoteForm
from members.requests.models import MembershipRequest
from portal.lifecycle import MoveRefused
from portal.policy import needs, require

FORM = ["GET", "HEAD", "POST"]


def _get(request: HttpRequest, pk: int) -> MembershipRequest:
    rows = policy.visible(request.user, MembershipRequest.objects.select_related("institute"))
    return get_object_or_404(rows, pk=pk)


def _ask(
    request: HttpRequest, filed: MembershipRequest, form: Any, label: str, verb: Callable[[], Any], anchor: str = ""
) -> HttpResponse:
    """The form; once it holds, the verb; what is refused is said on the page of the request."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except MoveRefused as refusal:
            messages.error(request, f"{filed}: {refusal}.")
        return redirect(f"{filed.get_absolute_url()}{anchor}")
    page = {
        "title": f"{label}: {filed}",
        "crumbs": [
            ("Members", ""),
            ("Membership requests", reverse("approvals")),
            (str(filed), filed.get_absolute_url()),
        ],
        "submit_label": label,
        "cancel_url": filed.get_absolute_url(),
    }
    context = {"page": page, "form": form, "nav_key": "approvals"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


@needs(policy.LIST)
@require_http_methods(FORM)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of the internal log; an empty or an overlong one comes back with what was typed."""
    filed, form = _get(request, pk), NoteForm(request.POST or None)
    require(request.user, policy.DECIDE, filed)

    def verb() -> None:
        actions.note(filed, by=request.user, text=form.cleaned_data["text"])

    return _ask(request, filed, form, "Add the note", verb, "#log")


@needs(policy.LIST)
@require_http_methods(FORM)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the delegate who has it from now on."""
    filed = _get(request, pk)
    require(request.user, policy.DECIDE, filed)
    form = HandOverForm(filed, request.user, request.POST or None)

    def verb() -> None:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        actions.hand_over(filed, to=to, by=request.user, reason=reason)
        messages.success(request, f"{filed}: handed over to {to}.")

    return _ask(request, filed, form, "Hand over", verb)


@needs(policy.LIST)
@require_http_methods(FORM)
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The office writes down a certificate that it has seen."""
    filed = _get(request, pk)
    require(request.user, policy.CERTIFY, filed)
    known = {"subject": filed.certificate_subject, "issuer": filed.certificate_issuer}
    form = CertificateForm(request.POST or None, request.FILES or None, initial=known)

    def verb() -> None:
        requests.certify(filed, by=request.user, **form.cleaned_data)
        messages.success(request, f"{filed}: identity confirmed.")

    return _ask(request, filed, form, "Record the certificate", verb)


@needs(policy.SPEED)
def speeds(request: HttpRequest) -> HttpResponse:
    """Median and 95 % of the age of decisions in the last year and of what waits now, by institute."""
    return render(request, "members/speed.html", speed.context(request.user))
