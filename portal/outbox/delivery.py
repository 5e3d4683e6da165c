"""Delivering effects: claim, deliver, note the outcome.

A claim counts the attempt and sets the time of the next one before anything is tried, in its own
transaction. So a worker that is killed leaves a waiting row that is due again after the back-off,
and an effect that kills its workers fails in the end instead of killing for ever. The delivery
then holds the lock of the row, so that no second worker tries at the same time.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.outbox.choices import EffectState
from portal.outbox.kinds import Undeliverable, kind
from portal.outbox.models import Effect

log = logging.getLogger(__name__)

DIED = "the worker died while it delivered this"


def deliver(pk: int) -> EffectState | None:
    """Deliver one effect if it is due and nobody else is at it; returns its new state, None if not ours.

    Never raises for what the handler does: that is the outcome, and is written on the row.
    """
    attempt = _claim(pk)
    if attempt is None:
        return None
    with transaction.atomic():
        # waits: another claim may hold the row for the moment in which it learns that it came too late
        ours = Effect.objects.filter(pk=pk, state=EffectState.WAITING, attempts=attempt)
        effect = ours.select_for_update().first()
        if effect is None:
            return None
        _try(effect)
        effect.save(update_fields=["state", "last_error", "done_at"])
        return EffectState(effect.state)


def sweep() -> int:
    """Deliver what is due, oldest first, within the bounds of the settings; returns how many were tried."""
    until = time.monotonic() + settings.OUTBOX_SWEEP_SECONDS
    tried = 0
    for pk in list(Effect.objects.due().values_list("pk", flat=True)[: settings.OUTBOX_BATCH]):
        if time.monotonic() >= until:
            break
        tried += deliver(pk) is not None
    return tried


def next_attempt(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts: twice the wait each time, up to the cap."""
    wait = settings.OUTBOX_BACKOFF_SECONDS * 2 ** min(attempts - 1, 30)
    return now + timedelta(seconds=min(wait, settings.OUTBOX_BACKOFF_CAP_SECONDS))


def _claim(pk: int) -> int | None:
    """Count the attempt; returns its number, None when the effect is not due, taken, or has had its attempts."""
    with transaction.atomic():
        effect = Effect.objects.due().select_for_update(skip_locked=True).filter(pk=pk).first()
        if effect is None:
            return None
        if effect.attempts >= settings.OUTBOX_ATTEMPTS:
            effect.state, effect.last_error = EffectState.FAILED, DIED
            effect.save(update_fields=["state", "last_error"])
            return None
        effect.attempts += 1
        effect.due_at = next_attempt(effect.attempts, timezone.now())
        effect.save(update_fields=["attempts", "due_at"])
        return effect.attempts


def _try(effect: Effect) -> None:
    """Run the handler and set the outcome on `effect`, unsaved."""
    try:
        handler = kind(effect.kind)
        blocked = handler.blocked()
        if blocked:
            effect.state, effect.last_error = EffectState.HELD, blocked
            return
        with transaction.atomic():  # what a failing handler wrote is undone, what it left is kept
            handler.deliver(effect)
    except Exception as error:  # noqa: BLE001  whatever it is, it belongs on the row where people see it
        final = isinstance(error, Undeliverable) or effect.attempts >= settings.OUTBOX_ATTEMPTS
        effect.state = EffectState.FAILED if final else EffectState.WAITING
        effect.last_error = str(error) if isinstance(error, Undeliverable) else f"{type(error).__name__}: {error}"
        log.warning("effect %s (%s) attempt %s: %s", effect.pk, effect.kind, effect.attempts, effect.last_error)
    else:
        effect.state, effect.last_error, effect.done_at = EffectState.DONE, "", timezone.now()
