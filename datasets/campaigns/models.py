"""Table of the campaigns."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from datasets.campaigns.choices import CalibrationState, CampaignKind, CampaignState, Verdict
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class Campaign(models.Model):
    """A campaign by its name in the path, for example MC16rd_proc16."""

    name = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=CampaignKind)
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.RUNNING)
    description = models.TextField(blank=True)
    recommended_release = models.CharField(
        "recommended release", max_length=64, blank=True, help_text="The one to analyse its datasets with."
    )
    releases = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, help_text="Those that write its datasets."
    )
    parents = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, help_text="The campaigns whose output it takes."
    )
    parts = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, help_text="Chunks of a processing, prompt buckets."
    )
    experiments = models.CharField(max_length=200, blank=True, help_text="Numbers and ranges, like 7-8, 10, 12.")
    streams = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of simulation: how many times the luminosity of the data."
    )
    planned_luminosity = models.DecimalField(
        "planned luminosity", max_digits=12, decimal_places=4, null=True, blank=True, help_text="fb⁻¹"
    )
    planned_events = models.PositiveBigIntegerField("planned events", null=True, blank=True)
    contact = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "campaign"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("campaign", self.pk)


@counted
@tracked
class Calibration(models.Model):
    """How far the calibration of a bucket or chunk is; `part` is empty for a campaign that is one bucket."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="calibrations")
    part = models.CharField("bucket or chunk", max_length=64, blank=True, help_text="Empty: the whole campaign.")
    state = models.CharField(max_length=10, choices=CalibrationState, default=CalibrationState.PLANNED)
    started_on = models.DateField("started", null=True, blank=True)
    finished_on = models.DateField("constants ready", null=True, blank=True)
    approved_on = models.DateField("approved", null=True, blank=True)
    experiments = models.CharField(max_length=200, blank=True, help_text="Numbers and ranges, like 7-8, 10, 12.")
    global_tag = models.CharField("global tag", max_length=120, blank=True, help_text="What holds its constants.")
    contact = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "calibration"
        ordering = ["campaign__name", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "part"],
                name="calibration_once",
                violation_error_message="This part of the campaign has a calibration already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CalibrationState.APPROVED) ^ models.Q(approved_on__isnull=False),
                name="calibration_approved_on",
                violation_error_message="A calibration has a day of approval if and only if it is approved.",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(finished_on__gte=models.F("started_on")),
                name="calibration_dates",
                violation_error_message="A calibration is not ready before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.part}" if self.part else str(self.campaign)

    def get_absolute_url(self) -> str:
        return page_url("calibration", self.pk)


@tracked
class SignOff(models.Model):
    """What the expert of a detector or subsystem said of a calibration; the history keeps what was said before."""

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="sign_offs")
    subsystem = models.CharField(max_length=40, help_text="Such as PXD, CDC, TOP, ECL, KLM, tracking, beam spot.")
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.PENDING)
    expert = models.CharField(max_length=120, blank=True)
    on = models.DateField("when", null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "sign-off"
        ordering = ["subsystem"]
        constraints = [models.UniqueConstraint(fields=["calibration", "subsystem"], name="sign_off_once")]

    def __str__(self) -> str:
        return f"{self.subsystem}: {self.get_verdict_display()}"
