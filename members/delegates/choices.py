"""How the post of an institute's delegate stands on a day."""

from django.db import models

from portal.ui.tones import Tone


class Vacancy(models.TextChoices):
    """From the terms; nobody sets it."""

    HELD = "held", "has a delegate"
    ENDING = "ending", "term ends soon"
    DEPUTY = "deputy", "only a deputy"
    VACANT = "vacant", "without delegate"


TONES = {Vacancy.HELD: Tone.OK, Vacancy.ENDING: Tone.WAIT, Vacancy.DEPUTY: Tone.WAIT, Vacancy.VACANT: Tone.STOP}
