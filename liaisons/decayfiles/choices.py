"""Kinds of decay files, and what the check says of one as a whole."""

from django.db import models

from portal.ui.tones import Tone


class FileKind(models.TextChoices):
    """What a file holds, by the end of its name."""

    DEC = "dec", "EvtGen decay file"
    DAT = "dat", "Tauola file"
    XML = "xml", "Dalitz model"
    PDL = "pdl", "particle table"


class Verdict(models.TextChoices):
    """The heaviest finding."""

    ERRORS = "error", "errors"
    WARNINGS = "warning", "warnings"
    NOTES = "note", "notes only"
    CLEAN = "clean", "clean"


TONES = {
    Verdict.ERRORS: Tone.STOP,
    Verdict.WARNINGS: Tone.WAIT,
    Verdict.NOTES: Tone.INFO,
    Verdict.CLEAN: Tone.OK,
}
