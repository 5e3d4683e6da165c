"""Footnotes of authors and states of author lists."""

from django.db import models

from portal.ui.tones import Tone


class NoteKind(models.TextChoices):
    """The words of `published.Note`: a connection, or one of the two others."""

    ALSO_AT = "Also at", "also at"
    NOW_AT = "Now at", "now at"
    ON_LEAVE = "On leave from", "on leave from"
    VISITOR = "Visitor", "visitor"
    STATUS = "Status", "status"
    OTHER = "Note", "note"


class ListState(models.TextChoices):
    """Open lists follow the record; frozen ones never change."""

    OPEN = "open", "open"
    FROZEN = "frozen", "frozen"


TONES = {ListState.OPEN: Tone.INFO, ListState.FROZEN: Tone.OK}
