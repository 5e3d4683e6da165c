"""Follow and unfollow, read news, choose how they are mailed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets.following import actions, policy
from datasets.following.choices import Digest
from datasets.following.forms import DigestForm
from datasets.following.models import Reader
from datasets.following.things import find, name_of
from portal.policy import needs

FORM = ["GET", "HEAD", "POST"]


def form_page(request: HttpRequest, form: Any, nav_key: str, **page: Any) -> HttpResponse:
    """A form on a page of its own; `form` may be empty where the question is the whole page."""
    context = {"form": form, "page": page, "nav_key": nav_key}
    return render(request, "form/page.html", context, status=422 if form and form.errors else 200)


@needs(policy.FOLLOW)
@require_POST
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The button of a page: `move` is follow or unfollow."""
    thing = find(request.user, kind, pk)
    if request.POST.get("move") == "unfollow":
        actions.unfollow(thing, by=request.user)
        messages.success(request, f"You no longer follow {name_of(thing)}.")
    elif request.POST.get("move") == "follow":
        actions.follow(thing, by=request.user)
        messages.success(request, f"You follow {name_of(thing)}: its news stand under News and come by mail.")
    else:
        raise BadRequest("move: follow or unfollow")
    return redirect(thing)


@needs(policy.FOLLOW)
@require_http_methods(FORM)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Unfollow from the list of what one follows."""
    row = get_object_or_404(policy.own_follows(request.user), pk=pk)
    if request.method == "POST":
        name = str(row)
        actions.drop(row, by=request.user)
        messages.success(request, f"You no longer follow {name}.")
        return redirect("following")
    return form_page(
        request,
        None,
        "following",
        title="Unfollow",
        crumbs=[("Following", ""), ("Followed samples", reverse("following"))],
        intro=f"You will not be told any more what happens to {row}.",
        submit_label="Unfollow",
        cancel_url=reverse("following"),
    )


@needs(policy.FOLLOW)
@require_safe
def open_news(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the page that tells more; the news are read then."""
    row = get_object_or_404(policy.own_readings(request.user).select_related("news"), pk=pk)
    actions.read(row, by=request.user)
    return redirect(row.news.address)


@needs(policy.FOLLOW)
@require_http_methods(FORM)
def read(request: HttpRequest) -> HttpResponse:
    """Mark all news as read."""
    if request.method == "POST":
        count = actions.read_all(by=request.user)
        messages.success(request, f"{count:,} news marked as read." if count else "All news were read already.")
        return redirect("news")
    unread = policy.own_readings(request.user).filter(read_at=None).count()
    return form_page(
        request,
        None,
        "news",
        title="Mark all as read",
        crumbs=[("Following", ""), ("News", reverse("news"))],
        intro=f"{unread:,} unread news will stand among the read ones, and are not mailed any more.",
        submit_label="Mark all as read",
        cancel_url=reverse("news"),
    )


@needs(policy.FOLLOW)
@require_http_methods(FORM)
def settings(request: HttpRequest) -> HttpResponse:
    """How often the unread news are mailed."""
    row = Reader.objects.filter(user=request.user.pk).first()
    form = DigestForm(request.POST or None, initial={"digest": row.digest if row else Digest.DAILY})
    if request.method == "POST" and form.is_valid():
        chosen = Digest(form.cleaned_data["digest"])
        actions.choose_digest(chosen, by=request.user)
        messages.success(request, f"News by mail: {chosen.label}.")
        return redirect("news")
    return form_page(
        request,
        form,
        "news",
        title="News by mail",
        crumbs=[("Following", ""), ("News", reverse("news"))],
        intro="One mail tells what you have not read here. When there is nothing to tell, there is no mail.",
        cancel_url=reverse("news"),
    )
