"""Save, rename, follow and delete searches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from datasets.following import policy
from datasets.following.analyses.views import refused
from datasets.following.forms import NameForm, SaveForm
from datasets.following.models import SavedSearch
from datasets.following.searches import actions, queries
from datasets.following.views import FORM, form_page
from portal.lifecycle import MoveRefused
from portal.listing.page import read_as
from portal.listing.query import QueryError
from portal.policy import needs, require


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(policy.own_searches(request.user), pk=pk)


def _crumbs() -> list[tuple[str, str]]:
    return [("Following", ""), ("Saved searches", reverse("saved_searches"))]


@needs(policy.FOLLOW)
@require_http_methods(FORM)
def save(request: HttpRequest, listing: str) -> HttpResponse:
    """Give a name to what stands behind the ? of a list."""
    if listing not in queries.SEARCHABLE:
        raise Http404
    try:
        query = queries.read(request.user, listing, request.META.get("QUERY_STRING", ""))
    except QueryError as error:
        raise BadRequest(str(error)) from error
    require(request.user, query.listing.needs)
    form = SaveForm(request.POST or None, initial={"followed": True})
    if form.is_valid():
        text = queries.normalised(query)
        try:
            made = actions.keep(listing, text, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"{made} is saved.")
            return redirect(made)
    page: dict[str, Any] = {
        "title": "Save this search",
        "intro": f"{query.listing.noun_plural.capitalize()}: {read_as(query) or 'all'}.",
        "cancel_url": queries.address(SavedSearch(listing=listing, query=queries.normalised(query))),
    }
    return form_page(request, form, listing, crumbs=_crumbs(), **page)


@needs(policy.FOLLOW)
@require_http_methods(FORM)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a saved search something else."""
    search = _own(request, pk)
    form = NameForm(request.POST or None, initial={"name": search.name})
    if form.is_valid():
        try:
            actions.rename(search, form.cleaned_data["name"], by=request.user)
        except MoveRefused as refusal:
            refused(form, refusal)
        else:
            return redirect(search)
    page = {"title": f"Rename {search}", "submit_label": "Rename", "cancel_url": search.get_absolute_url()}
    return form_page(request, form, "saved_searches", crumbs=_crumbs(), **page)


@needs(policy.FOLLOW)
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """The button of its page: `move` is follow or unfollow."""
    search = _own(request, pk)
    actions.follow(search, by=request.user, followed=request.POST.get("move") != "unfollow")
    told = "you are told what is new in it" if search.followed else "you are told no more"
    messages.success(request, f"{search}: {told}.")
    return redirect(search)


@needs(policy.FOLLOW)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved search."""
    search = _own(request, pk)
    actions.forget(search, by=request.user)
    messages.success(request, f"{search} is forgotten.")
    return redirect("saved_searches")
