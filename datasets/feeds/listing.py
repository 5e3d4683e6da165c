"""The report of the feeds."""

from __future__ import annotations

from datasets.feeds import policy
from datasets.feeds.choices import TONES, FeedState
from datasets.feeds.models import Feed
from datasets.feeds.panels import MOVES
from portal.listing import Column, Context, Listing


class FeedsListing(Listing):
    """Sources that are asked by schedule, with what became of each."""

    name, path, detail = "feeds", "feeds/", "feed"
    model, noun, noun_plural, group = Feed, "feed", "feeds", "Data"
    needs = policy.SEE
    ordering = ("name",)
    search = ("name", "address")
    counted = (Feed,)
    moves = MOVES
    empty_text = "No source is configured: an administrator names them in the file of PORTAL_FEEDS."
    columns = (
        Column("name", "Feed", primary=True),
        Column("state", "State", filter="choice", choices=FeedState, tones=TONES),
        Column("importer", "Importer", filter="choice"),
        Column("succeeded_at", "Last success", kind="instant"),
        Column("tried_at", "Last try", kind="instant", shown=False),
        Column("next_at", "Next run", kind="instant"),
        Column("failures", "Failed tries", kind="number"),
        Column("error", "What is wrong"),
        Column("every_minutes", "Minutes between", kind="number", shown=False),
        Column("address", "Address", kind="code", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
