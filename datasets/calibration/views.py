"""Pages on which the production manager keeps calibrations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from datasets.calibration import actions, policy
from datasets.calibration.forms import NewForm, PageForm
from datasets.calibration.models import Calibration
from portal.lifecycle import MoveRefused
from portal.policy import needs


def _form_page(request: HttpRequest, form: Any, title: str, label: str, back: str) -> HttpResponse:
    page = {
        "title": title,
        "crumbs": [("Data", ""), ("Calibrations", reverse("calibrations"))],
        "submit_label": label,
        "cancel_url": back,
    }
    context = {"form": form, "page": page, "nav_key": "calibrations"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


def _refused(form: Any, refusal: MoveRefused) -> None:
    """The words of the refusal beside the field that they name."""
    name, colon, words = str(refusal).partition(": ")
    where, said = (name, words) if colon and name in form.fields else (None, str(refusal))
    form.add_error(where, f"{said[0].upper()}{said[1:]}.")


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan the calibration of a part of a campaign."""
    form = NewForm(request.POST or None, initial={name: request.GET.get(name, "") for name in ("campaign", "part")})
    if form.is_valid():
        try:
            made = actions.begin(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"The calibration of {made} is on record.")
            return redirect(made)
    return _form_page(request, form, "New calibration", "Create", reverse("calibrations"))


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a calibration."""
    found = get_object_or_404(Calibration, pk=pk)
    form = PageForm(request.POST or None, instance=get_object_or_404(Calibration, pk=pk))
    if form.is_valid():
        try:
            actions.edit(found, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            return redirect(found)
    return _form_page(request, form, f"Edit the calibration of {found}", "Save", found.get_absolute_url())
