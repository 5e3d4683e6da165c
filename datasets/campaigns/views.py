"""Pages on which the production manager keeps the campaigns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from datasets.campaigns import actions, policy
from datasets.campaigns.forms import FactsForm, NewForm
from datasets.campaigns.models import Campaign
from portal.lifecycle import MoveRefused
from portal.policy import needs


def _form_page(request: HttpRequest, form: Any, title: str, label: str, back: str) -> HttpResponse:
    page = {
        "title": title,
        "crumbs": [("Data", ""), ("Campaigns", reverse("campaigns"))],
        "submit_label": label,
        "cancel_url": back,
    }
    context = {"form": form, "page": page, "nav_key": "campaigns"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


def _refused(form: Any, refusal: MoveRefused) -> None:
    """The words of the refusal beside the field that they name."""
    name, colon, words = str(refusal).partition(": ")
    where, said = (name, words) if colon and name in form.fields else (None, str(refusal))
    form.add_error(where, f"{said[0].upper()}{said[1:]}.")


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    form = NewForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.begin(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{made} is on record.")
            return redirect(made)
    return _form_page(request, form, "New campaign", "Create", reverse("campaigns"))


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a campaign."""
    campaign = get_object_or_404(Campaign, pk=pk)
    form = FactsForm(request.POST or None, instance=get_object_or_404(Campaign, pk=pk))
    if form.is_valid():
        try:
            actions.edit(campaign, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            return redirect(campaign)
    return _form_page(request, form, f"Edit {campaign}", "Save", campaign.get_absolute_url())
