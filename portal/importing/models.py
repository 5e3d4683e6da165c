"""Table of the imports that were started in the browser or by a feed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import models

from portal.ui.addresses import page_url
from portal.ui.tones import Tone


class RunState(models.TextChoices):
    """Where an import stands."""

    PLANNING = "planning", "reading the file"
    ASKING = "asking", "asks you something"
    PLANNED = "planned", "waiting for you"
    HELD = "held", "held until somebody releases it"
    APPLYING = "applying", "writing"
    APPLIED = "applied", "applied"
    FAILED = "failed", "failed"
    DROPPED = "dropped", "dropped"


ENDED = (RunState.APPLIED, RunState.FAILED, RunState.DROPPED)
"""Over; what was written is in the record."""
TONES: dict[str, Tone] = {
    RunState.PLANNING: Tone.INFO,
    RunState.ASKING: Tone.WAIT,
    RunState.PLANNED: Tone.WAIT,
    RunState.HELD: Tone.STOP,
    RunState.APPLYING: Tone.INFO,
    RunState.APPLIED: Tone.OK,
    RunState.FAILED: Tone.STOP,
    RunState.DROPPED: Tone.NONE,
}


class ImportRun(models.Model):
    """One uploaded file on its way in. The file is kept, so that a break loses nothing.

    When the import is over it may be taken out (see `portal.personal`): its name and checksum stay.
    """

    importer = models.CharField(max_length=40)
    file_name = models.CharField("file", max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    plan = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    options = models.JSONField(default=dict, blank=True)
    """What was said beside the file, and answers to what the import asked."""
    attempt = models.PositiveIntegerField(default=0)
    """How often a worker was asked again, to plan after an answer or to apply."""
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: a feed."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"Import of {self.file_name}"

    def get_absolute_url(self) -> str:
        return page_url("import_run", self.pk)

    @property
    def busy(self) -> bool:
        return self.state in (RunState.PLANNING, RunState.APPLYING)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.sha256:
            self.sha256 = hashlib.sha256(self.content).hexdigest()
        super().save(*args, **kwargs)
