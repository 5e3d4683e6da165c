"""The list of saved searches."""

from __future__ import annotations

from typing import Any, ClassVar

from datasets.following import policy
from datasets.following.models import SavedSearch
from datasets.following.searches.queries import SEARCHABLE, in_words
from portal.listing import Column, Context, Listing


class SavedSearchesListing(Listing):
    """The searches that one saved."""

    name, path, detail = "saved_searches", "searches/", "saved_search"
    model, noun, noun_plural, group = SavedSearch, "saved search", "saved searches", "Following"
    needs = policy.FOLLOW
    ordering = ("name",)
    search = ("name",)
    search_label = "Name"
    empty_text = f"The lists of {' and '.join(SEARCHABLE)} have a button to save what they were asked."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "Name", primary=True),
        Column("listing", "List", filter="choice"),
        Column("query", "Query", sort=(), short=in_words),
        Column("followed", "Followed", kind="flag", filter="choice"),
        Column("saved_at", "Saved", kind="instant"),
    )

    def base(self, context: Context) -> Any:
        return policy.own_searches(context.user)

    def visibility(self, context: Context) -> str:
        return "Only you can see your saved searches."
