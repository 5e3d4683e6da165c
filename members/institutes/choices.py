"""What an institute can be."""

from django.db import models


class InstituteKind(models.TextChoices):
    FULL = "full", "full member"
    ASSOCIATE = "associate", "associate"
    EXTERNAL = "external", "external"
    """Only an address on author lists ("Also at"), not a member of the collaboration."""
