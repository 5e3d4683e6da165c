"""The page of a campaign: what it is, and what it has by event type and experiment, counted now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from datasets.calibration.panels import PARTS
from datasets.campaigns import policy
from datasets.campaigns.choices import TONES, CampaignState
from datasets.campaigns.models import Campaign
from datasets.catalogue.links import collections, search
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.collections.choices import CollectionState
from datasets.collections.figures import events, luminosity
from datasets.collections.models import Collection
from datasets.collections.running import campaign_blocks
from datasets.following import panels as following
from datasets.globaltags.advice import advice
from datasets.globaltags.models import TagChain
from datasets.globaltags.queries import by_name
from datasets.globaltags.tables import lookup_url, tag_link
from datasets.luminosity.units import lined_up
from datasets.notices import banners as notices
from datasets.progress import tables as progress_tables
from datasets.progress.queries import progress
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.listing.versions import remembered, versions
from portal.policy import may
from portal.ui import components

SHOWN = 40
"""Event types and experiments of one campaign; signal samples have a thousand types."""
COLLECTIONS_SHOWN = 20


def _numbers(campaign: Campaign) -> dict[str, Any]:
    """All that is counted for the page, at once; counted again only when a dataset has changed."""
    known = vars(campaign)
    if "_numbers" not in known:
        key = f"numbers of campaign {campaign.name}"
        known["_numbers"] = remembered(versions((Dataset,)), key, lambda: _count(campaign))
    found: dict[str, Any] = known["_numbers"]
    return found


def _count(campaign: Campaign) -> dict[str, Any]:
    """From the cells of the datasets: the cost does not grow with their number."""
    cells = DatasetCell.objects.filter(campaign=campaign.name).order_by()
    found: dict[str, Any] = {}
    for field, empty in (("event_type", ""), ("experiment", None)):
        levels = cells.exclude(**{field: empty}).values(field, "campaign")
        counted = levels.annotate(datasets=Sum("rows"), n_events=Sum("events")).filter(datasets__gt=0)
        most = list(counted.order_by("-datasets", field)[:SHOWN])
        found[field] = sorted(most, key=lambda row: row[field]) if field == "experiment" else most
    return found


def _by(field: str) -> Callable[[Campaign, Shown], list[dict[str, Any]]]:
    """The datasets of a campaign by one level, most first; those without the level are left out."""
    return lambda campaign, shown: _numbers(campaign)[field]


def _others(field: str, noun: str) -> Callable[[Campaign, Shown], tuple[str, str] | None]:
    """Where the rest is, when there is more than the page shows."""

    def more(campaign: Campaign, shown: Shown) -> tuple[str, str] | None:
        if len(_numbers(campaign)[field]) < SHOWN:
            return None
        return f"These are the {SHOWN} {noun} with most datasets; search all", search(campaign=campaign.name)

    return more


def _cells(field: str, label: str) -> tuple[Cell, ...]:
    def found(row: dict[str, Any]) -> str:
        return search(campaign=row["campaign"], **{field: row[field]})

    return (
        Cell(label, lambda row: row[field], primary=True),
        Cell("Datasets", lambda row: components.number(row["datasets"]), href=found, numeric=True),
        Cell("Events", lambda row: events(int(row["n_events"])) if row["n_events"] else None, numeric=True),
    )


def _figures(campaign: Campaign, shown: Shown) -> dict[str, Any] | None:
    """How far it is, in brief; the page of the progress has it by sample, with what is missing."""
    found = progress(campaign)
    if not found.lines:
        return None
    url = reverse("campaign_progress", args=[campaign.pk])
    return {
        "kind": "figures",
        "figures": progress_tables.figures(campaign, found),
        "more": {"label": "Progress by sample, with what is missing and what arrived when", "url": url},
    }


def _collections(campaign: Campaign, shown: Shown) -> Any:
    rows = Collection.objects.filter(campaign=campaign.name, state=CollectionState.PUBLISHED)
    return rows.order_by("path")[:COLLECTIONS_SHOWN]


def _run(campaign: Campaign, shown: Shown) -> dict[str, Any] | None:
    """The commands for all event types at once."""
    said = advice(campaign.name, shown.on)
    made = campaign_blocks(said)
    return {"blocks": made, "note": said.words} if made else None


def _chains(campaign: Campaign, shown: Shown) -> list[tuple[TagChain, Any]]:
    """The chains, newest first, each with its tags and their states."""
    rows = list(TagChain.objects.filter(campaign=campaign).order_by("-period"))
    tags = by_name({name for row in rows for name in row.names})
    return [
        (row, format_html_join(", ", "{}", ((tag_link(name, tags.get(name)),) for name in row.names))) for row in rows
    ]


def _parents(campaign: Campaign, shown: Shown) -> Any:
    known = Campaign.objects.in_bulk(campaign.parents, field_name="name")
    return format_html_join(", ", "{}", (
        (components.link(name, known[name].get_absolute_url() if name in known else None),) for name in campaign.parents
    ))  # fmt: skip


def _children(campaign: Campaign, shown: Shown) -> Any:
    rows = Campaign.objects.filter(parents__contains=[campaign.name]).order_by("name")
    return format_html_join(", ", '<a href="{}">{}</a>', ((row.get_absolute_url(), row.name) for row in rows))


def _listed(field: str) -> Callable[[Campaign, Shown], str]:
    return lambda campaign, shown: ", ".join(getattr(campaign, field))


class CampaignPage(Detail):
    """A campaign and its samples."""

    model, name, path = Campaign, "campaign", "campaigns/<int:pk>/"
    listing, group, noun_plural = "campaigns", "Data", "campaigns"
    needs = policy.SEE
    left = (
        Template("Progress", "", _figures),
        PARTS,
        Table(
            "Global tags",
            _chains,
            Cell("Chain", lambda row: format_html("<span>{}</span>", row[1]), primary=True),
            Cell("From", lambda row: row[0].period.lower),
            Cell("Until", lambda row: row[0].period.upper),
            empty="Nobody has said which global tags it uses.",
        ),
        Template("Run on it", "datasets/_run.html", _run),
        Table(
            "Collections",
            _collections,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Energy", lambda row: row.energy),
            Cell("Luminosity", lambda row: luminosity(row.luminosity, row.luminosity_error), numeric=True),
            Cell("Datasets", lambda row: components.number(row.dataset_count), numeric=True),
            more=lambda row, shown: ("All collections of this campaign", collections(campaign=row.name)),
            empty="None is published yet.",
        ),
        Table(
            "By event type",
            _by("event_type"),
            *_cells("event_type", "Event type"),
            more=_others("event_type", "event types"),
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("kind", "Kind"),
            Fact("recommended_release", "Recommended release", copy=True),
            Fact("releases", "Releases", value=_listed("releases")),
            Fact("parents", "Made from", value=_parents),
            Fact("children", "Used by", value=_children),
            Fact("parts", "Parts", value=_listed("parts")),
            Fact("experiments", "Experiments"),
            Fact("streams", "Streams"),
            Fact(
                "planned_luminosity",
                "Planned luminosity",
                value=lambda row, shown: f"{lined_up(row.planned_luminosity)} fb⁻¹" if row.planned_luminosity else None,
            ),
            Fact("planned_events", "Planned events", kind="number"),
            Fact("contact", "Contact"),
            Fact("description", "About"),
        ),
        Table(
            "By experiment",
            _by("experiment"),
            *_cells("experiment", "Experiment"),
            more=_others("experiment", "experiments"),
        ),
    )

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        return notices.of_campaign(obj.name)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        made = [
            *following.buttons(obj, shown),
            {"label": "Progress", "url": reverse("campaign_progress", args=[obj.pk])},
            {"label": "Payloads for a run", "url": lookup_url(campaign=obj.name)},
        ]
        if may(shown.user, policy.KEEP, obj):
            made += [
                {"label": "Edit", "url": reverse("campaign_edit", args=[obj.pk])},
                {"label": "Set the global tags", "url": reverse("campaign_chain", args=[obj.pk])},
            ]
            if obj.parts:
                url = f"{reverse('calibration_new')}?campaign={obj.name}"
                made.append({"label": "Calibrate a part", "url": url})
        return made

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = CampaignState(obj.state)
        return str(state.label), str(TONES[state])
