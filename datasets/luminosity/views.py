"""Forms about good-run lists, and their runs as text and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from datasets.luminosity import actions, policy
from datasets.luminosity.forms import GoodRunListForm, RemoveForm
from datasets.luminosity.models import GoodRunList
from datasets.luminosity.numbers import text_of
from datasets.luminosity.queries import ranges_on
from portal.policy import needs

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _ask(
    request: HttpRequest, form: forms.Form, verb: Callable[[dict[str, Any]], str], *, title: str, label: str, back: str
) -> HttpResponse:
    """Show the form; carry out the verb, which says where to go on, when it is filled in."""
    if request.method == "POST" and form.is_valid():
        where = verb(form.cleaned_data)
        messages.success(request, f"{title}: done.")
        return redirect(where)
    page = {
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "crumbs": [("Data", ""), ("Good-run lists", reverse("good_run_lists"))],
    }
    status = 422 if form.errors else 200
    return render(request, "form/page.html", {"form": form, "page": page, "nav_key": "good_run_lists"}, status=status)


@needs(policy.MAKE)
@form_page
def create(request: HttpRequest) -> HttpResponse:
    """Make a list."""
    form = GoodRunListForm(None, request.POST or None)

    def verb(facts: dict[str, Any]) -> str:
        return actions.make(facts.pop("name"), facts.pop("rule"), by=request.user, **facts).get_absolute_url()

    return _ask(request, form, verb, title="New good-run list", label="Make it", back=reverse("good_run_lists"))


@needs(policy.MAKE)
@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a list."""
    found = get_object_or_404(GoodRunList, pk=pk)
    form = GoodRunListForm(found, request.POST or None)

    def verb(facts: dict[str, Any]) -> str:
        actions.change(found, by=request.user, **facts)
        return found.get_absolute_url()

    return _ask(request, form, verb, title=f"Change {found}", label="Save", back=found.get_absolute_url())


@needs(policy.MAKE)
@form_page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a list, with a reason."""
    found = get_object_or_404(GoodRunList, pk=pk)
    back = found.get_absolute_url()

    def verb(facts: dict[str, Any]) -> str:
        actions.remove(found, by=request.user, reason=facts["reason"])
        return reverse("good_run_lists")

    return _ask(request, RemoveForm(request.POST or None), verb, title=f"Remove {found}", label="Remove", back=back)


@needs(policy.SEE)
@require_safe
def as_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The runs of a list, a line for each experiment: `18: 200-203, 205`."""
    found = get_object_or_404(GoodRunList, pk=pk)
    lines = (f"{experiment}: {text_of(ranges)}\n" for experiment, ranges in ranges_on(found).items())
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="good-runs-{found.pk}.txt"'
    return response


@needs(policy.SEE)
@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The runs of a list as ranges by experiment: `{"18": [[200, 203], [205, 205]]}`."""
    found = get_object_or_404(GoodRunList, pk=pk)
    response = JsonResponse({str(experiment): ranges for experiment, ranges in ranges_on(found).items()})
    response["Content-Disposition"] = f'attachment; filename="good-runs-{found.pk}.json"'
    return response
