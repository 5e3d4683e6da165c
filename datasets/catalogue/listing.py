"""The search for datasets."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse

from datasets.catalogue import policy
from datasets.catalogue.choices import TONES, DatasetClass, DatasetState
from datasets.catalogue.models import Dataset
from portal.listing import Column, Context, Listing, Query
from portal.listing.base import Action

SHOWN_LEVELS = 6


def _url(row: Any) -> str:
    return reverse("dataset", args=[row["pk"]])


def tail(path: str) -> str:
    """The last levels of a path; what is copied or exported is always all of it."""
    levels = path.split("/")
    return path if len(levels) <= SHOWN_LEVELS + 2 else "…/" + "/".join(levels[-SHOWN_LEVELS - 1 :])


class DatasetsListing(Listing):
    """Datasets by the levels of their paths."""

    name, path, detail = "datasets", "datasets/", "dataset"
    model, noun, noun_plural, group = Dataset, "dataset", "datasets", "Data"
    needs = policy.SEE
    ordering = ("path",)
    search = ("path",)
    search_label = "Any part of a path, * for any text"
    counted = (Dataset,)
    text_column = "path"
    actions = (Action("Import datasets", "import_start", policy.IMPORT, args=("datasets",)),)
    empty_text = "The production manager can import a list of paths."
    filters = {"collection": django_filters.NumberFilter(field_name="collections__collection", label="collection")}
    columns = (
        Column("path", "Path", kind="code", primary=True, href=_url, short=tail),
        Column("data_class", "Class", filter="choice", choices=DatasetClass, shown=False),
        Column("campaign", "Campaign", filter="choice"),
        Column("event_type", "Event type", filter="choice"),
        Column("experiment", "Exp", kind="number", filter="choice"),
        Column("run", "Run", sort=("run_low",)),
        Column("energy", "Energy", filter="choice"),
        Column("general_skim", "General skim", filter="choice", shown=False),
        Column("skim_code", "Skim", filter="choice", shown=False),
        Column("data_level", "Level", filter="choice"),
        Column("release", "Release", filter="choice", short=lambda release: release.removeprefix("release-")),
        Column("global_tag", "Global tag", filter="choice", kind="number", shown=False),
        Column("production", "Production", filter="exact", kind="number", shown=False),
        Column("run_low", "First run", filter="range", kind="number", shown=False),
        Column("files", kind="number", shown=False),
        Column("events", kind="number"),
        Column("size", kind="bytes", shown=False),
        Column("state", "State", filter="choice", choices=DatasetState, tones=TONES),
        Column("scope", "Scope", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return Dataset.objects.all()

    def scope(self, context: Context) -> str:
        return "all"

    def order(self, query: Query) -> tuple[str, ...]:
        """The members of one collection stand in its own order."""
        if query.values.get("collection") and not query.sort:
            return ("collections__position", "pk")
        return super().order(query)
