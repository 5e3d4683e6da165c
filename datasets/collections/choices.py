"""States of collections."""

from django.db import models

from portal.ui.tones import Tone


class CollectionState(models.TextChoices):
    """A test may still change, and so may one that is only known by its name; the others stay as they are."""

    TEST = "test", "test"
    KNOWN = "known", "known by name"
    PUBLISHED = "published", "published"
    SUPERSEDED = "superseded", "superseded"
    WITHDRAWN = "withdrawn", "withdrawn"


OPEN = (CollectionState.TEST, CollectionState.KNOWN)
"""Not published here yet: a known one is in use elsewhere, and what is in it has not come in."""
TONES = {
    CollectionState.TEST: Tone.NONE,
    CollectionState.KNOWN: Tone.INFO,
    CollectionState.PUBLISHED: Tone.OK,
    CollectionState.SUPERSEDED: Tone.WAIT,
    CollectionState.WITHDRAWN: Tone.STOP,
}


class Result(models.TextChoices):
    """How a check before publication went; only `wrong` stands in the way."""

    OK = "ok", "in order"
    EXPLAINED = "explained", "explained"
    NOTE = "note", "please note"
    WRONG = "wrong", "not in order"


RESULT_TONES = {Result.OK: Tone.OK, Result.EXPLAINED: Tone.INFO, Result.NOTE: Tone.WAIT, Result.WRONG: Tone.STOP}
