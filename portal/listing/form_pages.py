"""Pages that make and change the rows of a list, by the form and the verbs that the API uses: `Listing.writes`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from portal.lifecycle import MoveRefused
from portal.listing.base import Listing
from portal.listing.writing import Writes
from portal.policy import needs

asked = require_http_methods(["GET", "HEAD", "POST"])


def form_urls(declared: type[Listing], name: str) -> list[URLPattern]:
    """`<name>_new`, whose fields the address may fill, and `<name>_edit`, below the address of the list."""
    listing = declared()
    writes = listing.writes
    if writes is None:
        raise TypeError(f"the list of {listing.noun_plural} has no form")
    return [
        path(f"{listing.path}new/", needs(writes.needs)(_new(listing, writes)), name=f"{name}_new"),
        path(f"{listing.path}<int:pk>/edit/", needs(writes.needs)(_edit(listing, writes)), name=f"{name}_edit"),
    ]


def _new(listing: Listing, writes: Writes) -> Any:
    @asked
    def new(request: HttpRequest) -> HttpResponse:
        form = writes.on_page(None, request.POST or None)
        form.initial.update({field: request.GET[field] for field in form.fields if field in request.GET})
        if form.is_valid():
            try:
                made: Any = writes.create(by=request.user, **form.cleaned_data)
            except MoveRefused as refusal:
                _refused(form, refusal)
            else:
                messages.success(request, f"{made} is on record.")
                return redirect(made)
        return _page(request, listing, form, f"New {listing.noun}", "Create", reverse(listing.name))

    return new


def _edit(listing: Listing, writes: Writes) -> Any:
    @asked
    def edit(request: HttpRequest, pk: int) -> HttpResponse:
        found: Any = get_object_or_404(listing.model, pk=pk)
        form = writes.on_page(get_object_or_404(listing.model, pk=pk), request.POST or None)
        if form.is_valid():
            try:
                writes.change(found, by=request.user, **form.cleaned_data)
            except MoveRefused as refusal:
                _refused(form, refusal)
            else:
                return redirect(found)
        return _page(request, listing, form, f"Edit {found}", "Save", found.get_absolute_url())

    return edit


def _refused(form: BaseForm, refusal: MoveRefused) -> None:
    """The words of the refusal beside the field that they name."""
    name, colon, words = str(refusal).partition(": ")
    where, said = (name, words) if colon and name in form.fields else (None, str(refusal))
    form.add_error(where, f"{said[0].upper()}{said[1:]}.")


def _page(request: HttpRequest, listing: Listing, form: BaseForm, title: str, label: str, back: str) -> HttpResponse:
    page = {
        "title": title,
        "crumbs": [(listing.group, ""), (capfirst(listing.noun_plural), reverse(listing.name))],
        "submit_label": label,
        "cancel_url": back,
    }
    context = {"form": form, "page": page, "nav_key": listing.name}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)
