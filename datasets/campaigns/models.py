"""Table of the campaigns."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from datasets.campaigns.choices import CampaignKind, CampaignState
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
