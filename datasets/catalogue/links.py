"""Addresses of searches: every number on a page links to the list that proves it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

SHOWN_LEVELS = 6


def search(**filters: Any) -> str:
    """The list of datasets with these filters."""
    return f"{reverse('datasets')}?{urlencode(filters, doseq=True)}"


def collections(**filters: Any) -> str:
    """The list of collections with these filters."""
    return f"{reverse('collections')}?{urlencode(filters, doseq=True)}"


def tail(path: str) -> str:
    """The last levels of a path; what is copied or exported is always all of it."""
    levels = path.split("/")
    return path if len(levels) <= SHOWN_LEVELS + 2 else "…/" + "/".join(levels[-SHOWN_LEVELS - 1 :])


def save_search(query: Any) -> list[dict[str, Any]]:
    """The button that keeps what a list was asked, once something was asked."""
    if not query.filtered:
        return []
    url = reverse("search_save", args=[query.listing.name]) + query.url(format=None)
    return [{"label": "Save this search", "url": url}]
