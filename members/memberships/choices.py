"""States of a membership request, what vouches for an applicant, and how a person stands under an institute."""

from django.db import models

from portal.ui.tones import Tone


class RequestState(models.TextChoices):
    """Where a request stands; the moves between are in `lifecycle.py`."""

    UNCONFIRMED = "unconfirmed", "e-mail not confirmed"
    WAITING = "waiting", "waiting"
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


class Voucher(models.TextChoices):
    """What says that the applicant is who the request names."""

    OIDC = "oidc", "single sign-on"
    LDAP = "ldap", "directory"
    EMAIL = "email", "e-mail"


class Note(models.TextChoices):
    """What a delegate should not overlook in the queue."""

    DUPLICATE = "duplicate", "duplicate?"
    KNOWN = "known", "on record"


NOTE_TONES = {Note.DUPLICATE: Tone.STOP, Note.KNOWN: Tone.INFO}


class Connection(models.TextChoices):
    """How a person stands under an institute on a paper (author.xml `connection`)."""

    AFFILIATED = "Affiliated with", "affiliated with"
    ALSO_AT = "Also at", "also at"
    ON_LEAVE = "On leave from", "on leave from"
    VISITOR = "Visitor", "visitor"
    NOW_AT = "Now at", "now at"
