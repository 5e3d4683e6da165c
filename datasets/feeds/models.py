"""Table of the feeds: how each configured source stands. What it brought is in the imports."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from datasets.feeds.choices import FeedState
from portal.importing.models import ImportRun
from portal.listing import counted
from portal.ui.addresses import page_url

LATE_AFTER = 2
"""Intervals without success after which a feed is late."""


@counted
class Feed(models.Model):
    """A source by its name in the configuration."""

    name = models.CharField(max_length=60, unique=True)
    importer = models.CharField(max_length=40)
    address = models.CharField(max_length=500, help_text="Without what may be secret.")
    every_minutes = models.PositiveIntegerField("interval in minutes")
    state = models.CharField(max_length=7, choices=FeedState, default=FeedState.NEW)
    watermark = models.JSONField(default=dict, blank=True)
    pending = models.JSONField(null=True, blank=True, help_text="The watermark once the run is written.")
    run = models.ForeignKey(ImportRun, models.SET_NULL, related_name="+", null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="Rows of the last import by what happened to them.")
    failures = models.PositiveIntegerField(default=0, help_text="Tries since the last success.")
    error = models.CharField(max_length=1000, blank=True)
    tried_at = models.DateTimeField("last try", null=True, blank=True)
    succeeded_at = models.DateTimeField("last success", null=True, blank=True)
    next_at = models.DateTimeField("next run", default=timezone.now)
    since = models.DateTimeField("configured since", auto_now_add=True)

    class Meta:
        verbose_name = "feed"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("feed", self.pk)

    @property
    def late(self) -> bool:
        """Whether it has brought nothing for longer than two of its intervals."""
        patience = timedelta(minutes=LATE_AFTER * self.every_minutes)
        return self.state != FeedState.OFF and (self.succeeded_at or self.since) + patience < timezone.now()
