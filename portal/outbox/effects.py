"""Asking for an effect, and what an operator may do with one."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from portal.history.recording import current_verb
from portal.outbox.choices import EffectState
from portal.outbox.keys import without_address
from portal.outbox.kinds import kind as kind_of
from portal.outbox.models import Effect
from portal.outbox.tasks import deliver

log = logging.getLogger(__name__)

SILENCE_SECONDS = 20
"""After the broker did not answer, nobody waits for it again for so long: the sweep delivers meanwhile."""
_silent_until = 0.0


def enqueue(
    kind: str, payload: dict[str, Any], *, key: str, about: models.Model | None = None, due_at: datetime | None = None
) -> Effect:
    """Write an effect in the running transaction: it happens if and only if that commits.

    With a `key` that was asked for before, the first effect stands and is returned. Raises
    TransactionManagementError outside of a transaction, LookupError for a kind that nobody delivers,
    ValueError when the key belongs to another kind.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an effect belongs to the transaction that causes it")
    blocked = kind_of(kind).blocked()
    gone = Effect.objects.filter(kind=kind, key=without_address(key)).first() if "@" in key else None
    if gone is not None:
        return gone  # asked for before; its text and recipient have been removed since
    effect, created = Effect.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "state": EffectState.HELD if blocked else EffectState.WAITING,
            "last_error": blocked,
            "due_at": due_at or timezone.now(),
            "verb": current_verb(),
            "about_model": about._meta.label_lower if about else "",
            "about_pk": str(about.pk) if about else "",
            "about": str(about)[:300] if about else "",
        },
    )
    if effect.kind != kind:
        raise ValueError(f"the key {key!r} belongs to an effect of kind {effect.kind!r}")
    if created and not blocked and effect.due_at <= timezone.now():
        wake_on_commit(effect)
    return effect


def wake_on_commit(effect: Effect) -> None:
    """Tell a worker when the transaction has committed; the person who waits for the page never sees it fail."""
    transaction.on_commit(partial(_wake, effect.pk), robust=True)


def _wake(pk: int) -> None:
    global _silent_until  # noqa: PLW0603  one broker per process
    if time.monotonic() < _silent_until:
        return
    try:
        deliver.apply_async([pk], retry=False)
    except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the effect is safe in its row
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("no task broker (%s): effects wait for the sweep", error)


def retry(effect: Effect) -> bool:
    """Try again now, with all attempts ahead. False when it is done, or being delivered at this moment."""
    with _free(effect) as row:
        if row is None or row.state == EffectState.DONE:
            return False
        row.state, row.attempts, row.due_at, row.held_by = EffectState.WAITING, 0, timezone.now(), ""
        row.save(update_fields=["state", "attempts", "due_at", "held_by"])
        wake_on_commit(row)
        return True


def hold(effect: Effect, *, by: Any) -> bool:
    """Keep an effect back until somebody lets it go. False unless it waits and nobody delivers it now."""
    with _free(effect) as row:
        if row is None or row.state != EffectState.WAITING:
            return False
        row.state, row.held_by = EffectState.HELD, str(by)
        row.save(update_fields=["state", "held_by"])
        return True


def release(kind: str) -> int:
    """Let go what was held because this site could not deliver the kind; returns how many.

    What an operator holds stays held. The sweep delivers the rest in order.
    """
    held = Effect.objects.filter(kind=kind, state=EffectState.HELD, held_by="")
    return held.update(state=EffectState.WAITING, last_error="", due_at=timezone.now())


@contextmanager
def _free(effect: Effect) -> Iterator[Effect | None]:
    """The locked row, or None while a worker has it: nobody waits here for a slow mail server."""
    with transaction.atomic():
        yield Effect.objects.select_for_update(skip_locked=True).filter(pk=effect.pk).first()
