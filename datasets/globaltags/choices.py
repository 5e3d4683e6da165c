"""States of a global tag in the conditions database."""

from django.db import models

from portal.ui.tones import Tone


class TagState(models.TextChoices):
    """As the conditions database names them; only a published or running one is used for processing."""

    OPEN = "OPEN", "open"
    TESTING = "TESTING", "testing"
    VALIDATED = "VALIDATED", "validated"
    PUBLISHED = "PUBLISHED", "published"
    RUNNING = "RUNNING", "running"
    INVALID = "INVALID", "invalid"


TONES = {
    TagState.OPEN: Tone.NONE,
    TagState.TESTING: Tone.WAIT,
    TagState.VALIDATED: Tone.INFO,
    TagState.PUBLISHED: Tone.OK,
    TagState.RUNNING: Tone.INFO,
    TagState.INVALID: Tone.STOP,
}
