"""States of a review, of the confirmation of an institute, and of what is to be corrected."""

from django.db import models

from portal.ui.tones import Tone


class ReviewState(models.TextChoices):
    """Where a review stands."""

    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class ConfirmationState(models.TextChoices):
    """Whether an institute has confirmed its people."""

    WAITING = "waiting", "waiting"
    CONFIRMED = "confirmed", "confirmed"


class CorrectionState(models.TextChoices):
    """What became of something that a delegate marked."""

    MARKED = "marked", "to correct"
    SETTLED = "settled", "settled"


REVIEW_TONES = {ReviewState.OPEN: Tone.INFO, ReviewState.CLOSED: Tone.NONE}
CONFIRMATION_TONES = {ConfirmationState.WAITING: Tone.WAIT, ConfirmationState.CONFIRMED: Tone.OK}
CORRECTION_TONES = {CorrectionState.MARKED: Tone.WAIT, CorrectionState.SETTLED: Tone.OK}
