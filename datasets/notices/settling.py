"""After a verb: find what the notice affects, stand on it, tell. At once when that is little, otherwise by a worker.

A worker looks at the notice as it is when its turn comes, so that it does not matter how many verbs came before; what a
verb changed is in force from its own transaction on, and the page says that the rest is on its way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from datasets.notices import effects, matching
from datasets.notices.choices import NoticeState
from datasets.notices.models import Notice
from portal.outbox import enqueue, register

SETTLE = "notice.settle"
AT_ONCE = 10_000
"""Datasets that are matched while a person waits for the page; that takes a second or two."""
PAUSE = timedelta(seconds=20)
"""After which a worker tries again that found others matching."""


def settle(notice: Notice, *, free: bool) -> None:
    """Carry out what a verb of `notice` leads to. `free`: the running transaction holds the lock of matching."""
    if free and not matching.exceeds(notice, AT_ONCE):
        if notice.matching_since:
            notice.matching_since = None
            notice.save(update_fields=["matching_since"])
        _carry_out(notice)
        return
    notice.matching_since = timezone.now()
    notice.save(update_fields=["matching_since"])
    leave(SETTLE, notice, notice.matching_since)


def leave(kind: str, about: Model, due: datetime) -> None:
    """To a worker, not before `due`."""
    enqueue(kind, {"pk": about.pk}, key=f"{kind}:{about.pk}:{due.isoformat()}", about=about, due_at=due)


def turn(kind: str, about: Model) -> bool:
    """Whether a worker may match now; otherwise it comes again, for an import must not keep it from sending mail."""
    if matching.lock_if_free():
        return True
    leave(kind, about, timezone.now() + PAUSE)
    return False


@register(SETTLE)
def carry_on(effect: Any) -> None:
    """Worker: the same, whatever it takes. The row is written last, so that a verb need not wait for all of it."""
    with transaction.atomic():
        asked = Notice.objects.filter(pk=effect.payload["pk"], matching_since__isnull=False)
        notice = asked.first()
        if notice is None or not turn(SETTLE, notice):
            return  # deleted, or done by the worker of a later verb; or later
        notice = asked.first()
        if notice is not None:  # as it is now that nobody else matches
            _carry_out(notice)
            asked.filter(matching_since=notice.matching_since).update(matching_since=None)


def _carry_out(notice: Notice) -> None:
    """Also one that is closed is matched: an earlier verb may still have waited for it."""
    before = matching.newest()
    found = matching.rematch(notice)
    if notice.state != NoticeState.DRAFT:
        matching.mark(notice, others=found.changed)
    if notice.state == NoticeState.CLOSED:
        effects.tell_closed(notice)
    elif notice.state == NoticeState.OPEN and notice.told == notice.openings:
        effects.tell_widened(notice, before)
    elif notice.state == NoticeState.OPEN:
        effects.tell_opened(notice)
        Notice.objects.filter(pk=notice.pk).update(told=notice.openings)
        notice.told = notice.openings
    count(notice, found)


def count(notice: Notice, found: matching.Found) -> None:
    """Keep how many there are now."""
    if found.certain or found.possible:
        grown = {"certain": F("certain") + found.certain, "possible": F("possible") + found.possible}
        Notice.objects.filter(pk=notice.pk).update(**grown)
        notice.refresh_from_db(fields=["certain", "possible"])
