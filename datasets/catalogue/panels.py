"""The page of a dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.catalogue.choices import TONES, DatasetState, Declared
from datasets.catalogue.commands import RELEASE, gbasf2, steering
from datasets.catalogue.declared import FILLED
from datasets.catalogue.links import search
from datasets.catalogue.models import CompleteDump, CuratedValue, Dataset, DeclaredValue, Replica
from datasets.catalogue.moves import MOVES
from datasets.collections import policy as collections
from datasets.collections.choices import TONES as COLLECTION_TONES
from datasets.collections.choices import CollectionState
from datasets.collections.instead import Instead, instead_of
from datasets.collections.models import Collection
from datasets.eventtypes import equivalent
from datasets.following import panels as following
from datasets.globaltags.advice import advice
from datasets.globaltags.choices import TONES as TAG_TONES
from datasets.globaltags.choices import TagState
from datasets.globaltags.models import GlobalTag
from datasets.luminosity import sample_energies as energies
from datasets.notices import banners as notices
from datasets.skims import queries as skims
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.policy import may
from portal.registry import registry
from portal.ui import components
from portal.ui.numbers import bytes_text

MERGED_RUN = "r00000"
PLACEHOLDER_RUN = "%r"
NAMED = 5
"""Collections that a banner names."""


def global_tag_links(numbers: Sequence[int]) -> SafeString:
    """The global tags by name, each with its state; a number that is not imported says so."""
    known = {tag.number: tag for tag in GlobalTag.objects.filter(number__in=numbers)}

    def link(number: int) -> Any:
        if (tag := known.get(number)) is None:
            return f"{number}, not imported"
        state = components.tag(tag.get_state_display(), TAG_TONES[TagState(tag.state)])
        return format_html("{} {}", components.link(tag, tag.get_absolute_url()), state)

    return format_html_join(", ", "{}", ((link(number),) for number in numbers))


def skim_link(code: str, on: date | None = None, release: str = "") -> Any:
    """The skim by name and code, with what it was called then; a code that is not imported says so."""
    found = skims.meaning(code, on, release)
    if found is None:
        return f"{code}, not imported"
    link = components.link(found.skim, found.skim.get_absolute_url())
    return format_html("{}, then called {}", link, found.name) if found.changed else link


def _skim(dataset: Dataset, shown: Shown) -> Any:
    return skim_link(dataset.skim_code, dataset.first_seen_at.date(), dataset.release) if dataset.skim_code else None


def event_type_link(user: Any, row: Dataset | Collection) -> SafeString | None:
    """The event type with its datasets in the campaign, and what explains it: a decay file or the production guide."""
    if not row.event_type:
        return None
    link = components.link(row.event_type, search(campaign=row.campaign, event_type=row.event_type))
    found = next(filter(None, (explain(user, row.event_type) for explain in registry.event_types)), None)
    if found is None:
        return link
    said = components.link(found.label, found.url or None)
    return format_html("{}, {}{}", link, said, f": {found.hint}" if found.hint else "")


def campaign_url(name: str) -> str:
    """The page of a campaign, or the list of its datasets when nobody has entered it."""
    found = Campaign.objects.filter(name=name).first()
    return found.get_absolute_url() if found else search(campaign=name)


def collection_state(collection: Collection) -> Any:
    """The state in a word."""
    return components.tag(collection.get_state_display(), COLLECTION_TONES[CollectionState(collection.state)])


def _figures(dataset: Dataset, shown: Shown) -> dict[str, Any] | None:
    figures = [
        {"label": "events", "value": components.number(dataset.events)},
        {"label": "equivalent luminosity", "value": equivalent.words(equivalent.equivalent(dataset, dataset.events))},
        {"label": "size", "value": "" if dataset.size is None else bytes_text(dataset.size)},
        {"label": "files", "value": components.number(dataset.files)},
    ]
    known = [figure for figure in figures if figure["value"]]
    return {"kind": "figures", "figures": known} if known else None


def _run(dataset: Dataset, shown: Shown) -> dict[str, Any] | None:
    if not dataset.top or dataset.state == DatasetState.WITHDRAWN:
        return None
    said = advice(dataset.campaign, shown.on)
    project = f"prod{dataset.production}_{dataset.pk}"
    return {
        "blocks": [
            {"label": "gbasf2 command", "text": gbasf2(project, said.release or RELEASE, dataset.path)},
            {"label": "Steering file", "text": steering(tags=said.tags)},
        ],
        "note": f"{said.words} Collections are complete and checked; prefer one that holds this dataset.",
    }


def _collections(dataset: Dataset, shown: Shown) -> list[Collection]:
    """Those in use first."""
    rows = collections.visible(shown.user, Collection.objects.filter(members__dataset=dataset))
    return sorted(rows, key=lambda row: (row.state != CollectionState.PUBLISHED, row.path))


def _run_number(dataset: Dataset, shown: Shown) -> str:
    words = {MERGED_RUN: "merged over runs, or not applicable", PLACEHOLDER_RUN: "a placeholder: each run of these"}
    return f"{dataset.run}, {words[dataset.run]}" if dataset.run in words else dataset.run


def _energy(dataset: Dataset, shown: Shown) -> Any:
    said = energies.words(dataset)
    return components.link(said, search(campaign=dataset.campaign, energy=dataset.energy)) if said else None


def _declared(dataset: Dataset, shown: Shown) -> list[DeclaredValue]:
    """Only where there is any, which the row says."""
    return list(dataset.declared_values.order_by("-differs", "field")) if dataset.declared else []


def _path_says(row: DeclaredValue) -> Any:
    """What the path has instead, or what became of the declared value."""
    if row.differs:
        said = getattr(row.dataset.levels or row.dataset, row.field, None)
        return getattr(row.dataset, row.field) if said is None else said
    return "nothing; the declared value counts" if row.field in FILLED else "nothing"


def _copies(dataset: Dataset, shown: Shown) -> Any:
    return Replica.objects.filter(dataset=dataset).order_by("kind", "site")


def _curated(dataset: Dataset, shown: Shown) -> Any:
    return CuratedValue.objects.filter(dataset=dataset).select_related("by").order_by("field")


def _last_seen(dataset: Dataset, shown: Shown) -> Any:
    """When a source listed it last; for those that complete dumps list, the last of these."""
    seen = dataset.last_seen_at
    if dataset.missing_since is None:
        dumps = CompleteDump.objects.filter(scopes__contains=[dataset.scope], imported_at__gt=dataset.first_seen_at)
        last = dumps.values_list("imported_at", flat=True).first()
        seen = max(filter(None, (seen, last)), default=None)
    return components.when(seen) if seen else None


def _use_instead(instead: Instead) -> Banner:
    """Nobody may begin with a dataset that only collections out of use hold."""

    def links(rows: Sequence[Collection]) -> SafeString:
        return format_html_join(", ", "{}", ((components.link(row, row.get_absolute_url()),) for row in rows[:NAMED]))

    gone = format_html("Only collections out of use hold this dataset: {}.", links(instead.gone))
    if not instead.use:
        return Banner("wait", gone)
    return Banner("wait", format_html("<b>Superseded.</b> Use {} instead. {}", links(instead.use), gone))


def _like(*names: str) -> Callable[[Dataset], str]:
    """The search for datasets that share these levels."""
    return lambda dataset: search(**{name: getattr(dataset, name) for name in names})


class DatasetPage(Detail):
    """What a dataset is, where it belongs and how to run on it."""

    model, name, path = Dataset, "dataset", "datasets/<int:pk>/"
    listing, group, noun_plural = "datasets", "Data", "datasets"
    needs = policy.SEE
    has_history = False
    moves = MOVES
    left = (
        Template("", "", _figures),
        Template("Run on it", "datasets/_run.html", _run),
        Table(
            "Collections that hold it",
            _collections,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("State", collection_state, name="state"),
            Cell("Datasets", lambda row: f"{row.dataset_count:,}", numeric=True),
            empty="No published collection holds this dataset.",
        ),
        Table(
            "Declared by the producer",
            _declared,
            Cell("Field", lambda row: row.field.replace("_", " ").capitalize(), primary=True),
            Cell("Producer declares", lambda row: row.value),
            Cell("Path says", _path_says),
            Cell("", lambda row: components.tag("mismatch", "wait") if row.differs else "", name="mismatch"),
            Cell("Source", lambda row: row.source),
            Cell("Since", lambda row: row.declared_at),
        ),
        Table(
            "Curated",
            _curated,
            Cell("Field", lambda row: row.field.replace("_", " ").capitalize(), primary=True),
            Cell("Value", lambda row: row.value or "none"),
            Cell("Why", lambda row: row.reason),
            Cell("Set by", lambda row: str(row.by or "the portal")),
            Cell("Set", lambda row: row.set_at),
        ),
        Table(
            "Replicas",
            _copies,
            Cell("Site", lambda row: row.site, primary=True),
            Cell("Kind", lambda row: row.get_kind_display()),
            Cell("Files", lambda row: components.number(row.files), numeric=True),
            Cell("Size", lambda row: None if row.size is None else bytes_text(row.size), numeric=True),
            Cell("Checksum", lambda row: row.checksum),
            Cell("Verified", lambda row: row.verified_on),
        ),
    )
    right = (
        Facts(
            "What the path says",
            Fact("data_class", "Class", href=_like("data_class")),
            Fact("campaign", "Campaign", href=lambda row: campaign_url(row.campaign)),
            Fact("event_type", "Event type", value=lambda row, shown: event_type_link(shown.user, row)),
            Fact("experiment", "Experiment", href=_like("campaign", "experiment")),
            Fact("run", "Run", value=_run_number),
            Fact("energy", "Energy", value=_energy),
            Fact("general_skim", "General skim", href=_like("campaign", "general_skim")),
            Fact("skim_code", "Skim", value=_skim),
            Fact("data_level", "Level", href=_like("campaign", "data_level")),
            Fact("background", "Background level", href=_like("campaign", "background")),
            Fact("release", "Release", href=_like("release")),
            Fact(
                "global_tag",
                "Global tag",
                value=lambda row, shown: None if row.global_tag is None else global_tag_links([row.global_tag]),
            ),
            Fact("production", "Production", href=_like("production")),
            Fact("stream", "Stream"),
            Fact("scope", "Scope"),
            Fact("hash", "SHA-1 of the path", value=lambda row, shown: hashlib.sha1(row.path.encode()).hexdigest()),  # noqa: S324  a name, no secret
            Fact("first_seen_at", "First seen"),
            Fact("last_seen_at", "Last seen", value=_last_seen),
        ),
        following.used_by(),
    )

    def title(self, obj: Any) -> str:
        levels: list[str] = [obj.campaign, obj.event_type, obj.general_skim, obj.skim_code]
        if obj.experiment is None:
            return "/".join(obj.path.split("/")[2:6])
        run = "" if obj.run in (MERGED_RUN, PLACEHOLDER_RUN) else obj.run
        return " ".join(filter(None, (*levels, f"e{obj.experiment:04}", run, obj.energy, obj.data_level)))

    def copy(self, obj: Any) -> str:
        return str(obj.path)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        buttons = following.buttons(obj, shown)
        if may(shown.user, policy.CURATE, obj):
            buttons.append({"label": "Set values", "url": reverse("dataset_values", args=[obj.pk])})
        return buttons

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = DatasetState(obj.state)
        return str(state.label), str(TONES[state])

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        found = notices.of_dataset(obj)
        if obj.state == DatasetState.WITHDRAWN:
            found = [Banner("stop", "This dataset is withdrawn; do not use it."), *found]
        instead = instead_of(obj)
        if instead is not None:
            found.append(_use_instead(instead))
        if obj.missing_since is not None:
            since = f"{obj.missing_since:%Y-%m-%d}"
            found.append(Banner("wait", f"The file catalogue has not listed this dataset since {since}."))
        if obj.declared == Declared.DIFFERS:
            found.append(Banner("info", "Its producer declares something else than its path says; see below."))
        return found
