"""States, types and owners of global tags, as the conditions database has them."""

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

GOES_TO: dict[TagState, tuple[TagState, ...]] = {
    TagState.OPEN: (TagState.TESTING, TagState.RUNNING),
    TagState.TESTING: (TagState.VALIDATED, TagState.OPEN),
    TagState.VALIDATED: (TagState.PUBLISHED, TagState.OPEN),
    TagState.PUBLISHED: (TagState.INVALID,),
    TagState.RUNNING: (),
    TagState.INVALID: (),
}
"""Which state may follow which: what the database enforces, and what an import may do."""

FINAL = (TagState.PUBLISHED, TagState.RUNNING, TagState.INVALID)
"""States in which no interval of validity changes any more; a running tag still gets new ones."""

USABLE = (TagState.PUBLISHED, TagState.RUNNING, TagState.TESTING, TagState.VALIDATED)
"""States in which the software takes payloads from a tag; an open one can change under the user."""


class TagType(models.TextChoices):
    """What a tag is for."""

    DEV = "DEV", "development"
    RELEASE = "RELEASE", "release"


class OwnerKind(models.TextChoices):
    """Whose tag it is, by the beginning of its name."""

    OFFICIAL = "official", "official"
    USER = "user", "personal"
    TEMPORARY = "temp", "temporary"
    STAGING = "staging", "staging"
    AUTOMATIC = "automatic", "automatic"
