"""Feeds of the demo: one that went well three nights in a row, and one whose source has shrunk and waits for a person.

Their runs are real imports of generated files, moved into the past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db.models import Count

from datasets.catalogue.models import Dataset
from datasets.feeds.choices import FeedState
from datasets.feeds.configuration import Source, read
from datasets.feeds.models import Feed
from portal.importing import actions as imports
from portal.importing.models import ImportRun, RunState

CONFIGURATION = Path(__file__).with_name("feeds.toml")
"""What PORTAL_FEEDS is in a demo."""
NIGHT = time(2, 15)
COMPLETE = 60
"""Datasets of the storage scope that the shrunken source lists: at least so many, and no more than needed."""


def load(today: date) -> str:
    """Tell of the nights before today; says in words how many feeds there are."""
    sources = read(CONFIGURATION)
    figures, catalogue = sources["figures"], sources["file-catalogue"]
    some = list(Dataset.objects.filter(campaign="prompt").order_by("path").values_list("path", flat=True)[:60])
    for days, count in ((3, 60), (2, 12), (1, 25)):
        seen = _night(today, days) - timedelta(hours=3)
        lines = ({"path": path, "last_seen_at": seen.isoformat()} for path in some[:count])
        run = _run(figures, lines, _night(today, days))
    _feed(figures, run, today, state=FeedState.OK, succeeded_at=_night(today, 1))

    sizes = Dataset.objects.order_by().values("scope").annotate(size=Count("pk")).order_by("size")
    scope = sizes.filter(size__gte=COMPLETE).first() or sizes.last()
    if scope is None:
        return "a feed"
    every = list(Dataset.objects.filter(scope=scope["scope"]).order_by("path").values_list("path", flat=True))
    _run(catalogue, ({"path": path} for path in every), _night(today, 2))
    held = _run(catalogue, ({"path": path} for path in every[: len(every) * 3 // 4]), _night(today, 1))
    words = {"error": str((held.plan or {}).get("held", ""))[:1000], "pending": {"modified": "0-0"}}
    _feed(catalogue, held, today, state=FeedState.HELD, succeeded_at=_night(today, 2), **words)
    return f"{len(sources)} feeds"


def _night(today: date, days: int) -> datetime:
    return datetime.combine(today - timedelta(days=days), NIGHT, UTC)


def _run(source: Source, lines: Iterable[dict[str, str]], at: datetime) -> ImportRun:
    """An import of a feed as it would have gone that night; one that is over has handed its file back."""
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    name = f"{source.name}: {source.address.rpartition('/')[2]}"
    run = imports.take(source.importer, file_name=name, content=content, options=source.options)
    imports.carry_on(run)
    facts = {"ended_at": at + timedelta(seconds=40), "content": b""} if run.state == RunState.APPLIED else {}
    ImportRun.objects.filter(pk=run.pk).update(started_at=at, **facts)
    return run


def _feed(source: Source, run: ImportRun, today: date, **facts: object) -> None:
    tried = _night(today, 1)
    counts = (run.plan or {}).get("counts", {}) if run.state == RunState.APPLIED else {}
    Feed.objects.create(
        name=source.name,
        importer=source.importer,
        address=source.shown_address,
        every_minutes=source.every_minutes,
        watermark={"modified": f"{int(tried.timestamp())}-0"},
        run=run,
        counts=counts,
        tried_at=tried,
        next_at=_night(today, -1),
        **facts,
    )
