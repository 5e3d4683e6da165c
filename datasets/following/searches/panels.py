"""The page of a saved search: what it asks, whether that can still be asked, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from datasets.following import policy
from datasets.following.models import SavedSearch
from datasets.following.searches.queries import address, problem, words
from portal.detail import Banner, Detail, Fact, Facts, Shown
from portal.ui import components


def _address(search: SavedSearch, shown: Shown) -> Any:
    url = address(search)
    return components.link(url, url) if url else None


class SavedSearchPage(Detail):
    """One's own saved search."""

    model, name, path = SavedSearch, "saved_search", "searches/<int:pk>/"
    listing, group, noun_plural = "saved_searches", "Following", "saved searches"
    needs = policy.FOLLOW
    has_history = False
    left = (
        Facts(
            "What it asks",
            Fact("listing", "List"),
            Fact("words", "Read as", value=lambda row, shown: words(row, shown.user)),
            Fact("address", "Address", value=_address),
            Fact("saved_at", "Saved"),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.own_searches(user)

    def visibility(self, obj: Any, shown: Shown) -> str:
        return "Only you can see your saved searches."

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        return ("followed", "ok") if obj.followed else None

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        wrong = problem(obj, shown.user)
        text = f"This search cannot be read any more: {wrong}. Ask the list anew and save that."
        return [Banner("stop", text)] if wrong else []

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        if not problem(obj, shown.user):
            made.append({"label": "Open", "url": address(obj), "primary": True})
        verb = ("unfollow", "Unfollow") if obj.followed else ("follow", "Follow")
        return [
            *made,
            {"label": verb[1], "name": verb[0], "form": reverse("saved_search_follow", args=[obj.pk])},
            {"label": "Rename", "url": reverse("saved_search_rename", args=[obj.pk])},
            {
                "label": "Delete",
                "form": reverse("saved_search_delete", args=[obj.pk]),
                "confirm": "The search is forgotten; news that it brought stay.",
            },
        ]
