"""The page of a skim: how to select it, and where it was produced."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from datasets.catalogue import policy
from datasets.catalogue.commands import cut_on_flag
from datasets.catalogue.links import collections, search
from datasets.catalogue.models import Dataset
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.skims.models import Skim
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.ui import components

COLLECTIONS_SHOWN = 30


def _select(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """Flagged events are cut on in the job; other skims are datasets of their own."""
    if not skim.flagged:
        return None
    return {"blocks": [{"label": "Line of the steering file", "text": cut_on_flag(skim.name)}]}


def _campaigns(skim: Skim, shown: Shown) -> Any:
    rows = Dataset.objects.filter(skim_code=skim.code).values("campaign", "skim_code")
    return rows.annotate(datasets=Count("pk")).order_by("campaign")


def _found(row: dict[str, Any]) -> str:
    return search(campaign=row["campaign"], skim_code=row["skim_code"])


def _collections(skim: Skim, shown: Shown) -> Any:
    rows = Collection.objects.filter(skim_code=skim.code, state=CollectionState.PUBLISHED)
    return rows.order_by("path")[:COLLECTIONS_SHOWN]


class SkimPage(Detail):
    """A skim of the registry."""

    model, name, path = Skim, "skim", "skims/<int:pk>/"
    listing, group, noun_plural = "skims", "Data", "skims"
    needs = policy.SEE
    left = (
        Template("Select it", "datasets/_run.html", _select),
        Table(
            "Produced in",
            _campaigns,
            Cell("Campaign", lambda row: row["campaign"], primary=True),
            Cell("Datasets", lambda row: components.number(row["datasets"]), href=_found, numeric=True),
            empty="No dataset has this skim in its path.",
        ),
        Table(
            "Collections",
            _collections,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Datasets", lambda row: components.number(row.dataset_count), numeric=True),
            more=lambda row, shown: ("All collections of this skim", collections(skim_code=row.code)),
            empty="None is published yet.",
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
