"""Forms of applications with their files, of departures, mergers and splits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.accession import actions, policy
from members.accession.choices import DocumentKind
from members.accession.forms import (
    AdmitForm,
    ApplicationForm,
    DepartureForm,
    DocumentForm,
    MergeForm,
    PresentForm,
    SettleForm,
    SplitForm,
)
from members.accession.leaving import actions as leaving
from members.accession.models import Application, Departure, Document
from members.accession.structure import actions as structure
from members.bylaws import bylaws
from members.institutes.models import Institute
from members.institutes.views import done, form_page
from members.memberships.models import Membership
from portal.policy import needs, require


def _page(
    request: HttpRequest, form: forms.BaseForm, title: str, label: str, back: Application | Departure | None
) -> HttpResponse:
    name = "departures" if isinstance(back, Departure) else "applications"
    noun = "Leaving institutes" if name == "departures" else "Joining institutes"
    page: dict[str, Any] = {
        "title": title,
        "crumbs": [("Members", ""), (noun, reverse(name)), *([(str(back), back.get_absolute_url())] if back else [])],
        "submit_label": label,
        "cancel_url": back.get_absolute_url() if back else reverse(name),
    }
    status = 422 if form.errors else 200
    return render(request, "form/page.html", {"form": form, "page": page, "nav_key": name}, status=status)


def _application(request: HttpRequest, pk: int, permission: str) -> Application:
    application = get_object_or_404(policy.visible(request.user, Application.objects.all()), pk=pk)
    require(request.user, permission, application)
    return application


@needs(policy.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The application of an institute, as a draft."""
    form = ApplicationForm(request.POST or None)
    if form.is_valid():
        return redirect(actions.file_application(by=request.user, **form.told()))
    return _page(request, form, "Application of an institute", "Keep as a draft", None)


@needs(policy.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    application = _application(request, pk, policy.KEEP)
    form = ApplicationForm(request.POST or None, instance=get_object_or_404(Application, pk=pk))
    if form.is_valid() and done(form, lambda: actions.edit_application(application, by=request.user, **form.told())):
        return redirect(application)
    return _page(request, form, f"Application of {application}", "Save", application)


@needs(policy.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a document."""
    application = _application(request, pk, policy.KEEP)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(bylaws().institutes.document_bytes + 1)  # one more than is taken is enough to refuse it
        kind = DocumentKind(form.cleaned_data["kind"])
        if done(
            form,
            lambda: actions.attach(application, kind=kind, file_name=file.name, content=content, by=request.user),
        ):
            return redirect(application)
    return _page(request, form, f"Document for {application}", "Add", application)


def _document(request: HttpRequest, pk: int, document: int, permission: str) -> Document:
    application = _application(request, pk, permission)
    return get_object_or_404(Document.objects.select_related("application"), pk=document, application=application)


@needs(policy.LIST)
@never_cache
def document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The file as it was given, to be saved and never shown by the browser."""
    found = _document(request, pk, document, policy.READ)
    if not found.content:
        raise Http404("This file was removed together with the contact data of somebody whom it named.")
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@needs(policy.APPLY)
@require_POST
def remove(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Take a file out of a draft."""
    found = _document(request, pk, document, policy.KEEP)
    form = forms.Form(request.POST)
    form.is_valid()
    if not done(form, lambda: actions.remove(found, by=request.user)):
        return _page(request, form, f"Documents of {found.application}", "Remove", found.application)
    return redirect(found.application)


@needs(policy.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """When the board meets."""
    application = _application(request, pk, policy.DECIDE)
    form = PresentForm(request.POST or None, initial={"meeting_on": timezone.localdate()})
    if form.is_valid() and done(form, lambda: actions.present(application, by=request.user, **form.cleaned_data)):
        return redirect(application)
    return _page(request, form, f"{application} is presented to the board", "Set the meeting", application)


@needs(policy.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """The board took the institute in."""
    application = _application(request, pk, policy.DECIDE)
    form = AdmitForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid() and done(form, lambda: actions.admit(application, by=request.user, **form.cleaned_data)):
        return redirect(application)
    return _page(request, form, f"Admit {application}", "Admit", application)


@needs(policy.ANNOUNCE)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """An institute leaves."""
    institute = get_object_or_404(Institute, pk=pk)
    form = DepartureForm(request.POST or None)
    made: list[Departure] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(leaving.announce_departure(institute, by=request.user, **form.cleaned_data)),
    ):
        return redirect(made[0])
    confirm = "Everybody of the institute is told by mail."
    return form_page(request, form, institute, f"{institute} leaves", "Announce", confirm=confirm)


@needs(policy.SETTLE)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Where one member goes on."""
    departure = get_object_or_404(Departure.objects.select_related("institute"), pk=pk)
    require(request.user, policy.SETTLE, departure)
    rows = Membership.objects.select_related("person")
    row = get_object_or_404(rows, pk=membership, institute=departure.institute_id)
    now = departure.onward.filter(membership=row).first()
    form = SettleForm(departure, request.POST or None, initial={"to": now.institute_id if now else None})
    if form.is_valid() and done(
        form, lambda: leaving.settle(departure, membership=row, by=request.user, **form.cleaned_data)
    ):
        return redirect(departure)
    return _page(request, form, f"{row.person} when {departure.institute} leaves", "Save", departure)


@needs(policy.RESTRUCTURE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """An institute becomes part of another one."""
    institute = get_object_or_404(Institute, pk=pk)
    form = MergeForm(institute, request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid() and done(form, lambda: structure.merge(institute, by=request.user, **form.cleaned_data)):
        return redirect(institute)
    return form_page(request, form, institute, f"Merge {institute}", "Merge")


@needs(policy.RESTRUCTURE)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """A part becomes an institute of its own."""
    institute = get_object_or_404(Institute, pk=pk)
    form = SplitForm(institute, request.POST or None, initial={"on": timezone.localdate()})
    made: list[Institute] = []
    if form.is_valid() and done(
        form, lambda: made.append(structure.split(institute, by=request.user, **form.cleaned_data))
    ):
        return redirect(made[0])
    return form_page(request, form, institute, f"Split {institute}", "Split")
