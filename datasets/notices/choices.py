"""How bad a known problem is, and where a notice stands."""

from django.db import models

from portal.ui.tones import Tone


class Severity(models.TextChoices):
    """What a reader has to do about it; the order is that of weight."""

    INFORMATION = "information", "information"
    WARNING = "warning", "warning"
    SERIOUS = "serious", "serious"
    DO_NOT_USE = "do_not_use", "do not use"


SEVERITY_TONES = {
    Severity.INFORMATION: Tone.INFO,
    Severity.WARNING: Tone.WAIT,
    Severity.SERIOUS: Tone.STOP,
    Severity.DO_NOT_USE: Tone.STOP,
}
WEIGHTS = {str(severity): weight for weight, severity in enumerate(Severity)}
GRAVE = (Severity.SERIOUS, Severity.DO_NOT_USE)
"""What stands on the home page."""


class NoticeState(models.TextChoices):
    """A draft is seen by those who keep notices; a closed one says what resolved it."""

    DRAFT = "draft", "draft"
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


STATE_TONES = {NoticeState.DRAFT: Tone.NONE, NoticeState.OPEN: Tone.WAIT, NoticeState.CLOSED: Tone.OK}
LIVE = (NoticeState.DRAFT, NoticeState.OPEN)
"""Matched again whenever something is written; what a closed one affected stays as it was."""
