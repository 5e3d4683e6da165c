"""The verbs of notices: the only writers of what they affect."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from datasets.collections.models import Collection
from datasets.notices import effects, matching, policy, specs
from datasets.notices.choices import LIVE, NoticeState, Severity
from datasets.notices.lifecycle import NOTICE
from datasets.notices.models import Notice, Unmatched
from datasets.notices.settling import count, settle
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

LONGEST = {"title": 150, "body": 20_000, "remedy": 20_000}
FACTS = (*LONGEST, "severity", *specs.FIELDS)


@transaction.atomic
def draft(*, by: Any, reason: str = "", **facts: Any) -> Notice:
    """A notice that only those see who keep notices, with what it would affect. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    free = matching.lock_if_free()
    with recorded("draft", by=by, reason=reason):
        made = Notice(written_by_id=by.pk, **_checked(facts))
        _says_what(made)
        made.save(force_insert=True)
        settle(made, free=free)
    return made


@transaction.atomic
def edit(notice: Notice, *, by: Any, reason: str = "", **facts: Any) -> None:
    """Change what it says, also of an open one; what it affects is found anew. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    free = matching.lock_if_free()
    Notice.objects.select_for_update().get(pk=notice.pk)
    notice.refresh_from_db()
    if notice.state == NoticeState.CLOSED:
        raise MoveRefused("cannot edit: it is closed; open it again first")
    with recorded("edit", by=by, reason=reason):
        for name, value in _checked(facts).items():
            setattr(notice, name, value)
        _says_what(notice)
        notice.save(update_fields=list(facts))
        if not facts.keys().isdisjoint(specs.FIELDS):
            settle(notice, free=free)


@transaction.atomic
def discard(notice: Notice, *, by: Any, reason: str = "") -> None:
    """Take away a draft, of which nobody was told; its history stays. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    if not matching.lock_if_free():
        raise MoveRefused("cannot delete: datasets are being imported or matched; try again when that is done")
    locked = Notice.objects.select_for_update().filter(pk=notice.pk).first()
    if locked is None:
        raise MoveRefused("cannot delete: it is deleted already")
    if locked.state != NoticeState.DRAFT:
        raise MoveRefused(f"cannot delete: it is {locked.get_state_display()}, and people were told of it; close it")
    with recorded("delete", by=by, reason=reason):
        locked.delete()


@transaction.atomic
def open_notice(notice: Notice, *, by: Any, reason: str = "") -> None:
    """From now on it stands on what it affects, and whoever follows or uses that is told."""
    free = matching.lock_if_free()
    with recorded("open", by=by, reason=reason):
        facts = {"opened_on": timezone.localdate(), "openings": 1}
        NOTICE.perform(notice, "open", by=by, reason=reason, facts=facts)
        settle(notice, free=free)


@transaction.atomic
def close(notice: Notice, *, by: Any, reason: str) -> None:
    """The problem is over; the reason says what resolved it. What it affected stays on its page."""
    free = matching.lock_if_free()
    with recorded("close", by=by, reason=reason):
        facts = {"closed_on": timezone.localdate(), "resolution": reason.strip()}
        NOTICE.perform(notice, "close", by=by, reason=reason, facts=facts)
        settle(notice, free=free)


@transaction.atomic
def reopen(notice: Notice, *, by: Any, reason: str) -> None:
    """The problem is there again, or still: what it affects is found anew."""
    free = matching.lock_if_free()
    with recorded("reopen", by=by, reason=reason):
        facts = {"closed_on": None, "resolution": "", "openings": F("openings") + 1}
        NOTICE.perform(notice, "reopen", by=by, reason=reason, facts=facts)
        notice.refresh_from_db(fields=["openings"])
        settle(notice, free=free)


@transaction.atomic
def catch_up(*, wait: bool = True) -> int:
    """Match what was written since, with every live notice; returns how many marks of writers were taken away.

    It costs what was written and what names its paths, not what there is. Without `wait` it is left to the next one
    when somebody else matches at this moment.
    """
    if not Unmatched.objects.exists() or not (matching.lock_if_free() or wait):
        return 0
    matching.lock()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM datasets_unmatched RETURNING low, high, collection")
        marks = cursor.fetchall()
    live = list(Notice.objects.filter(state__in=LIVE))
    if not live:
        return len(marks)
    spans = matching.drawn_together((low, high) for low, high, _ in marks if low is not None)
    filled = sorted({key for _, _, key in marks if key is not None})
    named = set(Collection.objects.filter(pk__in=filled).values_list("path", flat=True)) if filled else set()
    for notice in live:
        if not named.isdisjoint(notice.paths.splitlines()):
            match(notice)
        elif spans:
            match(notice, spans)
    if filled:
        matching.count_collections([notice.pk for notice in live], collections=filled)
    return len(marks)


def match(notice: Notice, spans: matching.Spans | None = None, *, tell: bool = True) -> None:
    """Write what it affects, and tell those whom it did not concern before. The caller holds the lock."""
    before = matching.newest()
    found = matching.rematch(notice, spans)
    if found.changed:
        notice.refresh_from_db(fields=["state", "openings"])  # a verb does not wait for the lock
    if found.changed and notice.state == NoticeState.OPEN:
        matching.mark(notice, spans, others=True)
        if tell:
            effects.tell_widened(notice, before)
    count(notice, found)


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts in the form in which they are kept. Raises MoveRefused, which names the field."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of a notice: {sorted(unknown)}")
    checked = {name: str(value).strip() for name, value in facts.items()}
    for name in ("title", "body"):
        if name in checked and not checked[name]:
            raise MoveRefused(f"{name}: it must not be empty")
    for name, longest in LONGEST.items():
        if len(checked.get(name, "")) > longest:
            raise MoveRefused(f"{name}: it is longer than {longest} characters")
    for name in (name for name, value in checked.items() if "\x00" in value):
        raise MoveRefused(f"{name}: it holds a character that cannot be kept")
    if "severity" in checked and checked["severity"] not in Severity.values:
        raise MoveRefused(f"severity: it is one of {', '.join(Severity.values)}")
    for name in specs.FIELDS:
        if name in checked:
            checked[name] = specs.checked(name, checked[name])
    return checked


def _says_what(notice: Notice) -> None:
    if not any(getattr(notice, name) for name in specs.FIELDS):
        raise MoveRefused("query: say what it affects: a search, paths, or runs")
