"""Forms on which delegates and deputies are appointed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.delegates import actions, policy
from members.delegates.forms import AppointForm, HandOverForm
from members.institutes.forms import DayForm
from members.institutes.models import Institute
from members.institutes.views import done, form_page
from members.memberships.models import Delegate
from portal.policy import needs, require


@needs(policy.APPOINT_DEPUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """A new delegate or deputy of an institute."""
    institute = get_object_or_404(Institute, pk=pk)
    require(request.user, policy.APPOINT_DEPUTY, institute)
    form = AppointForm(institute, request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid() and done(
        form, lambda: actions.appoint_delegate(institute, by=request.user, **form.cleaned_data)
    ):
        return redirect(institute)
    return form_page(request, form, institute, f"Appoint for {institute}", "Appoint")


def _delegate(request: HttpRequest, pk: int) -> Delegate:
    delegate = get_object_or_404(Delegate.objects.select_related("institute", "person"), pk=pk)
    require(request.user, policy.APPOINT_DEPUTY if delegate.deputy else policy.APPOINT, delegate.institute)
    return delegate


@needs(policy.APPOINT_DEPUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term."""
    delegate = _delegate(request, pk)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    form.fields["on"].label, form.fields["on"].help_text = "Ends on", "The first day without the post."
    if form.is_valid() and done(form, lambda: actions.end_delegation(delegate, by=request.user, **form.cleaned_data)):
        return redirect(delegate.institute)
    return form_page(request, form, delegate.institute, f"End the term of {delegate.person}", "End the term")


@needs(policy.APPOINT_DEPUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the post to somebody else."""
    delegate = _delegate(request, pk)
    form = HandOverForm(delegate.institute, request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        given = dict(form.cleaned_data)
        to = given.pop("person")
        if done(form, lambda: actions.hand_over(delegate, to=to, by=request.user, **given)):
            return redirect(delegate.institute)
    return form_page(request, form, delegate.institute, f"Hand over from {delegate.person}", "Hand over")
