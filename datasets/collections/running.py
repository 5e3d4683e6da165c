"""How to run on a collection or a campaign: commands and steering file, ready to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from datasets.catalogue.commands import RELEASE, gbasf2, gbasf2_block, gbasf2_list, steering
from datasets.catalogue.links import search
from datasets.collections.apart import layers
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.globaltags.advice import Advice
from datasets.skims.models import Skim

MOST = 60
"""Collections in one block of commands; nobody pastes more at once, and the file has all."""
SAME = ("data_type", "campaign", "energy", "data_level", "general_skim", "skim_code")
"""What the collections of one block share; they differ in event type and range of runs."""


def blocks(collection: Collection, advice: Advice) -> list[dict[str, Any]]:
    """One block of text each: the command, the steering file, the list of datasets, the whole campaign."""
    release = advice.release or RELEASE
    file_name = f"{collection}.txt"
    made: list[dict[str, Any]] = [
        {"label": "gbasf2 command", "text": gbasf2(str(collection), release, collection.path)},
        {"label": "Steering file", "text": steering(*_marks(collection.skim_code), tags=advice.tags)},
        {
            "label": "Input list",
            "text": gbasf2_list(str(collection), release, file_name),
            "url": search(collection=collection.pk, format="txt"),
            "link": f"Download {file_name}, one path per line",
        },
    ]
    others = siblings(collection)
    if len(others) > 1:
        made.append(_block(others, release, first=collection))
    return made


def campaign_blocks(advice: Advice) -> list[dict[str, Any]]:
    """For each energy, level and skim of a campaign the commands for all its event types; the most samples first.

    What shares datasets with one that is in a block has a block of its own: pasted together their events count twice.
    """
    rows = Collection.objects.filter(state=CollectionState.PUBLISHED, campaign=advice.campaign).exclude(event_type="")
    found = rows.order_by(*SAME, "event_type", "path")
    groups = [list(group) for _, group in groupby(found, lambda row: [getattr(row, name) for name in SAME])]
    release = advice.release or RELEASE
    return [
        _block(rows, release, layer=number)
        for group in sorted(groups, key=len, reverse=True)
        for number, rows in enumerate(layers(group))
    ]


def skim_blocks(codes: Iterable[str], advices: dict[str, Advice]) -> list[dict[str, Any]]:
    """The commands for the published collections of a skim, by campaign."""
    rows = Collection.objects.filter(state=CollectionState.PUBLISHED, skim_code__in=set(codes))
    made = []
    for campaign, group in groupby(rows.order_by("campaign", "path"), lambda row: row.campaign):
        release = advices.get(campaign, Advice(campaign)).release or RELEASE
        label, asked = campaign or "No campaign", {"campaign": campaign, "skim_code": sorted(set(codes))}
        made.append(_cut(list(group), release, label, f"{label}, first {{}}", asked))
    return made


def commands(
    asked: Mapping[str, Sequence[str]], release: str, *, layer: int | None = None, first: int | None = None
) -> str:
    """The commands for all published collections that have one of the values asked for.

    With `layer` only of event types, of which no two share a dataset: those of that layer, with `first` those that go
    with this one.
    """
    rows = Collection.objects.filter(
        state=CollectionState.PUBLISHED, **{f"{name}__in": values for name, values in asked.items()}
    )
    found = list(rows.order_by(*SAME, "event_type", "path"))
    if layer is not None:
        named = [row for row in found if row.event_type]
        groups = (list(group) for _, group in groupby(named, lambda row: [getattr(row, name) for name in SAME]))
        found = [row for group in groups for rows in _layer(group, layer, first) for row in rows]
    return gbasf2_block((row.path for row in found), release)


def _layer(group: list[Collection], number: int, first: int | None) -> list[list[Collection]]:
    """One of the layers, in a list; empty where there are not so many."""
    return layers(group, next((row for row in group if row.pk == first), None))[number : number + 1]


def _block(rows: list[Collection], release: str, *, layer: int = 0, first: Collection | None = None) -> dict[str, Any]:
    """`layer`: how many blocks before hold datasets of these; `first`: whose siblings they are."""
    one = rows[0]
    at = " ".join(filter(None, (one.energy, one.general_skim, one.skim_code, one.data_level)))
    label = " ".join(filter(None, (one.campaign, at)))
    whole, cut = f"All {len(rows)} of {label}", f"First {{}}, {label}"
    if layer:
        also = "with datasets of those above"
        whole, cut = f"{len(rows)} more of {label}, {also}", f"First {{}} more, {label}, {also}"
    asked = {name: getattr(one, name) for name in SAME} | {"layer": layer}
    return _cut(rows, release, whole, cut, asked | ({"first": first.pk} if first else {}))


def _cut(rows: list[Collection], release: str, label: str, cut_label: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What one pastes at once; of more the first, which it says, and the file with all."""
    block = {"label": label, "text": gbasf2_block((row.path for row in rows[:MOST]), release)}
    if len(rows) > MOST:
        url = f"{reverse('collection_commands')}?{urlencode(asked, doseq=True)}"
        block |= {"label": cut_label.format(f"{MOST} of {len(rows):,}"), "url": url}
        block["link"] = f"Download the commands for all {len(rows):,}"
    return block


def _marks(code: str) -> list[str]:
    """The skims whose marks the events of a code carry; empty for datasets of one skim alone."""
    rows = Skim.objects.filter(parent__code=code) if code else Skim.objects.none()
    return list(rows.order_by("name", "code").values_list("name", flat=True))


def siblings(collection: Collection) -> list[Collection]:
    """The published collections of the campaign that differ in nothing but event type and range of runs.

    No two of them share a dataset, and this one is among them.
    """
    if collection.state != CollectionState.PUBLISHED or not (collection.campaign and collection.event_type):
        return []
    rows = Collection.objects.filter(
        state=CollectionState.PUBLISHED, **{name: getattr(collection, name) for name in SAME}
    )
    return layers(rows.exclude(event_type="").order_by("event_type", "path"), collection)[0]
