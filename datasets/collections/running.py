"""How to run on a collection: commands and steering file, ready to paste."""

from __future__ import annotations

from typing import Any

from datasets.catalogue.commands import gbasf2, gbasf2_list, steering
from datasets.catalogue.links import search
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.skims.models import Skim

MOST = 60
"""Collections in one block of commands; nobody pastes more at once."""


def blocks(collection: Collection, release: str) -> list[dict[str, Any]]:
    """One block of text each: the command, the steering file, the list of datasets, the whole campaign."""
    marks = _marks(collection.skim_code)
    file_name = f"{collection}.txt"
    made: list[dict[str, Any]] = [
        {"label": "gbasf2 command", "text": gbasf2(str(collection), release, collection.path)},
        {"label": "Steering file", "text": steering(*marks)},
        {
            "label": "Input list",
            "text": gbasf2_list(str(collection), release, file_name),
            "url": search(collection=collection.pk, format="txt"),
            "link": f"Download {file_name}, one path per line",
        },
    ]
    others = siblings(collection)
    if len(others) > 1:
        text = "\n".join(gbasf2(str(row), release, row.path) for row in others)
        label = f"All {len(others)} event types and ranges of {collection.campaign} at {collection.energy}"
        made.append({"label": label, "text": text})
    return made


def _marks(code: str) -> list[str]:
    """The skims whose marks the events of a code carry; empty for datasets of one skim alone."""
    rows = Skim.objects.filter(parent__code=code) if code else Skim.objects.none()
    return list(rows.order_by("name", "code").values_list("name", flat=True))


def siblings(collection: Collection) -> list[Collection]:
    """The published collections of the campaign that differ in nothing but event type and range of runs."""
    if collection.state != CollectionState.PUBLISHED or not (collection.campaign and collection.event_type):
        return []
    same = ("data_type", "campaign", "energy", "data_level", "general_skim", "skim_code")
    rows = Collection.objects.filter(
        state=CollectionState.PUBLISHED, **{name: getattr(collection, name) for name in same}
    )
    return list(rows.exclude(event_type="").order_by("event_type", "path")[:MOST])
