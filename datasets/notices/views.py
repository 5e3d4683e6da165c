"""Pages on which notices are written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from datasets.notices import actions, policy, specs
from datasets.notices.choices import NoticeState
from datasets.notices.forms import EditForm, NoticeForm
from datasets.notices.models import Notice
from portal.lifecycle import MoveRefused
from portal.policy import needs


def _form_page(request: HttpRequest, form: Any, **page: Any) -> HttpResponse:
    page["crumbs"] = [("Data", ""), ("Notices", reverse("notices"))]
    context = {"form": form, "page": page, "nav_key": "notices"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a draft. The address may bring what it shall affect: `?query=`, `?paths=`, `?runs=`."""
    given = {name: request.GET[name][: specs.LONGEST_QUERY] for name in specs.FIELDS if name in request.GET}
    form = NoticeForm(request.POST or None, initial=given)
    if form.is_valid():
        try:
            made = actions.draft(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The draft is kept; nobody is told before you open it.")
            return redirect(made)
    intro = "A notice is a draft at first: its page shows what it would affect before anybody else sees it."
    return _form_page(
        request, form, title="New notice", submit_label="Keep the draft", cancel_url=reverse("notices"), intro=intro
    )


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a notice says, or what it affects."""
    notice = get_object_or_404(Notice, pk=pk)
    if notice.state == NoticeState.CLOSED:
        messages.error(request, f"{notice}: it is closed; open it again to edit it.")
        return redirect(notice)
    form = EditForm(request.POST or None, instance=get_object_or_404(Notice, pk=pk))
    if form.is_valid():
        try:
            actions.edit(notice, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(notice)
    return _form_page(request, form, title=f"Edit {notice}", submit_label="Save", cancel_url=notice.get_absolute_url())


@needs(policy.KEEP)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a draft."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        actions.discard(notice, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"{notice}: {refusal}.")
        return redirect(notice)
    messages.success(request, f"The draft “{notice}” is deleted; its history keeps what it said.")
    return redirect("notices")
