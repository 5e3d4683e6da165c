"""The list of campaigns."""

from __future__ import annotations

from django.db.models.expressions import RawSQL
from django.db.models import IntegerField
from django.urls import reverse
from django.utils.http import urlencode

from datasets.campaigns.choices import TONES, CampaignKind, CampaignState
from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.catalogue.models import Dataset
from portal.listing import Column, Context, Listing

DATASETS = "(SELECT count(*) FROM datasets_dataset d WHERE d.campaign = datasets_campaign.name)"


class CampaignsListing(Listing):
    """Campaigns with how many datasets each has."""

    name, path, detail = "campaigns", "campaigns/", "campaign"
    model, noun, noun_plural, group = Campaign, "campaign", "campaigns", "Data"
    needs = policy.SEE
    ordering = ("name",)
    search = ("name", "description")
    search_label = "Name or description"
    counted = (Campaign, Dataset)
    empty_text = "Campaigns are entered by the production manager."
    columns = (
        Column("name", "Campaign", kind="code", primary=True, href=lambda row: reverse("campaign", args=[row["pk"]])),
        Column("kind", filter="choice", choices=CampaignKind),
        Column("state", filter="choice", choices=CampaignState, tones=TONES),
        Column("recommended_release", "Recommended release"),
        Column("datasets", kind="number", expr=lambda context: RawSQL(DATASETS, [], output_field=IntegerField()),
               href=lambda row: f"{reverse('datasets')}?{urlencode({'campaign': row['name']})}", uses=("name",)),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"

