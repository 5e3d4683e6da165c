"""The page of a feed."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from datasets.feeds import actions, policy
from datasets.feeds.choices import TONES, FeedState
from datasets.feeds.lifecycle import FEED
from datasets.feeds.models import Feed
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table
from portal.importing.models import TONES as RUN_TONES
from portal.importing.models import ImportRun
from portal.lifecycle.moves import Moves
from portal.ui import components

RUNS = 20
MOVES = Moves(
    FEED,
    {"run_now": actions.run_now},
    lambda user, pk: get_object_or_404(Feed, pk=pk),
    name="feed_move",
    prefix="feeds/",
    see=policy.SEE,
    tones=TONES,
)


def _runs(feed: Feed, shown: Shown) -> Any:
    """The newest imports of this feed."""
    rows = ImportRun.objects.filter(by=None, importer=feed.importer, file_name__startswith=f"{feed.name}: ")
    return rows.defer("content").order_by("-started_at")[:RUNS]


def _counts(run: ImportRun) -> str:
    return ", ".join(f"{count:,} {action}" for action, count in (run.plan or {}).get("counts", {}).items() if count)


class FeedPage(Detail):
    """How a source stands, and what it brought."""

    model, name, path = Feed, "feed", "feeds/<int:pk>/"
    listing, group, noun_plural = "feeds", "Data", "feeds"
    needs = policy.SEE
    moves = MOVES
    has_history = False
    left = (
        Table(
            "Imports",
            _runs,
            Cell("Import", lambda row: row.file_name, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", lambda row: components.tag(row.get_state_display(), RUN_TONES[row.state]), name="state"),
            Cell("Started", lambda row: row.started_at),
            Cell("Rows", _counts),
            empty="It has brought nothing yet.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("importer", "Importer"),
            Fact("address", "Address"),
            Fact("every_minutes", "Minutes between", kind="number"),
            Fact("succeeded_at", "Last success"),
            Fact("tried_at", "Last try"),
            Fact("next_at", "Next run"),
            Fact("failures", "Failed tries", kind="number"),
            Fact(
                "watermark",
                "Watermark",
                value=lambda row, shown: ", ".join(f"{name} {value}" for name, value in sorted(row.watermark.items())),
            ),
        ),
    )

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        found = []
        if obj.error:
            tone = "wait" if obj.state == FeedState.HELD else "stop"
            text = f"{obj.error[:1].upper()}{obj.error[1:]}"
            found.append(Banner(tone, text if text.endswith((".", "?", "!")) else f"{text}."))
        if obj.late:
            found.append(Banner("wait", "This feed is late: it has brought nothing for two of its intervals."))
        return found
