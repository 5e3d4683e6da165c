"""The page of a collection: may I use it, what is in it, how do I run on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.campaigns.models import Campaign
from datasets.catalogue.choices import TONES as DATASET_TONES
from datasets.catalogue.choices import DatasetState
from datasets.catalogue.links import search, tail
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import campaign_url, collection_state, event_type_link, global_tag_links, skim_link
from datasets.collections import actions, facts, figures, policy, queries
from datasets.collections.choices import TONES, CollectionState
from datasets.collections.citing import documents
from datasets.collections.comparing import since_before
from datasets.collections.facts import banners, summed
from datasets.collections.lifecycle import COLLECTION
from datasets.collections.models import Collection
from datasets.collections.running import blocks
from datasets.eventtypes import equivalent
from datasets.following import panels as following
from datasets.globaltags.advice import advice
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.faults import part
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui import components
from portal.ui.numbers import bytes_text

MEMBERS_SHOWN = 10


class _Moves(Moves):
    """Buttons for those who make collections; for everybody else they would only be in the way."""

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        if not may(user, policy.MAKE, obj):
            return []
        made = super().buttons(obj, user)
        for button in made:
            if button["name"] == "publish":  # first what is looked at before, then the button
                button |= {"url": reverse("collection_checks", args=[obj.pk]), "label": "Check and publish"}
        return made

    def concerned(self, obj: Any, user: Any, name: str) -> str:
        """Who relies on the collection that is withdrawn, or on the version that a publication supersedes."""
        if name == "withdraw":
            return following.concerned(obj, user)
        older = queries.before(obj)
        if older is None or older.state != CollectionState.PUBLISHED:
            return ""
        return f"It supersedes {older}. {following.concerned(older, user)}"


def _get(user: Any, pk: int) -> Collection:
    return get_object_or_404(policy.visible(user, Collection.objects.all()), pk=pk)


MOVES = _Moves(
    COLLECTION,
    {"publish": actions.publish, "withdraw": actions.withdraw},  # what is published supersedes what was before
    _get,
    name="collection_move",
    prefix="collections/",
    see=policy.LIST,
    tones=TONES,
)


def _figures(collection: Collection, shown: Shown) -> dict[str, Any]:
    found, members = summed(collection), search(collection=collection.pk)
    lumi = figures.luminosity(collection.luminosity, collection.luminosity_error)
    made: list[dict[str, Any]] = [
        {"label": "integrated luminosity", "value": lumi},
        {"label": "equivalent luminosity", "value": "" if lumi or found.uncounted else _equivalent(collection, shown)},
        {"label": "events", "value": figures.events(found.events) if found.events else ""},
        {"label": f"{found.files:,} files", "value": bytes_text(found.size) if found.size else ""},
        {"label": "datasets", "value": f"{found.datasets:,}", "url": members},
    ]
    return {"kind": "figures", "figures": [figure for figure in made if figure["value"]]}


def _run(collection: Collection, shown: Shown) -> dict[str, Any] | None:
    if collection.state == CollectionState.WITHDRAWN:
        return None
    said = advice(collection.campaign, shown.on)
    return {"blocks": blocks(collection, said), "note": said.words}


def _cite(collection: Collection, shown: Shown) -> dict[str, Any] | None:
    made = documents(collection)
    return {"blocks": made} if made else None


def _luminosity(collection: Collection, shown: Shown) -> str:
    """The number with its error and how it was found."""
    if collection.luminosity is None:
        return ""
    how = (collection.get_luminosity_kind_display(), collection.luminosity_processing)
    return ", ".join(filter(None, (figures.luminosity(collection.luminosity, collection.luminosity_error), *how)))


def _streams(collection: Collection, shown: Shown) -> Any:
    """Of simulation: how many times the luminosity of the data its campaign makes."""
    if collection.data_type != "mc":
        return None
    return Campaign.objects.filter(name=collection.campaign).values_list("streams", flat=True).first()


def _equivalent(collection: Collection, shown: Shown) -> str | None:
    """The luminosity of data that would have as many of these events; the members say what they are."""
    found = summed(collection)
    if collection.data_type != "mc" or not found.shared:
        return None
    said = equivalent.words(equivalent.equivalent(Dataset(**found.shared), found.events))
    if said and found.uncounted:
        hold = "dataset does not say how many events it holds"
        if found.uncounted > 1:
            hold = "datasets do not say how many events they hold"
        said += f" at least; {found.uncounted:,} {hold}"
    return said or None


def _metadata(collection: Collection, shown: Shown) -> list[list[str]]:
    return list(collection.declared)


def _members(collection: Collection, shown: Shown) -> list[Dataset]:
    rows = collection.members.select_related("dataset").order_by("position")[:MEMBERS_SHOWN]
    return [row.dataset for row in rows]


def _dataset_state(dataset: Dataset) -> SafeString:
    return components.tag(dataset.get_state_display(), DATASET_TONES[DatasetState(dataset.state)])


def _follows(collection: Collection, shown: Shown) -> Any:
    older = queries.before(collection)
    return components.link(older, older.get_absolute_url()) if older else None


def _levels(collection: Collection, name: str, values: Iterable[str]) -> SafeString:
    """Every value of a level that occurs, with the members that have it."""
    found = ((search(collection=collection.pk, **{name: value}), value) for value in values)
    return format_html_join(", ", '<a href="{}">{}</a>', found)


def _releases(collection: Collection, shown: Shown) -> SafeString:
    return _levels(collection, "release", summed(collection).releases)


def _backgrounds(collection: Collection, shown: Shown) -> SafeString:
    return _levels(collection, "background", summed(collection).backgrounds)


def _global_tags(collection: Collection, shown: Shown) -> SafeString:
    return global_tag_links(summed(collection).global_tags)


def _experiments(collection: Collection, shown: Shown) -> str:
    found = summed(collection)
    runs = f", runs {found.runs[0]}–{found.runs[1]}" if found.runs and len(found.experiments) == 1 else ""
    return figures.ranges(found.experiments) + runs


def _version_name(collection: Collection) -> str:
    return str(collection) if collection.version is None else f"v{collection.version}"


def _versions(collection: Collection, shown: Shown) -> list[Collection]:
    rows = Collection.objects.filter(family=collection.family, data_type=collection.data_type)
    found = list(policy.visible(shown.user, rows).order_by("-version", "path"))
    return found if len(found) > 1 else []


class CollectionPage(Detail):
    """The model page of the catalogue."""

    model, name, path = Collection, "collection", "collections/<int:pk>/"
    listing, group, noun_plural = "collections", "Data", "collections"
    needs = policy.LIST
    moves = MOVES
    select_related = ("superseded_by",)
    left = (
        Template("", "", _figures),
        Template("Run on it", "datasets/_run.html", _run),
        Template("", "", since_before),
        Table(
            "Versions",
            _versions,
            Cell("Version", _version_name, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", collection_state, name="state"),
            Cell("Published", lambda row: row.published_on),
            Cell("Why", lambda row: row.reason),
        ),
        Table(
            "Members",
            _members,
            Cell("Path", lambda row: tail(row.path), href=lambda row: row.get_absolute_url(), mono=True, primary=True),
            Cell("Exp", lambda row: row.experiment, numeric=True),
            Cell("Run", lambda row: row.run),
            Cell("Events", lambda row: components.number(row.events), numeric=True),
            Cell("Size", lambda row: None if row.size is None else bytes_text(row.size), numeric=True),
            Cell("State", _dataset_state, name="state"),
            more=lambda row, shown: (f"All {summed(row).datasets:,} datasets", search(collection=row.pk)),
            empty="This collection has no members yet.",
        ),
        Template("Cite it", "datasets/_run.html", _cite),
    )
    right = (
        Facts(
            "Facts",
            Fact("campaign", "Campaign", href=lambda row: campaign_url(row.campaign)),
            Fact("version", "Version"),
            Fact("before", "Follows", value=_follows),
            Fact("event_type", "Event type", value=lambda row, shown: event_type_link(shown.user, row)),
            Fact("energy", "Energy", href=lambda row: search(campaign=row.campaign, energy=row.energy)),
            Fact("luminosity", "Luminosity", value=_luminosity),
            Fact("equivalent", "Equivalent luminosity", value=_equivalent),
            Fact("streams", "Streams", value=_streams),
            Fact("experiments", "Experiments", value=_experiments, href=lambda row: search(collection=row.pk)),
            Fact("data_level", "Level"),
            Fact("general_skim", "General skim"),
            Fact("background", "Background level", value=_backgrounds),
            Fact("skim_code", "Skim", value=lambda row, shown: skim_link(row.skim_code) if row.skim_code else None),
            Fact("releases", "Releases", value=_releases),
            Fact("global_tags", "Global tags", value=_global_tags),
            Fact("productions", "Productions", value=lambda row, shown: summed(row).productions or None),
            Fact("description", "About"),
            Fact("reason", "Why this version"),
            Fact("differences", "Members differ"),
            Fact("published_on", "Published"),
            Fact("contact", "Contact"),
            Fact("followers", "Followers", value=following.followers),
            Fact("maker", "Made by"),
            Fact("state_note", "About the state"),
        ),
        Facts(
            "Checks",
            Fact("sums", "Declared = summed", value=facts.sums),
            Fact("declared", "Producer = summed", value=facts.declared),
            Fact("levels", "Levels agree", value=facts.levels),
            Fact("states", "Datasets", value=facts.states),
        ),
        Table(
            "Metadata as they came",
            _metadata,
            Cell("Key", lambda row: row[0], primary=True),
            Cell("Value", lambda row: row[1]),
        ),
        following.used_by("No analysis has declared that it uses this version."),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Collection.objects.all())

    def copy(self, obj: Any) -> str:
        return str(obj.path)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return [*following.buttons(obj, shown), *facts.actions(obj, makes=may(shown.user, policy.MAKE, obj))]

    def links(self, obj: Any) -> list[dict[str, str]]:
        href = reverse("collection_metadata", args=[obj.pk])
        return [{"rel": "alternate", "type": "application/ld+json", "href": href}]

    def subtitle(self, obj: Any, shown: Shown) -> str:
        if not queries.recommended(obj):
            return ""
        # whether it is to be used is not said while nobody knows what is wrong with it; the banners tell that
        said = part("whether it is recommended", lambda: facts.recommended(obj), lambda words: SafeString(""))
        return format_html("{} the newest published version of {}", said, obj.family)

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        return banners(obj)
