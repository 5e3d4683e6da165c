"""Pages on which the office keeps the institutes: one form each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.institutes import actions, policy
from members.institutes.forms import CLUSTERS, HOSTS, DayForm, FactsForm, OtherForm, RenameForm, RorForm
from members.institutes.models import Institute
from members.institutes.ror import RorRecord
from portal.lifecycle import MoveRefused
from portal.policy import needs, require

PROMISE = "members.institutes.ror"
"""Salt of the record that the second page of the ROR dialog sends back."""
TIES = {
    "join-cluster": ("Join a cluster", "Join the cluster"),
    "leave-cluster": ("Leave the cluster", "Leave the cluster"),
    "host": ("Put under a host", "Put under the host"),
    "leave-host": ("Become a full member", "Leave the host"),
}


def form_page(
    request: HttpRequest, form: forms.BaseForm, institute: Institute, title: str, label: str, **page: Any
) -> HttpResponse:
    """A form about an institute, with the way back to it."""
    crumbs = [("Members", ""), ("Institutes", reverse("institutes")), (str(institute), institute.get_absolute_url())]
    shown = {"title": title, "crumbs": crumbs, "submit_label": label, "cancel_url": institute.get_absolute_url()}
    status = 422 if form.errors else 200
    return render(
        request, "form/page.html", {"form": form, "page": shown | page, "nav_key": "institutes"}, status=status
    )


def done(form: Any, verb: Callable[[], object]) -> bool:
    """Whether the verb was carried out; what it refuses becomes an error of the form."""
    try:
        verb()
    except MoveRefused as refusal:
        words = str(refusal)
        form.add_error(None, f"{words[0].upper()}{words[1:]}.")
        return False
    return True


def _institute(request: HttpRequest, pk: int) -> Institute:
    institute = get_object_or_404(Institute, pk=pk)
    require(request.user, policy.EDIT, institute)
    return institute


@needs(policy.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the facts."""
    institute = _institute(request, pk)
    form = FactsForm(request.POST or None, instance=get_object_or_404(Institute, pk=pk))
    if form.is_valid() and done(form, lambda: actions.edit(institute, by=request.user, **form.cleaned_data)):
        return redirect(institute)
    return form_page(request, form, institute, f"Edit {institute}", "Save")


@needs(policy.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on."""
    institute = _institute(request, pk)
    now = {name: getattr(institute, name) for name in ("name", "short_name", "address")}
    form = RenameForm(request.POST or None, initial={"on": timezone.localdate(), **now})
    if form.is_valid() and done(form, lambda: actions.rename(institute, by=request.user, **form.cleaned_data)):
        return redirect(institute)
    return form_page(request, form, institute, f"Rename {institute}", "Rename")


@needs(policy.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Begin or end a tie to another institute."""
    institute = _institute(request, pk)
    title, label = TIES[verb]
    initial = {"on": timezone.localdate()}
    if verb in ("join-cluster", "host"):
        kinds = CLUSTERS if verb == "join-cluster" else HOSTS
        form: Any = OtherForm(institute, kinds, request.POST or None, initial=initial)
    else:
        form = DayForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = dict(form.cleaned_data)
        other = given.pop("other", None)
        verbs: dict[str, Callable[[], object]] = {
            "join-cluster": lambda: actions.join_cluster(institute, cluster=other, by=request.user, **given),
            "leave-cluster": lambda: actions.leave_cluster(institute, by=request.user, **given),
            "host": lambda: actions.put_under_host(institute, host=other, by=request.user, **given),
            "leave-host": lambda: actions.leave_host(institute, by=request.user, **given),
        }
        if done(form, verbs[verb]):
            return redirect(institute)
    return form_page(request, form, institute, f"{title}: {institute}", label)


@needs(policy.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def from_ror(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a ROR record, see what would change, take over what is ticked."""
    institute = _institute(request, pk)
    promise = request.POST.get("record", "")
    if promise:
        return _take_ror(request, institute, promise)
    form = RorForm(request.POST, request.FILES) if request.method == "POST" else RorForm()
    if form.is_valid():
        found = form.record.changes(institute)
        labels = [(label_of(name), name, now, value, name != "name") for name, now, value in found]
        context = {
            "institute": institute,
            "record": form.record,
            "changes": labels,
            "promise": signing.dumps(asdict(form.record), salt=PROMISE),
            "page": {"title": f"ROR record for {institute}", "cancel_url": institute.get_absolute_url()},
        }
        return render(request, "members/institute_ror.html", context | {"nav_key": "institutes"})
    return form_page(request, form, institute, f"Facts from ROR: {institute}", "Show what would change")


def label_of(name: str) -> str:
    """The field of an institute in words."""
    return str(getattr(Institute._meta.get_field(name), "verbose_name", name))


def _take_ror(request: HttpRequest, institute: Institute, promise: str) -> HttpResponse:
    try:
        record = RorRecord(**signing.loads(promise, salt=PROMISE, max_age=86_400))
    except signing.BadSignature as error:
        raise BadRequest("record: upload the file again") from error
    try:
        actions.take_ror(institute, record, fields=request.POST.getlist("field"), by=request.user)
        messages.success(request, f"{institute}: taken over from ROR.")
    except MoveRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}.")
    return redirect(institute)
