"""The page on which the production manager sets values of a dataset."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from datasets.catalogue import actions, policy
from datasets.catalogue.forms import ValuesForm
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import DatasetPage
from portal.lifecycle import MoveRefused
from portal.policy import needs


@needs(policy.CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: HttpRequest, pk: int) -> HttpResponse:
    """Set values against the sources, or give them back."""
    dataset = get_object_or_404(Dataset, pk=pk)
    form = ValuesForm(request.POST or None, dataset=dataset)
    if form.is_valid():
        reason, back = form.cleaned_data["reason"], form.cleaned_data.get("back")
        try:
            with transaction.atomic():
                if form.values:
                    actions.curate(dataset, by=request.user, reason=reason, **form.values)
                if back:
                    actions.give_back(dataset, *back, by=request.user, reason=reason)
        except MoveRefused as refusal:
            name, _, words = str(refusal).partition(": ")
            form.add_error(name if name in form.fields else None, f"{words[:1].upper()}{words[1:]}.")
        else:
            return redirect(dataset)
    name = DatasetPage().title(dataset)
    page = {
        "title": f"Values of {name}",
        "crumbs": [("Data", ""), ("Datasets", reverse("datasets")), (name, dataset.get_absolute_url())],
        "intro": "A value set here wins over what the sources say, until it is given back.",
        "submit_label": "Save",
        "cancel_url": dataset.get_absolute_url(),
    }
    context = {"form": form, "page": page, "nav_key": "datasets"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)
