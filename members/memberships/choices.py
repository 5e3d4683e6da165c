"""States of a membership request."""

from django.db import models

from portal.ui.tones import Tone


class RequestState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "e-mail not confirmed"
    WAITING = "waiting", "waiting for the delegate"
    APPROVED = "approved", "approved"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    RequestState.UNCONFIRMED: Tone.NONE,
    RequestState.WAITING: Tone.WAIT,
    RequestState.APPROVED: Tone.OK,
    RequestState.DECLINED: Tone.STOP,
    RequestState.WITHDRAWN: Tone.NONE,
}


class Connection(models.TextChoices):
    """How a person stands under an institute on a paper (author.xml `connection`)."""

    AFFILIATED = "Affiliated with", "affiliated with"
    ALSO_AT = "Also at", "also at"
    ON_LEAVE = "On leave from", "on leave from"
    VISITOR = "Visitor", "visitor"
    NOW_AT = "Now at", "now at"
