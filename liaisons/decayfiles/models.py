"""Table of the decay files that were handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from portal.history import tracked


@tracked(exclude=["text"])
class DecayFile(models.Model):
    """A decay file as uploaded; `text` is kept verbatim and never edited."""

    file_name = models.CharField("file name", max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    event_type = models.CharField("event type", max_length=16, blank=True)
    nickname = models.CharField(max_length=200, blank=True)
    descriptor = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "decay file"
        ordering = ["event_type", "-uploaded_at"]

    def __str__(self) -> str:
        return self.nickname or self.file_name
