"""The page of one thing: the same view for every noun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst

from portal.detail.base import Banner, Detail
from portal.detail.panels import Shown
from portal.faults import limited, part
from portal.history import entries
from portal.listing.query import day_words
from portal.periods import AsOfError, as_of
from portal.policy import may, needs
from portal.ui.addresses import day_of_links, fixed_url, knows_days, links_on

BUTTONS = 6
"""As many stand beside a title; a page of more actions has a menu for the rest."""


def detail_view(detail: Detail) -> Callable[..., HttpResponseBase]:
    """The view of `detail`."""

    def view(request: HttpRequest, **key: Any) -> HttpResponse:
        try:
            on = as_of(request) if detail.has_as_of else timezone.localdate()
        except AsOfError as error:
            raise BadRequest(str(error)) from error
        with links_on(on), limited():
            return _respond(detail, request, next(iter(key.values())), on)

    if detail.has_as_of:
        knows_days(detail.name)
    view.__name__ = f"{detail.name}_page"
    view.__doc__ = f"One of the {detail.noun_plural}."
    return needs(detail.needs)(view)


def _respond(detail: Detail, request: HttpRequest, wanted: Any, on: date) -> HttpResponse:
    try:
        obj = detail.get(request.user, wanted)
    except Http404:
        if moved := detail.moved_to(request.user, wanted):
            return redirect(moved)
        raise
    underway = detail.underway(obj)
    if underway and request.headers.get("HX-Trigger") == "underway":
        return HttpResponse(status=204)  # nothing new for a page that looks again
    shown = Shown(request.user, on, request)
    detail.gather(obj, shown)
    history = detail.has_history and (not detail.history_needs or may(request.user, detail.history_needs, obj))
    tab = "history" if history and request.GET.get("tab") == "history" else ""
    page = {
        **_head(detail, obj, shown),
        "tabs": _tabs(tab, day_of_links(detail.name)) if history else [],
        "visibility": detail.visibility(obj, shown),
        "underway": underway,
    }
    if tab == "history":
        page["history"] = timeline(obj, **detail.history(obj, shown))
    else:
        page["facts"] = detail.panels(detail.left, obj, shown)
        page["relations"] = detail.panels(detail.right, obj, shown)
    detail.leaves(obj, shown, page)
    return render(
        request,
        "detail/page.html",
        {"page": page, "object": obj, "nav_key": detail.listing, "as_of": _as_of(detail, on)},
    )


def timeline(obj: Any, related: tuple[str, ...] = (), **asked: Any) -> list[dict[str, Any]]:
    """The history of `obj` as the timeline component shows it; `asked` as for `portal.history.entries`."""
    return [
        {
            "at": entry.at,
            "who": entry.who,
            "verb": (entry.verb or entry.label).replace("_", " ").capitalize(),
            "reason": entry.reason,
            "changes": [
                (" ".join(filter(None, (change.subject, change.field_label))), change.before, change.after)
                for change in entry.changes
            ],
        }
        for entry in entries(obj, related=related, **asked)
    ]


def folded(actions: list[dict[str, Any]]) -> dict[str, Any]:
    """The buttons of a page: beyond `BUTTONS` the last plain links go into a menu, lest the head is a wall of them."""
    room = len(actions) - BUTTONS
    links = [action for action in actions if action.get("url") and not action.get("primary")]
    links = [action for action in links if not action.get("disabled_reason")]
    more = links[-(room + 1) :] if room > 0 and len(links) > 1 else []
    return {"actions": [action for action in actions if action not in more], "more_actions": more}


def _head(detail: Detail, obj: Any, shown: Shown) -> dict[str, Any]:
    tag = detail.tag(obj, shown)
    moves = detail.moves.buttons(obj, shown.user) if detail.moves else []
    return {
        "title": detail.title(obj),
        "tag": {"label": tag[0], "tone": tag[1]} if tag else None,
        "subtitle_html": detail.subtitle(obj, shown),
        "crumbs": [
            (detail.group, ""),
            (capfirst(detail.noun_plural), f"{fixed_url(detail.listing)}{day_of_links(detail.listing)}"),
        ],
        "copy": detail.copy(obj),
        "links": detail.links(obj),
        **folded(sorted([*detail.actions(obj, shown), *moves], key=lambda action: not action.get("primary"))),
        "banners": part(
            f"{type(detail).__name__}: banners",
            lambda: detail.banners(obj, shown),
            lambda words: [Banner("stop", f"Whether there are warnings to read first is not known. {words}")],
        ),
    }


def _tabs(tab: str, day: str) -> list[dict[str, Any]]:
    """Overview and history; `day` is the query that asks for the day, and the overview comes back to it."""
    return [
        {"label": "Overview", "url": day or "?", "current": not tab},
        {"label": "History", "url": f"{day}&tab=history" if day else "?tab=history", "current": tab == "history"},
    ]


def _as_of(detail: Detail, on: Any) -> dict[str, Any] | None:
    if not detail.has_as_of:
        return None
    today = timezone.localdate()
    return {"date": on, "is_today": on == today, "words": day_words(on, today), "hidden": [], "today_url": "?"}


def detail_urls(*details: type[Detail]) -> list[URLPattern]:
    """URL patterns of the pages of `details` and of their moves."""
    patterns = []
    for declared in details:
        detail = declared()
        patterns.append(path(declared.path, detail_view(detail), name=declared.name))
        if declared.moves is not None:
            patterns += declared.moves.urls()
    return patterns
