"""The page of a campaign: what it is, and what it has by event type and experiment, counted now."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from datasets.campaigns.choices import TONES, CampaignState
from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import search
from datasets.collections.models import Collection
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table


def _by(field: str) -> Any:
    def rows(campaign: Campaign, shown: Shown) -> Any:
        found = Dataset.objects.filter(campaign=campaign.name).exclude(**{field: "" if field == "event_type" else None})
        counted = found.values(field).annotate(datasets=Count("pk"), total=Sum("events")).order_by("-datasets", field)[:40]
        return [{**row, "campaign": campaign.name} for row in counted]

    return rows


def _cells(field: str, label: str) -> tuple[Cell, ...]:
    return (
        Cell(label, lambda row: row[field], primary=True),
        Cell("Datasets", lambda row: f"{row['datasets']:,}", numeric=True,
             href=lambda row: search(campaign=row["campaign"], **{field: row[field]})),
        Cell("Events", lambda row: f"{row['total']:,}" if row["total"] else None, numeric=True),
    )  # fmt: skip


class CampaignPage(Detail):
    """A campaign and its samples."""

    model, name, path = Campaign, "campaign", "campaigns/<int:pk>/"
    listing, group, noun_plural = "campaigns", "Data", "campaigns"
    needs = policy.SEE
    left = (
        Table("By event type", _by("event_type"), *_cells("event_type", "Event type")),
        Table("By experiment", _by("experiment"), *_cells("experiment", "Experiment")),
    )
    right = (
        Facts(
            "Facts",
            Fact("kind", "Kind"),
            Fact("recommended_release", "Recommended release", copy=True),
            Fact("description", "About"),
            Fact("datasets", "Datasets", value=lambda row, shown: "all datasets", href=lambda row: search(campaign=row.name)),
        ),
        Table(
            "Collections",
            lambda campaign, shown: Collection.objects.filter(campaign=campaign.name, state="published").order_by("path")[:30],
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Datasets", lambda row: f"{row.dataset_count:,}", numeric=True),
        ),
    )

    def copy(self, obj: Any) -> str:
        return str(obj.name)

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = CampaignState(obj.state)
        return str(state.label), str(TONES[state])
