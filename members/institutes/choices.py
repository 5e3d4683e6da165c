"""What an institute can be."""

from django.db import models

from portal.ui.tones import Tone


class InstituteKind(models.TextChoices):
    """How an institute belongs to the collaboration."""

    FULL = "full", "full member"
    ASSOCIATE = "associate", "associate"
    EXTERNAL = "external", "external"
    """Only an address on author lists ("Also at"), not a member of the collaboration."""


class InstituteStatus(models.TextChoices):
    """As of a day, from the period; nobody sets it."""

    MEMBER = "member", "member"
    FUTURE = "future", "not yet member"
    FORMER = "former", "former"


TONES = {
    InstituteStatus.MEMBER: Tone.OK,
    InstituteStatus.FUTURE: Tone.INFO,
    InstituteStatus.FORMER: Tone.NONE,
}
