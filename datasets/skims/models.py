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
    registered_as = models.CharField(
        "status in the registry", max_length=40, blank=True, help_text="As the registry writes it."
    )
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
    module = models.CharField(max_length=60, blank=True, help_text="Of the software, in which the skim is defined.")
    hadron_cut = models.CharField(
        "requires the HLT hadron cut",
        max_length=10,
        blank=True,
        help_text="As the registry says it; empty: it does not.",
    )
    test_sample = models.CharField("test sample", max_length=200, blank=True)
    defined = models.CharField("defined in code", max_length=10, blank=True, help_text="As the registry says it.")
    described_in = models.CharField("described in", max_length=60, blank=True)
    registry = models.CharField(max_length=100, blank=True, help_text="The revision of the registry that knows it.")

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
    release = models.CharField(
        max_length=64, null=True, help_text="Of the software: the first in which the code meant something else."
    )

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
    """What a test of a skim on a sample measured, by the software release. NULL was not measured; nobody types any."""

    skim = models.ForeignKey(Skim, models.CASCADE, related_name="statistics", db_index=False)
    sample = models.CharField(max_length=80, help_text="The label of the test sample.")
    release = models.CharField(max_length=64)
    input_events = models.PositiveBigIntegerField("input events", null=True)
    skimmed_events = models.PositiveBigIntegerField("skimmed events", null=True)
    retention = models.FloatField(null=True, help_text="Skimmed events of the input events, %.")
    size_retention = models.FloatField("size retention", null=True, help_text="Size of the output of the input's, %.")
    cpu_per_event = models.FloatField("CPU per event", null=True, help_text="Seconds, per input event.")
    hs06_per_event = models.FloatField("HS06 per event", null=True, help_text="HS06 seconds, per input event.")
    kb_per_skimmed_event = models.FloatField("kB per skimmed event", null=True, help_text="Of the output.")
    kb_per_input_event = models.FloatField("kB per input event", null=True, help_text="Of the output.")
    log_kb = models.FloatField("log size", null=True, help_text="kB, of the whole test.")
    multiplicity = models.FloatField(
        "candidate multiplicity", null=True, help_text="Candidates in an event that passed, over the particle lists."
    )
    memory_mb = models.FloatField("memory", null=True, help_text="MB on average.")
    memory_max_mb = models.FloatField("largest memory", null=True, help_text="MB.")

    class Meta:
        verbose_name = "statistic of a skim"
        ordering = ["skim", "-release", "sample"]
        constraints = [
            models.UniqueConstraint(fields=["skim", "release", "sample"], name="skim_statistic_once"),
            models.CheckConstraint(
                condition=models.Q(retention=None) | models.Q(retention__range=(0, 100)),
                name="skim_statistic_retention",
                violation_error_message="A skim keeps between none and all of the events.",
            ),
            models.CheckConstraint(
                condition=models.Q(skimmed_events=None)
                | models.Q(input_events__isnull=False, skimmed_events__lte=models.F("input_events")),
                name="skim_statistic_events",
                violation_error_message="A skim keeps at most the events that it was given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample}, {self.release}"
