"""The page of a collection: may I use it, what is in it, how do I run on it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from datasets.campaigns.models import Campaign
from datasets.catalogue.listing import tail
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import search
from datasets.collections import policy
from datasets.collections.choices import TONES, CollectionState
from datasets.collections.models import Collection
from datasets.skims.models import Skim
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.ui import components
from portal.ui.numbers import bytes_text

MEMBERS_SHOWN = 20


def luminosity(collection: Collection) -> str:
    """Integrated luminosity with its error, in fb⁻¹."""
    if collection.luminosity is None:
        return ""
    error = f" ± {collection.luminosity_error.normalize():f}" if collection.luminosity_error else ""
    return f"{collection.luminosity.normalize():f}{error} fb⁻¹"


def _figures(collection: Collection, shown: Shown) -> dict[str, Any]:
    figures = [
        {"label": "integrated luminosity", "value": luminosity(collection)},
        {"label": "datasets", "value": f"{collection.dataset_count:,}", "url": search(collection=collection.pk)},
        {"label": "events", "value": f"{collection.events:,}" if collection.events else ""},
        {"label": f"{collection.files:,} files", "value": bytes_text(collection.size) if collection.size else ""},
    ]
    return {"kind": "figures", "title": "", "figures": [figure for figure in figures if figure["value"]]}


def _commands(collection: Collection, shown: Shown) -> dict[str, Any]:
    campaign = Campaign.objects.filter(name=collection.campaign).first()
    release = campaign.recommended_release if campaign else ""
    skim = Skim.objects.filter(code=collection.skim_code, flagged=True).first() if collection.skim_code else None
    return {
        "command": f"gbasf2 -p {project_name(collection)} -s {release or 'RELEASE'} -i {collection.path} steering.py",
        "release": release or "not recommended yet: put yours in place of RELEASE",
        "cut": f"ma.applyEventCuts('eventExtraInfo(passes_{skim.name})==1', path=path)" if skim else "",
        "list_url": search(collection=collection.pk, format="txt"),
    }


def project_name(collection: Collection) -> str:
    """A gbasf2 project name: at most 32 characters of letters, digits, plus, minus and underscore."""
    name = "".join(char if char.isascii() and (char.isalnum() or char in "+-_") else "_" for char in str(collection))
    return name[:32]


def _members(collection: Collection, shown: Shown) -> list[Dataset]:
    rows = collection.members.select_related("dataset").order_by("position")[:MEMBERS_SHOWN]
    return [row.dataset for row in rows]


def _versions(collection: Collection, shown: Shown) -> Any:
    rows = policy.visible(shown.user, Collection.objects.filter(family=collection.family, data_type=collection.data_type))
    others = rows.order_by("-version")
    return others if len(others) > 1 else []


class CollectionPage(Detail):
    """The model page of the catalogue."""

    model, name, path = Collection, "collection", "collections/<int:pk>/"
    listing, group, noun_plural = "collections", "Data", "collections"
    needs = policy.LIST
    select_related = ("superseded_by",)
    left = (
        Template("", "", _figures),
        Template("Run on it", "datasets/_run_collection.html", _commands),
        Table(
            "Members",
            _members,
            Cell("Path", lambda row: tail(row.path), href=lambda row: row.get_absolute_url(), mono=True, primary=True),
            Cell("Exp", lambda row: row.experiment, numeric=True),
            Cell("Run", lambda row: row.run),
            Cell("Events", lambda row: f"{row.events:,}" if row.events is not None else None, numeric=True),
            Cell("Size", lambda row: bytes_text(row.size) if row.size is not None else None, numeric=True),
            Cell("State", lambda row: components.tag(row.get_state_display(), "ok" if row.state == "good" else "wait"), name="state"),
            more=lambda row, shown: (f"All {row.dataset_count:,} datasets", search(collection=row.pk)),
            empty="This collection has no members.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("campaign", "Campaign", href=lambda row: search(campaign=row.campaign)),
            Fact("version", "Version", value=lambda row, shown: f"v{row.version}" if row.version is not None else ""),
            Fact("event_type", "Event type"),
            Fact("energy", "Energy"),
            Fact("data_level", "Level"),
            Fact("general_skim", "General skim"),
            Fact("skim_code", "Skim"),
            Fact("description", "About"),
            Fact("published_on", "Published"),
            Fact("contact", "Contact"),
        ),
        Table(
            "Versions",
            _versions,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", lambda row: components.tag(row.get_state_display(), str(TONES[CollectionState(row.state)])), name="state"),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Collection.objects.all())

    def copy(self, obj: Any) -> str:
        return str(obj.path)

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = CollectionState(obj.state)
        return str(state.label), str(TONES[state])

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if obj.superseded_by is not None:
            return [Banner("wait", format_html("<b>Use this instead:</b> {}", _link(obj.superseded_by)))]
        if obj.state == CollectionState.WITHDRAWN:
            return [Banner("stop", "This collection is withdrawn; do not use it.")]
        return []


def _link(collection: Collection) -> SafeString:
    return components.link(collection, collection.get_absolute_url())
