"""Table of what was blanked."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models


class Blanking(models.Model):
    """That values were taken out of rows which nobody may change otherwise. Never holds the values."""

    table = models.CharField(max_length=100)
    key = models.CharField(max_length=60, blank=True, help_text="Of the object; empty: rows of several objects.")
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    who = models.CharField(max_length=300, help_text="The name of who did it, as it was then.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "blanking"
        ordering = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rows} rows of {self.table}"
