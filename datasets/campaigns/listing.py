"""The list of campaigns."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from datasets.campaigns import policy
from datasets.campaigns.actions import begin, edit
from datasets.campaigns.choices import TONES, CampaignKind, CampaignState
from datasets.campaigns.forms import form_for
from datasets.campaigns.models import Campaign
from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from portal.listing import Action, Column, Context, Listing
from portal.listing.writing import Writes


def _count(context: Context) -> Coalesce:
    """How many datasets name the campaign in their path."""
    rows = Dataset.objects.filter(campaign=OuterRef("name")).order_by().values("campaign").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n")), 0, output_field=IntegerField())


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
    actions = (Action("New campaign", "campaign_new", policy.KEEP, primary=True),)
    writes = Writes(policy.KEEP, form_for, begin, edit)
    columns = (
        Column("name", "Campaign", kind="code", primary=True),
        Column("kind", filter="choice", choices=CampaignKind),
        Column("state", filter="choice", choices=CampaignState, tones=TONES),
        Column("recommended_release", "Recommended release"),
        Column("experiments", shown=False),
        Column("planned_luminosity", "Planned (fb⁻¹)", kind="number", shown=False),
        Column("contact", shown=False),
        Column("datasets", kind="number", expr=_count, href=lambda row: search(campaign=row["name"]), uses=("name",)),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
