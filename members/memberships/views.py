"""The verbs of a membership as pages, and the renewals of an institute."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.institutes.models import Institute
from members.memberships import policy
from members.memberships.actions import last_day
from members.memberships.forms import places_of
from members.memberships.models import Membership
from members.memberships.renewals import WindowForm, decide, default_window, ending_soon, rows_of
from members.memberships.verbs import BY_NAME
from members.people import policy as people
from members.people.models import Person
from members.people.views import crumbs_of
from portal.lifecycle import MoveRefused
from portal.policy import needs, require


@needs(policy.ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of a verb about a person or one of the memberships; what it does is said on the page of the person."""
    found = BY_NAME.get(name)
    person = get_object_or_404(people.visible(request.user, Person.objects.all()), pk=pk)
    if found is None:
        raise Http404
    everything = list(Membership.objects.filter(person=person).select_related("institute", "category", "person"))
    if not found.offered(request.user, person, everything):
        messages.info(
            request, f"Nothing was changed: “{found.label}” does not apply to {person}, or is not yours to do."
        )
        return redirect(person)
    rows = found.eligible(request.user, person, everything)
    form = found.form(request.POST or None, person=person, user=request.user, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            found.perform(person, form.cleaned_data, request.user)
        except MoveRefused as refusal:
            form.add_error(None, f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
        else:
            messages.success(request, f"{person}: {found.done}.")
            return redirect(person)
    page = {
        "title": f"{found.label}: {person}",
        "crumbs": crumbs_of(person),
        "submit_label": found.label,
        "cancel_url": person.get_absolute_url(),
    }
    last = last_day(rows[0]) if len(rows) == 1 else None
    context = {"form": form, "page": page, "verb": found, "rows": rows, "last": last, "nav_key": "people"}
    status = 422 if request.method == "POST" else 200
    return render(request, "members/membership_verb.html", context, status=status)


@needs(policy.RENEWALS)
def renewals_of(request: HttpRequest) -> HttpResponse:
    """To the renewals of the only institute that the viewer decides for; else the choice, with how many wait where."""
    places = list(places_of(request.user).order_by("name"))
    if len(places) == 1:
        return redirect("renewals", places[0].pk)
    days = default_window()
    ending = Counter(
        row.institute_id for row in ending_soon([place.pk for place in places], days, timezone.localdate())
    )
    context = {
        "page": {"title": "Renewals", "crumbs": [("Members", "")]},
        "days": days,
        "waiting": [(place, ending[place.pk]) for place in places if ending[place.pk]],
        "quiet": [place for place in places if not ending[place.pk]],
        "nav_key": "renewals_of",
    }
    return render(request, "members/renewals_of.html", context)


@needs(policy.RENEWALS)
@require_http_methods(["GET", "HEAD", "POST"])
def renewals(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody whose membership ends soon or has just ended, each with a choice; one submit, one outcome per row."""
    institute = get_object_or_404(Institute, pk=pk)
    require(request.user, policy.RENEWALS, institute)
    window = WindowForm({"days": request.GET.get("days") or default_window()})
    days = window.cleaned_data["days"] if window.is_valid() else default_window()
    rows = rows_of(institute, days, request.user, request.POST or None)
    status = 200
    if request.method == "POST":
        outcome = decide(rows, request.user)
        for membership, words in outcome.done:
            messages.success(request, f"{membership.person}: {words}.")
        for membership, words in outcome.refused:
            messages.error(request, f"{membership.person}: {words}.")
        if not outcome.mistaken:
            if not outcome.done and not outcome.refused:
                messages.info(request, "Nothing was changed: every membership was left open.")
            return redirect(request.get_full_path())
        status = 422
    page = {
        "title": f"Renewals at {institute}",
        "crumbs": [("Members", ""), ("Institutes", reverse("institutes")), _crumb(institute)],
    }
    context = {"page": page, "institute": institute, "rows": rows, "window": window, "days": days}
    return render(request, "members/renewals.html", context | {"nav_key": "renewals_of"}, status=status)


def _crumb(institute: Any) -> tuple[str, str]:
    return str(institute), institute.get_absolute_url()
