"""Tables of the skims and of what they were before."""

from __future__ import annotations

from django.db import models

from datasets.skims.choices import SkimKind, SkimStatus
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class Skim(models.Model):
    """A code of the registry with what it means today."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=13, choices=SkimKind, default=SkimKind.SKIM)
    status = models.CharField(max_length=10, choices=SkimStatus, default=SkimStatus.REGISTERED)
    group = models.CharField("working group", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="members", verbose_name="flagged group",
        help_text="The group whose mDST holds the marks of this skim; empty: it is written as datasets of its own.",
    )  # fmt: skip
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name="replaced by"
    )
    category = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    authors = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    output = models.CharField(max_length=40, blank=True, help_text="What it writes, as the registry says it.")
    comment = models.CharField("remark of the registry", max_length=300, blank=True)

    class Meta:
        verbose_name = "skim"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")) & ~models.Q(replaced_by=models.F("id")),
                name="skim_not_its_own_parent",
                violation_error_message="A skim is neither its own group nor its own successor.",
            )
        ]
        indexes = [
            # namesakes, and the search box
            models.Index(fields=["name"], name="skim_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return page_url("skim", self.pk)

    @property
    def flagged(self) -> bool:
        """Whether its events are marked in the mDST of a group instead of written apart."""
        return self.parent_id is not None


@tracked
class SkimRevision(models.Model):
    """What a code meant before a registry changed it: a dataset of that time was made by this."""

    skim = models.ForeignKey(Skim, models.CASCADE, related_name="revisions")
    name = models.CharField(max_length=100)
    group = models.CharField("working group", max_length=60, blank=True)
    description = models.TextField(blank=True)
    until = models.DateField(help_text="The first day on which the code meant something else.")
    registry = models.CharField(max_length=100, blank=True, help_text="The revision of the registry that changed it.")

    class Meta:
        verbose_name = "earlier meaning of a skim"
        ordering = ["until", "pk"]
        indexes = [
            # what a code meant on a day
            models.Index(fields=["skim", "until"], name="skim_revision_until")
        ]

    def __str__(self) -> str:
        return self.name


@counted
class SkimStatistic(models.Model):
    """What a test of a skim on a sample gave, as the tools of the skims measured it. NULL: not measured."""

    skim = models.ForeignKey(Skim, models.CASCADE, related_name="statistics")
    sample = models.CharField(max_length=100, help_text="The label of the sample, as the tool has it.")
    release = models.CharField(max_length=64, blank=True, help_text="The software of the test.")
    retention = models.FloatField("retention (%)", null=True, blank=True)
    size_retention = models.FloatField("retention of size (%)", null=True, blank=True)
    input_events = models.BigIntegerField("input events", null=True, blank=True)
    skimmed_events = models.BigIntegerField("skimmed events", null=True, blank=True)
    cpu_per_event = models.FloatField("CPU per event (s)", null=True, blank=True)
    hs06_per_event = models.FloatField("HS06 s per event", null=True, blank=True)
    size_per_skimmed = models.FloatField("kB per skimmed event", null=True, blank=True)
    size_per_input = models.FloatField("kB per input event", null=True, blank=True)
    log_per_event = models.FloatField("log (kB) per event", null=True, blank=True)
    log_size = models.FloatField("log (kB)", null=True, blank=True)
    multiplicity = models.FloatField("candidates per event", null=True, blank=True)
    memory_average = models.FloatField("memory (MB)", null=True, blank=True)
    memory_most = models.FloatField("most memory (MB)", null=True, blank=True)

    class Meta:
        verbose_name = "statistic of a skim"
        ordering = ["skim", "release", "sample"]
        constraints = [
            # also the index of the page of the skim
            models.UniqueConstraint(fields=["skim", "sample", "release"], name="skim_statistic_once"),
            models.CheckConstraint(
                condition=models.Q(retention__isnull=True) | models.Q(retention__range=(0, 100)),
                name="skim_statistic_retention",
                violation_error_message="A retention is between 0 and 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.skim.name, self.sample, self.release)))
