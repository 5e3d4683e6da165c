"""The page of a skim: how to select it, and where it was produced."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from datasets.catalogue import policy
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import search
from datasets.skims.models import Skim
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table, Template


def _select(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """Flagged events are cut on in the job; other skims are datasets of their own."""
    if not skim.flagged:
        return None
    return {"text": f"ma.applyEventCuts('eventExtraInfo(passes_{skim.name})==1', path=path)"}


def _campaigns(skim: Skim, shown: Shown) -> Any:
    rows = Dataset.objects.filter(skim_code=skim.code).values("campaign", "skim_code")
    return rows.annotate(datasets=Count("pk")).order_by("campaign")


class SkimPage(Detail):
    """A skim of the registry."""

    model, name, path = Skim, "skim", "skims/<int:pk>/"
    listing, group, noun_plural = "skims", "Data", "skims"
    needs = policy.SEE
    left = (
        Template("Select it", "datasets/_select.html", _select),
        Table(
            "Produced in",
            _campaigns,
            Cell("Campaign", lambda row: row["campaign"], primary=True),
            Cell("Datasets", lambda row: f"{row['datasets']:,}", numeric=True,
                 href=lambda row: search(campaign=row["campaign"], skim_code=row["skim_code"])),
            empty="No dataset has this skim in its path.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("code", "Code", copy=True),
            Fact("group", "Working group"),
            Fact("flagged", "Kind", value=lambda skim, shown: "flagged in mDST" if skim.flagged else "uDST of its own"),
            Fact("description", "About"),
        ),
    )
