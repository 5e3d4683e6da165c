"""The page of a dataset."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.catalogue.choices import TONES, DatasetState
from datasets.catalogue.models import Dataset
from datasets.globaltags.models import GlobalTag
from datasets.skims.models import Skim
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table, Template


def search(**filters: Any) -> str:
    """The list of datasets with these filters."""
    return f"{reverse('datasets')}?{urlencode(filters, doseq=True)}"


def _collections(dataset: Dataset, shown: Shown) -> Any:
    rows = dataset.collections.select_related("collection").order_by("-collection__version", "collection__path")
    return [row.collection for row in rows]


def _tag(dataset: Dataset, shown: Shown) -> str:
    """The name of the global tag; a number that is not imported says so."""
    if dataset.global_tag is None:
        return ""
    name = GlobalTag.objects.filter(number=dataset.global_tag).values_list("name", flat=True).first()
    return f"{name} ({dataset.global_tag})" if name else f"{dataset.global_tag}, not imported"


def _skim(dataset: Dataset, shown: Shown) -> str:
    if not dataset.skim_code:
        return ""
    name = Skim.objects.filter(code=dataset.skim_code).values_list("name", flat=True).first()
    return f"{name} ({dataset.skim_code})" if name else f"{dataset.skim_code}, not imported"


def _campaign(dataset: Dataset) -> str:
    found = Campaign.objects.filter(name=dataset.campaign).first()
    return found.get_absolute_url() if found else search(campaign=dataset.campaign)


def _run(dataset: Dataset, shown: Shown) -> str:
    if dataset.run == "r00000":
        return "merged over runs, or not applicable (r00000)"
    return dataset.run


def _commands(dataset: Dataset, shown: Shown) -> dict[str, Any] | None:
    if not dataset.top:
        return None
    campaign = Campaign.objects.filter(name=dataset.campaign).first()
    release = campaign.recommended_release if campaign and campaign.recommended_release else dataset.release
    return {"command": f"gbasf2 -p my_{dataset.production} -s {release} -i {dataset.path} steering.py", "release": release}


class DatasetPage(Detail):
    """What a dataset is, where it belongs and how to run on it."""

    model, name, path = Dataset, "dataset", "datasets/<int:pk>/"
    listing, group, noun_plural = "datasets", "Data", "datasets"
    needs = policy.SEE
    has_history = False
    left = (
        Template("Run on it", "datasets/_run.html", _commands),
        Table(
            "Collections that hold it",
            _collections,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", lambda row: row.get_state_display(), name="state"),
            Cell("Datasets", lambda row: f"{row.dataset_count:,}", numeric=True),
            empty="No collection holds this dataset.",
        ),
        Facts(
            "Content",
            Fact("files", "Files", kind="number", always=True),
            Fact("events", "Events", kind="number", always=True),
            Fact("size", "Size", kind="bytes", always=True),
            Fact("first_seen_at", "First seen"),
        ),
    )
    right = (
        Facts(
            "What the path says",
            Fact("data_class", "Class"),
            Fact("campaign", "Campaign", href=_campaign),
            Fact("release", "Release", href=lambda row: search(release=row.release)),
            Fact("global_tag", "Global tag", value=_tag),
            Fact("production", "Production", href=lambda row: search(production=row.production)),
            Fact("stream", "Stream"),
            Fact("experiment", "Experiment", href=lambda row: search(campaign=row.campaign, experiment=row.experiment)),
            Fact("energy", "Energy"),
            Fact("run", "Run", value=_run),
            Fact("general_skim", "General skim"),
            Fact("event_type", "Event type", href=lambda row: search(campaign=row.campaign, event_type=row.event_type)),
            Fact("skim_code", "Skim", value=_skim),
            Fact("data_level", "Level"),
            Fact("scope", "Scope"),
        ),
    )

    def title(self, obj: Any) -> str:
        return f"Dataset {obj.path.rsplit('/', 4)[-1] if not obj.top else obj.event_type or obj.campaign}"

    def copy(self, obj: Any) -> str:
        return str(obj.path)

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = DatasetState(obj.state)
        return str(state.label), str(TONES[state])
