"""States of collections."""

from django.db import models

from portal.ui.tones import Tone


class CollectionState(models.TextChoices):
    """A test may still change; the others were published and stay as they are."""

    TEST = "test", "test"
    PUBLISHED = "published", "published"
    SUPERSEDED = "superseded", "superseded"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    CollectionState.TEST: Tone.NONE,
    CollectionState.PUBLISHED: Tone.OK,
    CollectionState.SUPERSEDED: Tone.WAIT,
    CollectionState.WITHDRAWN: Tone.STOP,
}
