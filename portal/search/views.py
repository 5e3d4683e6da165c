"""The search page and the palette."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.policy import anyone, may, needs
from portal.policy.core import grant
from portal.registry import registry
from portal.search.queries import exact, search

SEARCH = grant("portal:search:use", "search", anyone)
TEXT_LIMIT = 300


@needs(SEARCH)
def page(request: HttpRequest) -> HttpResponse:
    """What was typed is one thing: go there. Otherwise everything it occurs in."""
    text = request.GET.get("q", "").strip()[:TEXT_LIMIT]
    url = exact(request.user, text) if text else ""
    if url:
        return redirect(url)
    return render(request, "search/page.html", {"text": text, "found": search(request.user, text)})


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
    url = exact(request.user, text) if text else ""
    if url:
        groups.insert(0, {"label": "Go to", "items": [{"label": text, "hint": "", "url": url}]})
    groups += [{"label": hits.label, "items": hits.items} for hits in search(request.user, text)]
    return render(request, "components/palette_results.html", {"groups": groups, "text": text})
