"""How a person stands under an institute, and why a membership ends."""

from django.db import models


class Ending(models.TextChoices):
    """Why a membership has an end, where that is known."""

    TERM = "term", "end of the term"
    LEFT = "left", "left"
    TRANSFERRED = "transferred", "transferred"
    CATEGORY = "category", "changed category"
    DECEASED = "deceased", "died"
    INSTITUTE = "institute", "institute left"
    SPONSOR = "sponsor", "sponsor left"


class Connection(models.TextChoices):
    """How a person stands under an institute on a paper (author.xml `connection`)."""

    AFFILIATED = "Affiliated with", "affiliated with"
    ALSO_AT = "Also at", "also at"
    ON_LEAVE = "On leave from", "on leave from"
    VISITOR = "Visitor", "visitor"
    NOW_AT = "Now at", "now at"
