"""How feeds stand."""

from django.db import models

from portal.ui.tones import Tone


class FeedState(models.TextChoices):
    """How a feed stands."""

    NEW = "new", "not fetched yet"
    OK = "ok", "up to date"
    RUNNING = "running", "running"
    HELD = "held", "waits for a person"
    FAILED = "failed", "failed, tried again"
    OFF = "off", "no longer configured"


TONES = {
    FeedState.NEW: Tone.NONE,
    FeedState.OK: Tone.OK,
    FeedState.RUNNING: Tone.INFO,
    FeedState.HELD: Tone.WAIT,
    FeedState.FAILED: Tone.STOP,
    FeedState.OFF: Tone.NONE,
}
