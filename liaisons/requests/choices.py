"""States and priorities of signal-MC requests."""

from django.db import models

from portal.ui.tones import Tone


class RequestState(models.TextChoices):
    """Where a request stands; the first three before it is accepted."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    RETURNED = "returned", "returned"
    ACCEPTED = "accepted", "accepted"
    PRODUCING = "producing", "in production"
    DONE = "done", "done"
    CANCELLED = "cancelled", "cancelled"


TONES = {
    RequestState.DRAFT: Tone.NONE,
    RequestState.SUBMITTED: Tone.WAIT,
    RequestState.RETURNED: Tone.STOP,
    RequestState.ACCEPTED: Tone.INFO,
    RequestState.PRODUCING: Tone.INFO,
    RequestState.DONE: Tone.OK,
    RequestState.CANCELLED: Tone.NONE,
}


class Priority(models.IntegerChoices):
    """What the production takes first; the liaison proposes."""

    HIGH = 1, "high"
    NORMAL = 5, "normal"
    LOW = 9, "low"
