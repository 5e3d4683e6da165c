"""What an institute can be."""

from django.db import models

from portal.ui.tones import Tone


class InstituteKind(models.TextChoices):
    """How an institute belongs to the collaboration."""

    FULL = "full", "full member"
    CLUSTER = "cluster", "cluster"
    """Several institutes that have one vote together."""
    ASSOCIATE = "associate", "associate"
    """Stands under a host: its people are printed with the host and "Also at"."""
    EXTERNAL = "external", "external"
    """Only an address on author lists ("Also at"), not a member of the collaboration."""


class Tie(models.TextChoices):
    """How an institute stands to another one; read from the first to the second."""

    HOST = "host", "associate of"
    CLUSTER = "cluster", "part of the cluster"
    MERGED = "merged", "merged into"
    SPLIT = "split", "split from"


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
