"""The pages on which the office looks for duplicates, merges and undoes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.people import policy, queries
from members.people.choices import PersonStatus
from members.people.forms import MergeForm, UndoForm
from members.people.merging import actions
from members.people.merging.queries import SHOWN, likely_duplicates
from members.people.models import Merge, Person
from members.people.views import try_verb
from portal.policy import audience, needs


@needs(policy.MERGE)
@never_cache
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one person, the likeliest first."""
    pairs = likely_duplicates()
    page = {"visibility": audience(request.user, policy.MERGE)}
    context = {"pairs": pairs, "more": len(pairs) == SHOWN, "page": page, "nav_key": "person_duplicates"}
    return render(request, "members/duplicates.html", context)


def _two(one: int, two: int) -> tuple[Any, Any]:
    """Two records, with their status of today. Raises Http404 for one and the same, and for one that was merged."""
    found = Person.objects.annotate(on_day=queries.status(timezone.localdate())).in_bulk((one, two))
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
            f"The records are one. It can be undone on the page of {kept}.",
            lambda: actions.merge(kept=kept, gone=gone, by=request.user, reason=form.cleaned_data["reason"]),
        ):
            return redirect(kept)
    context = {
        "form": form,
        "sides": [_side(request, person) for person in (first, second)],
        "page": {
            "intro": "Memberships, roles, requests, identifiers and addresses of both go on under one record; the "
            "history of both stays. It can be undone.",
            "submit_label": "Merge the records",
            "cancel_url": reverse("person_duplicates"),
        },
        "nav_key": "person_duplicates",
    }
    return render(request, "members/merge.html", context, status=422 if form.errors else 200)


def _side(request: HttpRequest, person: Any) -> dict[str, Any]:
    """What tells two people apart, as far as the viewer may see it."""

    def shown(field: str, value: str) -> str:
        return value if policy.may_see(request.user, person, field) else ""

    memberships = person.memberships.select_related("institute").order_by("-period")[:5]
    facts = [
        ("Status", PersonStatus(person.on_day).label),
        ("Native script", shown("native_name", person.native_name)),
        ("On papers", person.paper_name),
        ("E-mail", shown("email", person.email)),
        ("Account", person.user or ""),
        *(
            (row.get_kind_display(), row.value)
            for row in person.identifiers.order_by("kind", "pk")
            if policy.may_see_kind(request.user, person, row.kind)
        ),
        *(("Member", f"{row.institute} from {row.period.lower}") for row in memberships),
    ]
    return {"person": person, "facts": [(label, value) for label, value in facts if value]}


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
