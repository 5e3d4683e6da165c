"""Forms about groups and posts, and the answer by the link of a mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.groups import actions, policy, queries
from members.groups.forms import EditForm, ExtendForm, GroupForm, LinkForm, MoveForm, PostForm, UntilForm, day_after
from members.groups.models import Appointment, Group, GroupLink, Nomination
from portal.lifecycle import MoveRefused
from portal.policy import anyone, may, needs, require
from portal.policy.core import grant

ANSWER_LINK = grant("members:nomination:answer_by_link", "answer by the link of the mail", anyone)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _ask(
    request: HttpRequest,
    form: forms.BaseForm,
    verb: Callable[[], Any],
    *,
    title: str,
    label: str,
    back: str,
    intro: str = "",
) -> HttpResponse:
    """Show the form; carry out the verb when it is filled in. A refusal stands above the fields."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = verb()
            except MoveRefused as refusal:
                form.add_error(None, f"{capfirst(str(refusal))}.")
            else:
                messages.success(request, f"{title}: done.")
                return redirect(done.get_absolute_url() if done is not None else back)
    page = {
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "intro": intro,
        "crumbs": [("Members", ""), ("Groups", reverse("groups"))],
    }
    return render(request, "form/page.html", {"form": form, "page": page, "nav_key": "groups"}, status=status)


def _group(pk: int) -> Group:
    return get_object_or_404(Group.objects.select_related("parent"), pk=pk)


@needs(policy.SET_UP)
@form_page
def set_up(request: HttpRequest) -> HttpResponse:
    """A new group."""
    form = GroupForm(request.POST or None, initial={"since": timezone.localdate()})

    def verb() -> Group:
        seats = form.seats()
        return actions.set_up(by=request.user, **form.cleaned_data, seats=seats)

    return _ask(request, form, verb, title="Set up a group", label="Set up", back=reverse("groups"))


@needs(policy.LIST)
@form_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a group says of itself; for the office also what it is."""
    group = _group(pk)
    require(request.user, policy.EDIT, group)
    form = EditForm(group, request.POST or None, whole=may(request.user, policy.MANAGE, group))
    back = group.get_absolute_url()
    return _ask(
        request,
        form,
        lambda: actions.edit(group, by=request.user, **form.values()),
        title=f"Edit {group}",
        label="Save",
        back=back,
    )


@needs(policy.MANAGE)
@form_page
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Nest a group in another."""
    group = _group(pk)
    form = MoveForm(group, request.POST or None)
    return _ask(
        request,
        form,
        lambda: actions.move(group, by=request.user, parent=form.cleaned_data["parent"]),
        title=f"Move {group}",
        label="Move",
        back=group.get_absolute_url(),
    )


@needs(policy.MANAGE)
@form_page
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a group, and of all terms in it."""
    group = _group(pk)
    form = UntilForm(request.POST or None)
    return _ask(
        request,
        form,
        lambda: actions.dissolve(group, by=request.user, **form.cleaned_data),
        title=f"Dissolve {group}",
        label="Dissolve",
        back=group.get_absolute_url(),
        intro="Terms of its posts end with it, and what is proposed is withdrawn. The record of who held them stays.",
    )


@needs(policy.LIST)
@form_page
def add_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A page or meeting."""
    group = _group(pk)
    require(request.user, policy.EDIT, group)
    form = LinkForm(request.POST or None)
    back = group.get_absolute_url()

    def verb() -> None:
        actions.add_link(group, by=request.user, **form.cleaned_data)

    return _ask(request, form, verb, title=f"Add a link to {group}", label="Add", back=back)


@needs(policy.LIST)
@require_POST
def remove_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away."""
    link = get_object_or_404(GroupLink.objects.select_related("group"), pk=pk)
    actions.remove_link(link, by=request.user)
    messages.success(request, f"{link}: removed.")
    return redirect(link.group)


def _fill(
    request: HttpRequest, pk: int, verb: Callable[..., Any], title: str, label: str, intro: str = ""
) -> HttpResponse:
    group = _group(pk)
    require(request.user, policy.FILL, group)
    initial = {name: request.GET[name] for name in ("person", "post") if request.GET.get(name)}
    form = PostForm(
        group, request.user, policy.FILL, request.POST or None, initial={"since": timezone.localdate(), **initial}
    )
    return _ask(
        request,
        form,
        lambda: verb(by=request.user, group=group, **form.values()),
        title=f"{title} {group}",
        label=label,
        back=group.get_absolute_url(),
        intro=intro,
    )


@needs(policy.LIST)
@form_page
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody gets a post without being asked."""
    return _fill(request, pk, actions.appoint, "Appoint in", "Appoint")


@needs(policy.LIST)
@form_page
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is asked."""
    intro = "The person is asked by mail and on the home page, and holds the post after accepting."
    return _fill(request, pk, actions.nominate, "Nominate for", "Nominate", intro)


def _appointment(request: HttpRequest, pk: int, permission: str) -> Appointment:
    row = get_object_or_404(Appointment.objects.select_related("group", "person"), pk=pk)
    require(request.user, permission, row)
    return row


def _until(request: HttpRequest, row: Appointment, verb: Callable[..., None], title: str, label: str) -> HttpResponse:
    form = UntilForm(request.POST or None)
    return _ask(
        request,
        form,
        lambda: verb(row, by=request.user, **form.cleaned_data),
        title=f"{title}: {row}",
        label=label,
        back=row.group.get_absolute_url(),
    )


@needs(policy.LIST)
@form_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term."""
    return _until(request, _appointment(request, pk, policy.FILL), actions.end, "End", "End the term")


@needs(policy.RESIGN)
@form_page
def resign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the own post back."""
    return _until(request, _appointment(request, pk, policy.RESIGN), actions.resign, "Resign", "Resign")


@needs(policy.LIST)
@form_page
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A term goes on."""
    row = _appointment(request, pk, policy.FILL)
    form = ExtendForm(request.POST or None)

    def verb() -> None:
        data = form.cleaned_data
        actions.extend(row, by=request.user, until=day_after(data["last_day"]), reason=data["reason"])

    back = row.get_absolute_url()
    return _ask(request, form, verb, title=f"Extend: {row}", label="Extend", back=back)


@needs(ANSWER_LINK)
@never_cache
@form_page
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing (mail filters open links); a button does."""
    pk = queries.by_answer_key(key)
    if pk is None:
        raise Http404("not a link of ours")
    row = get_object_or_404(Nomination.objects.select_related("person", "group", "nominated_by"), pk=pk)
    verbs = {"accept": actions.accept, "refuse": actions.refuse}
    if request.method == "POST":
        own = policy.is_nominee.test(request.user, row) if request.user.is_authenticated else False
        by = request.user if own else policy.LinkHolder.of(row)
        verb = verbs.get(request.POST.get("move", ""))
        if verb is None:
            raise BadRequest("move: accept or refuse")
        try:
            verb(row, by=by, reason=request.POST.get("reason", "").strip()[:2000])
        except MoveRefused as refusal:
            messages.error(request, f"{capfirst(str(refusal))}.")
        return redirect(request.path)
    return render(request, "groups/answer.html", {"nomination": row, "last": queries.last_day(row.period), "page": {}})
