"""States of an effect."""

from django.db import models

from portal.ui.tones import Tone


class EffectState(models.TextChoices):
    """What has become of an effect; only one that waits is ever tried."""

    WAITING = "waiting", "waiting"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    HELD = "held", "held"


TONES = {
    EffectState.WAITING: Tone.WAIT,
    EffectState.DONE: Tone.OK,
    EffectState.FAILED: Tone.STOP,
    EffectState.HELD: Tone.NONE,
}
