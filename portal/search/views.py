"""The search page and the palette."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.faults import FAULTS, limited, part, why
from portal.policy import anyone, may, needs
from portal.policy.core import grant
from portal.registry import registry
from portal.search.queries import Hits, lines, named, pasted, search

SEARCH = grant("portal:search:use", "search", anyone)
TEXT_LIMIT = 300
"""Characters of one name or text."""
LIST_LIMIT = 2000
"""Names of a pasted list that are looked up at once."""


@needs(SEARCH)
def page(request: HttpRequest) -> HttpResponse:
    """What was typed is one thing: go there. Several: choose. A list: each of them. Else everything it occurs in."""
    asked = request.POST if request.method == "POST" else request.GET
    whole = asked.get("q", "").strip()
    with limited():
        try:
            return _answer(request, whole)
        except FAULTS as error:
            context = {"text": whole[:TEXT_LIMIT], "failed": why(error)}
    return render(request, "search/page.html", context, status=503)


def _answer(request: HttpRequest, whole: str) -> HttpResponse:
    names = lines(whole)
    if names:
        more = len(names) - LIST_LIMIT
        context = {"text": whole, "pasted": pasted(request.user, names[:LIST_LIMIT]), "count": len(names)}
        return render(request, "search/pasted.html", context | {"more": max(0, more), "limit": LIST_LIMIT})
    text = whole[:TEXT_LIMIT]
    things = named(request.user, text) if text else []
    if len(things) == 1:
        return redirect(things[0].url)
    found = [] if things else search(request.user, text)
    failed = any(hits.failed for hits in found)
    context = {"text": text, "things": things, "found": found, "nothing": not things and not found}
    return render(request, "search/page.html", context, status=503 if failed else 200)


@needs(SEARCH)
def palette(request: HttpRequest) -> HttpResponse:
    """The same as a fragment for the palette, with the pages of the menu first."""
    text = request.GET.get("q", "").strip()[:TEXT_LIMIT]
    pages = [
        {
            "label": item.label,
            "hint": item.group,
            "url": f"{reverse(item.url_name)}{'?' if item.query else ''}{item.query}",
        }
        for item in sorted(registry.nav, key=lambda item: item.order)
        if may(request.user, item.needs) and text.lower() in item.label.lower()
    ]
    groups: list[dict[str, Any]] = [{"label": "Pages", "items": pages[:8]}] if pages else []
    with limited():
        things = part("palette: names", lambda: named(request.user, text) if text else [], lambda words: [])
        if things:
            groups.insert(0, {"label": "Go to", "items": things})
        groups += [_group(hits) for hits in search(request.user, text)]
    return render(request, "components/palette_results.html", {"groups": groups, "text": text})


def _group(hits: Hits) -> dict[str, Any]:
    if hits.failed:
        return {"label": hits.label, "items": [{"label": "This list could not be searched", "url": hits.all_url}]}
    return {"label": hits.label, "items": hits.items}
