"""Footnotes of authors and states of author lists."""

from django.db import models

from portal.ui.tones import Tone


class NoteKind(models.TextChoices):
    ALSO_AT = "also_at", "Also at"
    NOW_AT = "now_at", "Now at"
    STATUS = "status", "Status"
    OTHER = "other", "Note"


class ListState(models.TextChoices):
    OPEN = "open", "open"
    FROZEN = "frozen", "frozen"


TONES = {ListState.OPEN: Tone.INFO, ListState.FROZEN: Tone.OK}
