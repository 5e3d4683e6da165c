"""States of a membership request, what vouches for an applicant, and what a delegate should not overlook."""

from django.db import models

from portal.ui.tones import Tone


class RequestState(models.TextChoices):
    """Where a request stands; the moves between are in `lifecycle.py`."""

    UNCONFIRMED = "unconfirmed", "e-mail not confirmed"
    WAITING = "waiting", "waiting"
    HELD = "held", "on hold"
    ENDORSED = "endorsed", "waits for the office"
    """Approved by a delegate; only where the by-laws have the office as a second gate."""
    APPROVED = "approved", "approved"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    RequestState.UNCONFIRMED: Tone.NONE,
    RequestState.WAITING: Tone.WAIT,
    RequestState.HELD: Tone.INFO,
    RequestState.ENDORSED: Tone.WAIT,
    RequestState.APPROVED: Tone.OK,
    RequestState.DECLINED: Tone.STOP,
    RequestState.WITHDRAWN: Tone.NONE,
}


OPEN = (RequestState.WAITING, RequestState.HELD, RequestState.ENDORSED)
"""Confirmed and without a decision."""


class RequestKind(models.TextChoices):
    """What is asked for."""

    JOIN = "join", "join"
    TRANSFER = "transfer", "transfer"


class Proof(models.TextChoices):
    """How the identity of an applicant was confirmed, beyond the e-mail address."""

    SSO = "single-sign-on", "single sign-on"
    CERTIFICATE = "certificate", "grid certificate"
    DELEGATE = "delegate", "signature of a delegate"


class CertificateCheck(models.TextChoices):
    """How far the names of a certificate on a request can be trusted."""

    TYPED = "typed", "typed by the office"
    READ = "read", "read from the file; its authority was not checked"
    VERIFIED = "verified", "issued by an accepted authority"


class Alarm(models.TextChoices):
    """Who was told that a request has waited too long, in this order."""

    REMIND = "remind", "delegate reminded"
    DEPUTY = "deputy", "deputy told"
    OFFICE = "office", "office told"


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


class InvitationState(models.TextChoices):
    """Where an invitation stands, by its days and its request."""

    OPEN = "open", "open"
    USED = "used", "used"
    EXPIRED = "expired", "expired"
    REVOKED = "revoked", "taken back"


INVITATION_TONES = {
    InvitationState.OPEN: Tone.WAIT,
    InvitationState.USED: Tone.OK,
    InvitationState.EXPIRED: Tone.NONE,
    InvitationState.REVOKED: Tone.NONE,
}
