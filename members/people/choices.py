"""Identifiers that a person can have, and the status derived from memberships."""

from django.db import models

from portal.ui.tones import Tone


class IdentifierKind(models.TextChoices):
    """Whose identifier it is; other sources are kept by their name."""

    ORCID = "ORCID", "ORCID"
    INSPIRE = "INSPIRE", "INSPIRE"
    CCID = "CCID", "CERN person id"
    OTHER = "OTHER", "other"


class PersonStatus(models.TextChoices):
    """As of a day, from the memberships; nobody sets it."""

    ACTIVE = "active", "active"
    EXPIRING = "expiring", "expiring"
    FUTURE = "future", "not yet active"
    FORMER = "former", "former"
    DECEASED = "deceased", "deceased"
    NONE = "none", "no membership"


TONES = {
    PersonStatus.ACTIVE: Tone.OK,
    PersonStatus.EXPIRING: Tone.WAIT,
    PersonStatus.FUTURE: Tone.INFO,
    PersonStatus.FORMER: Tone.NONE,
    PersonStatus.DECEASED: Tone.NONE,
    PersonStatus.NONE: Tone.NONE,
}
