"""All data of a person, erasure, the privacy notice, retention."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.people.models import Person
from members.people.views import crumbs_of
from members.privacy import actions, collecting, erasure, notices, policy
from members.privacy.forms import EraseForm, NoticeForm
from members.privacy.models import NoticeVersion
from members.privacy.panels import data_page, retention_page
from members.privacy.queries import current_notice
from members.privacy.retention import retention as run_retention
from portal.lifecycle import MoveRefused
from portal.policy import facts, may, needs, require

HELD = "all data held"
NOTICE = "Privacy notice"


def _self(request: HttpRequest) -> Person:
    return get_object_or_404(Person, pk=facts(request.user)["person_id"])


def _other(request: HttpRequest, pk: int) -> Person:
    """The person, when the reader is the office or the person; anybody else finds nothing under any number."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or not may(request.user, policy.SEE, person):
        raise Http404("no such person")
    return person


@needs(policy.SEE_OWN)
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everything held about the reader."""
    return _page(request, _self(request), own=True)


@needs(policy.SEE)
@never_cache
@require_safe
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything held about a person, for the office on request; recorded before it is shown."""
    person = _other(request, pk)
    actions.look(by=request.user, what=HELD, where="the page of all data", person=person)
    return _page(request, person, own=facts(request.user).get("person_id") == person.pk)


def _page(request: HttpRequest, person: Person, *, own: bool) -> HttpResponse:
    context = {"page": data_page(person, request.user, own=own), "nav_key": "people"}
    return render(request, "detail/page.html", context)


@needs(policy.SEE_OWN)
@never_cache
@require_safe
def own_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    return _file(_self(request), kind)


@needs(policy.SEE)
@never_cache
@require_safe
def held_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same for the office, recorded."""
    person = _other(request, pk)
    actions.look(by=request.user, what=HELD, where=f"a download ({kind})"[:300], person=person)
    return _file(person, kind)


def _file(person: Person, kind: str) -> HttpResponse:
    if kind == "json":
        response = HttpResponse(collecting.as_json(person), content_type="application/json; charset=utf-8")
    elif kind == "zip":
        response = HttpResponse(collecting.as_zip(person), content_type="application/zip")
    else:
        raise Http404("no such kind of file")
    response["Content-Disposition"] = f'attachment; filename="personal-data-{person.pk}.{kind}"'
    return response


@needs(policy.ERASE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of an erasure, and the erasure."""
    person = get_object_or_404(Person, pk=pk)
    form = EraseForm(request.POST or None)
    found, refused = None, ""
    try:
        if request.method == "POST" and form.is_valid():
            erasure.erase(person, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"Contact data of {person} are erased.")
            return redirect(person)
        found = erasure.preview(person, by=request.user)
    except MoveRefused as refusal:
        refused = str(refusal)
    context = {
        "person": person,
        "form": form,
        "found": found,
        "refused": refused,
        "page": {
            "crumbs": crumbs_of(person),
            "submit_label": "Erase for good",
            "cancel_url": person.get_absolute_url(),
            "confirm": CONFIRM,
        },
        "nav_key": "people",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "members/person_erase.html", context, status=status)


CONFIRM = "Nobody can bring these data back. Erase them?"


@needs(policy.READ_NOTICE)
@require_safe
def notice(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The privacy notice in force, or an older version by its number."""
    current = current_notice()
    shown = current if number is None else get_object_or_404(_published(), number=number)
    context = {
        "notice": shown,
        "current": current,
        "versions": _published(),
        "accepted": notices.accepted(request.user, current),
        "may_accept": may(request.user, policy.ACCEPT),
        "may_publish": may(request.user, policy.PUBLISH),
        "page": {"crumbs": [("Members", "")] if number is None else [("Members", ""), (NOTICE, reverse("privacy"))]},
    }
    return render(request, "members/privacy_notice.html", context)


def _published() -> Any:
    return NoticeVersion.objects.filter(published_on__lte=timezone.localdate())


@needs(policy.ACCEPT)
@require_http_methods(["POST"])
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The member took note of it, or wants to be asked another day."""
    version = get_object_or_404(_published(), number=number)
    if "later" in request.POST:
        request.session[notices.LATER] = version.number
        return redirect("home")
    try:
        actions.accept(version, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was recorded: {refusal}.")
        return redirect("privacy")
    request.session[notices.ACCEPTED] = version.number
    messages.success(request, f"Recorded: you took note of {version} of the privacy notice.")
    return redirect("home")


@needs(policy.ACCEPT_FOR)
@require_http_methods(["POST"])
def accept_for(request: HttpRequest, pk: int) -> HttpResponse:
    """The office has the signature of somebody on paper."""
    person = _other(request, pk)
    try:
        found = actions.accept_for(person, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was recorded: {refusal}.")
    else:
        messages.success(request, f"Recorded: {person} took note of {found.version} of the privacy notice, on paper.")
    return redirect(person)


@needs(policy.PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """The office writes a new version, beginning with the text in force."""
    current = current_notice()
    form = NoticeForm(request.POST or None, initial={"text": current.text if current else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish(text=form.cleaned_data["text"], by=request.user)
        except MoveRefused as refusal:
            form.add_error("text", f"{refusal}.")
        else:
            notices.forget()
            messages.success(request, f"Published as {made}. Members are asked to take note of it.")
            return redirect("privacy")
    page = {
        "title": "New version of the privacy notice",
        "crumbs": [("Members", ""), (NOTICE, reverse("privacy"))],
        "submit_label": "Publish",
        "cancel_url": reverse("privacy"),
        "confirm": "A published version can never be changed. Publish it?",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "form/page.html", {"form": form, "page": page}, status=status)


@needs(policy.SEE_RETENTION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """What is due by each rule; the office may remove it now."""
    if request.method == "POST":
        require(request.user, policy.RETAIN)
        run = run_retention(timezone.localdate(), by=request.user)
        messages.success(request, f"Removed: {sum(run.removed.values()):,}.")
        return redirect("retention")
    page = retention_page(timezone.localdate(), may_run=may(request.user, policy.RETAIN))
    return render(request, "detail/page.html", {"page": page, "nav_key": "retention"})
