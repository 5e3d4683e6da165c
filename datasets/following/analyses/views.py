"""Declare an analysis, what it uses, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from datasets.following import policy
from datasets.following.analyses import actions
from datasets.following.forms import AnalysisForm, DropForm, UseForm
from datasets.following.models import Analysis
from datasets.following.things import USABLE, find
from datasets.following.views import FORM, form_page
from portal.lifecycle import MoveRefused
from portal.policy import needs, require


def _crumbs() -> list[tuple[str, str]]:
    return [("Following", ""), ("Analyses", reverse("analyses"))]


def refused(form: Any, refusal: MoveRefused) -> None:
    """The words of the refusal beside the field that they name."""
    name, colon, words = str(refusal).partition(": ")
    where, said = (name, words) if colon and name in form.fields else (None, str(refusal))
    form.add_error(where, f"{said[0].upper()}{said[1:]}.")


@needs(policy.DECLARE)
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Declare an analysis, before it uses anything."""
    form = AnalysisForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(actions.declare(by=request.user, **form.cleaned_data))
        except MoveRefused as refusal:
            refused(form, refusal)
    page = {"title": "Declare an analysis", "submit_label": "Declare", "cancel_url": reverse("analyses")}
    return form_page(request, form, "analyses", crumbs=_crumbs(), **page)


@needs(policy.DECLARE)
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of an analysis."""
    analysis = get_object_or_404(Analysis, pk=pk)
    require(request.user, policy.CHANGE, analysis)
    known = {name: getattr(analysis, name) for name in actions.FACTS}
    form = AnalysisForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            actions.edit(analysis, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            refused(form, refusal)
        else:
            return redirect(analysis)
    page = {"title": f"Edit {known['title']}", "cancel_url": analysis.get_absolute_url()}
    return form_page(request, form, "analyses", crumbs=_crumbs(), **page)


@needs(policy.DECLARE)
@require_http_methods(FORM)
def use(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Declare that an analysis uses a collection or a dataset; a new analysis when none is chosen."""
    if kind not in USABLE:
        raise Http404
    thing = find(request.user, kind, pk)
    form = UseForm(request.user, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            facts = {name: data[name] for name in actions.FACTS}
            analysis = data.get("analysis") or actions.declare(by=request.user, **facts)
            actions.use(analysis, thing, by=request.user)
        except MoveRefused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"{analysis} uses {thing}: you will hear of problems with it.")
            return redirect(thing)
    page = {
        "title": f"Use {thing}",
        "crumbs": [("Data", ""), (str(thing), thing.get_absolute_url())],
        "intro": "Its contact is told of problems, and the production sees who uses a sample before it withdraws it.",
        "submit_label": "Declare",
        "cancel_url": thing.get_absolute_url(),
    }
    return form_page(request, form, f"{kind}s", **page)


@needs(policy.DECLARE)
@require_http_methods(FORM)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what an analysis uses no more."""
    analysis = get_object_or_404(Analysis, pk=pk)
    require(request.user, policy.CHANGE, analysis)
    form = DropForm(analysis, request.POST or None)
    if form.is_valid():
        for row in form.cleaned_data["uses"]:
            actions.drop(row, by=request.user)
        return redirect(analysis)
    page = {"title": f"Remove uses of {analysis}", "submit_label": "Remove", "cancel_url": analysis.get_absolute_url()}
    return form_page(request, form, "analyses", crumbs=_crumbs(), **page)


@needs(policy.DECLARE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The analysis is over."""
    analysis = get_object_or_404(Analysis, pk=pk)
    try:
        actions.end(analysis, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"{analysis}: {refusal}.")
    else:
        messages.success(request, f"{analysis} has ended.")
    return redirect(analysis)
