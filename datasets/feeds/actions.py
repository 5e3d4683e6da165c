"""The verbs of feeds: fetch what is due, let an importer write it, and say how it went."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.utils import timezone

from datasets.feeds.choices import FeedState
from datasets.feeds.configuration import Source, sources
from datasets.feeds.fetching import FetchError, fetch
from datasets.feeds.lifecycle import FEED
from datasets.feeds.models import Feed
from portal.importing import actions as imports
from portal.importing.models import ImportRun, RunState

BACKOFF = timedelta(minutes=1)
"""To the second try; doubled each time, up to the interval of the feed."""


def run_now(feed: Feed, *, by: Any, reason: str = "") -> None:
    """Ask for a feed before its time. Raises MoveRefused, Denied."""
    FEED.perform(feed, "run_now", by=by, reason=reason, facts={"next_at": timezone.now()})


@transaction.atomic
def sync() -> dict[str, Source]:
    """Bring the table in line with the configuration; gives the sources. Raises ImproperlyConfigured."""
    configured = sources()
    for name, source in configured.items():
        facts = {
            "importer": source.importer,
            "address": source.shown_address[:500],
            "every_minutes": source.every_minutes,
        }
        feed, made = Feed.objects.get_or_create(name=name, defaults=facts)
        changed = [key for key, value in facts.items() if getattr(feed, key) != value]
        if not made and (changed or feed.state == FeedState.OFF):
            moved = "address" in changed or "importer" in changed
            watermark = {} if moved else feed.watermark  # of another source it says nothing
            state = FeedState.NEW if feed.state == FeedState.OFF else feed.state
            Feed.objects.filter(pk=feed.pk).update(**facts, watermark=watermark, state=state)
    gone = Feed.objects.exclude(name__in=configured).exclude(state=FeedState.OFF)
    if gone.exists():
        gone.update(state=FeedState.OFF, error="")
    return configured


def tick() -> None:
    """Run every feed that is due. Raises ImproperlyConfigured."""
    for name, source in sync().items():
        with _alone(name) as free:
            if free:
                _turn(Feed.objects.get(name=name), source)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether nobody else has this feed in hand; the lock goes with the connection, also when a worker is killed."""
    key = zlib.crc32(f"feed:{name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _turn(feed: Feed, source: Source) -> None:
    """One turn of a feed: first what an earlier one left, then what is due."""
    if feed.run is not None and feed.run.state == RunState.APPLYING:
        imports.carry_on(feed.run)  # the worker that wrote it was killed; nothing of it was written
    if not _settle(feed):
        return
    if feed.next_at > timezone.now():
        return
    begun = timezone.now()
    _note(feed, state=FeedState.RUNNING, tried_at=begun)
    try:
        fetched = fetch(source, feed.watermark, begun.isoformat())
    except FetchError as error:
        _fail(feed, str(error))
        return
    if fetched.content is None:
        _succeed(feed, fetched.watermark, counts={})
        return
    name = PurePosixPath(urlsplit(source.address).path).name or source.name
    with transaction.atomic():
        run = imports.take(
            source.importer, file_name=f"{source.name}: {name}", content=fetched.content, options=source.options
        )
        _note(feed, run=run, pending=fetched.watermark)
    imports.carry_on(run)
    _settle(feed)


def _settle(feed: Feed) -> bool:
    """Take over what became of the run; False while it waits for a person or is being written."""
    if feed.run is None:
        return True
    run = ImportRun.objects.defer("content").get(pk=feed.run.pk)
    plan = run.plan or {}
    if feed.pending is None:
        return True  # taken over before
    if run.state == RunState.FAILED:
        _fail(feed, run.error)
    elif run.state == RunState.APPLIED:
        _succeed(feed, feed.pending, counts=plan.get("counts", {}))
    elif run.state == RunState.DROPPED:  # somebody looked at it and did not want it: the same is not fetched again
        _note(feed, state=FeedState.OK, watermark=feed.pending, pending=None, error="", **_later(feed))
    else:
        words = plan.get("held") or run.error or str(run.get_state_display())
        _note(feed, state=FeedState.HELD, error=words[:1000])
        return False
    ImportRun.objects.filter(pk=run.pk).update(content=b"")  # the source has it; its checksum stays
    return True


def _succeed(feed: Feed, watermark: dict[str, str], counts: dict[str, int]) -> None:
    now = timezone.now()
    facts = {"watermark": watermark, "pending": None, "counts": counts, "failures": 0, "error": ""}
    _note(feed, state=FeedState.OK, succeeded_at=now, **facts, **_later(feed))


def _later(feed: Feed) -> dict[str, Any]:
    return {"next_at": timezone.now() + timedelta(minutes=feed.every_minutes)}


def _fail(feed: Feed, words: str) -> None:
    wait = min(BACKOFF * 2 ** min(feed.failures, 20), timedelta(minutes=feed.every_minutes))
    facts = {"failures": feed.failures + 1, "error": words[:1000], "pending": None, "next_at": timezone.now() + wait}
    _note(feed, state=FeedState.FAILED, **facts)


def _note(feed: Feed, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(feed, name, value)
    feed.save(update_fields=list(facts))
