"""Table of the campaigns."""

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
    recommended_release = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "campaign"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("campaign", self.pk)
