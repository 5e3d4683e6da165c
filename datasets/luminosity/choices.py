"""Qualities, kinds and rules."""

from django.db import models

from portal.ui.tones import Tone


class Quality(models.TextChoices):
    """What the experts said of a run: bad when one detector was bad or gave no events."""

    GOOD = "good", "good"
    RECOVERABLE = "recoverable", "recoverable"
    BAD = "bad", "bad"
    UNJUDGED = "unjudged", "not judged"


TONES = {
    Quality.GOOD: Tone.OK,
    Quality.RECOVERABLE: Tone.WAIT,
    Quality.BAD: Tone.STOP,
    Quality.UNJUDGED: Tone.NONE,
}


class Kind(models.TextChoices):
    """How the luminosity of a run was found: while it was taken, or from events of a processing."""

    ONLINE = "online", "online"
    OFFLINE = "offline", "offline"


class Rule(models.TextChoices):
    """Which runs a good-run list takes. Old experiments were never judged; their runs count as good."""

    GOOD = "good", "good"
    RECOVERABLE = "recoverable", "good and recoverable"
    LISTED = "listed", "the runs listed"


TAKES = {
    Rule.GOOD: (Quality.GOOD, Quality.UNJUDGED),
    Rule.RECOVERABLE: (Quality.GOOD, Quality.UNJUDGED, Quality.RECOVERABLE),
}
"""The qualities by which a rule takes runs."""
GOOD = TAKES[Rule.RECOVERABLE]
"""A run is good when it is not bad."""
