"""Opening a review, and marking what is wrong in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from members.people.models import Person
from members.reviews import actions, policy
from members.reviews.forms import ReviewForm
from members.reviews.models import Confirmation
from portal.lifecycle import MoveRefused
from portal.policy import needs


@needs(policy.OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new review; sending it asks all institutes."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.open_review(by=request.user, **form.cleaned_data))
        except MoveRefused as refusal:
            form.add_error(None, f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
    page = {
        "title": "Open a review",
        "intro": "Every institute that is a member on the touchstone day is asked to confirm its people of that day.",
        "submit_label": "Open, and ask all delegates",
        "cancel_url": reverse("reviews"),
    }
    return render(request, "form/page.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@needs(policy.LIST)
@require_POST
def mark(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Mark somebody with the words of `text`; with `right` instead: it is right after all."""
    rows = policy.visible(request.user, Confirmation.objects.select_related("institute", "review"))
    confirmation = get_object_or_404(rows, pk=pk)
    somebody = get_object_or_404(Person, pk=person)
    try:
        if "right" in request.POST:
            actions.unmark(confirmation, person=somebody, by=request.user)
        else:
            actions.mark(confirmation, person=somebody, text=request.POST.get("text", ""), by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}.")
    return redirect(f"{confirmation.get_absolute_url()}#person-{person}")
