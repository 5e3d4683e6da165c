"""The pages on which the office looks for duplicates, merges and undoes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.people import policy
from members.people.forms import MergeForm, UndoForm
from members.people.merging import actions
from members.people.merging.evidence import against, lines, people_to_compare, side
from members.people.merging.queries import likely_duplicates
from members.people.models import Merge
from members.people.views import crumbs_of, try_verb
from portal.policy import audience, needs

AT_ONCE = 30
"""Pairs on the page; each takes a look, and settling some brings up the next."""


@needs(policy.MERGE)
@never_cache
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one person, the likeliest first."""
    found = likely_duplicates(AT_ONCE)
    people = people_to_compare().in_bulk({person.pk for pair in found for person in (pair.one, pair.two)})
    pairs = [
        {
            "sides": [(person, lines(request.user, person)) for person in (one, two)],
            "same": pair.same.split(", "),
            "against": against(request.user, one, two),
        }
        for pair in found
        for one, two in [(people[pair.one.pk], people[pair.two.pk])]
    ]
    page = {"visibility": audience(request.user, policy.MERGE), "crumbs": [("Members", "")]}
    context = {"pairs": pairs, "more": len(pairs) == AT_ONCE, "page": page, "nav_key": "person_duplicates"}
    return render(request, "members/duplicates.html", context)


def _two(one: int, two: int) -> tuple[Any, Any]:
    """Two records, with their status of today. Raises Http404 for one and the same, and for one that was merged."""
    found = people_to_compare().in_bulk((one, two))
    if len(found) != 2:
        raise Http404
    return found[one], found[two]


@needs(policy.MERGE)
@never_cache
def merge(request: HttpRequest, one: int, two: int) -> HttpResponse:
    """Two records side by side, and the form that merges them."""
    first, second = _two(one, two)
    form = MergeForm(request.POST or None, one=first, two=second)
    if request.method == "POST" and form.is_valid():
        kept, gone = (first, second) if form.cleaned_data["kept"] == first.pk else (second, first)
        if try_verb(
            request,
            form,
            "The records are one. “Undo” below the name makes two of them again.",
            lambda: actions.merge(kept=kept, gone=gone, by=request.user, reason=form.cleaned_data["reason"]),
        ):
            return redirect(kept)
    context = {
        "form": form,
        "sides": [side(request.user, person) for person in (first, second)],
        "against": against(request.user, first, second),
        "page": {
            "intro": "Memberships, roles, requests, identifiers and addresses of both go on under one record; the "
            "history of both stays. It can be undone.",
            "submit_label": "Merge the records",
            "cancel_url": reverse("person_duplicates"),
            "crumbs": [("Members", ""), ("Possible duplicates", reverse("person_duplicates"))],
        },
        "nav_key": "person_duplicates",
    }
    return render(request, "members/merge.html", context, status=422 if form.errors else 200)


@needs(policy.MERGE)
@require_POST
def two_people(request: HttpRequest, one: int, two: int) -> HttpResponse:
    """Two namesakes: not proposed again."""
    first, second = _two(one, two)
    words = f"{first} and {second} are two people; they are not proposed again."
    try_verb(request, None, words, lambda: actions.are_two_people(first, second, by=request.user))
    return redirect("person_duplicates")


@needs(policy.MERGE)
@never_cache
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and make two records of one again."""
    merged = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=pk)
    form = UndoForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and try_verb(
            request,
            form,
            "The records are two again.",
            lambda: actions.undo_merge(merged, by=request.user, reason=form.cleaned_data["reason"]),
        )
    ):
        return redirect(merged.kept)
    page = {
        "crumbs": crumbs_of(merged.kept),
        "intro": "Every row goes back to the record that it came from. What was changed since stays changed.",
        "submit_label": "Make two records of it",
        "cancel_url": merged.kept.get_absolute_url(),
    }
    context = {
        "form": form,
        "person": merged.kept,
        "title": f"Undo the merge with {merged.gone}",
        "page": page,
        "nav_key": "people",
    }
    return render(request, "members/person_form.html", context, status=422 if form.errors else 200)
