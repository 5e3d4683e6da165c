"""What to use instead of a dataset that stands only in collections out of use.

A dataset of a superseded version is often right still: the next version holds it, too. Only where no collection in use
holds it any more there is something to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, When

from datasets.catalogue.models import Dataset
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember

OUT = (CollectionState.SUPERSEDED, CollectionState.WITHDRAWN)
IN_USE = (CollectionState.PUBLISHED, CollectionState.KNOWN)
_TEXT: CharField[str, str] = CharField()


@dataclass(frozen=True, slots=True)
class Instead:
    """The collections that held a dataset, none of which is in use, and those that replace them."""

    gone: tuple[Collection, ...]
    use: tuple[Collection, ...]


def instead_of(dataset: Dataset) -> Instead | None:
    """None where a collection in use holds the dataset, or none ever did; tests count for nothing."""
    held = Collection.objects.filter(members__dataset=dataset).exclude(state=CollectionState.TEST).order_by("path")
    rows = list(held)
    if not rows or any(row.state in IN_USE for row in rows):
        return None
    families = {(row.data_type, row.family) for row in rows}
    newest = {
        (row.data_type, row.family): row
        for row in Collection.objects.filter(
            state=CollectionState.PUBLISHED, family__in={family for _, family in families}
        ).order_by("version")
    }
    return Instead(tuple(rows), tuple(newest[key] for key in sorted(families & newest.keys())))


def path_instead() -> Any:
    """For a row of datasets: the path of the first such collection; NULL where there is none."""
    members = CollectionMember.objects.filter(dataset=OuterRef("pk")).order_by()
    family = {"data_type": OuterRef("collection__data_type"), "family": OuterRef("collection__family")}
    newest = Collection.objects.filter(state=CollectionState.PUBLISHED, **family).order_by("-version")
    gone = members.filter(collection__state__in=OUT).annotate(newest=Subquery(newest.values("path")[:1]))
    found = gone.exclude(newest=None).order_by("newest").values("newest")[:1]
    used = Exists(members.filter(collection__state__in=IN_USE))
    return Case(When(~used, then=Subquery(found)), default=None, output_field=_TEXT)


def paths_instead(rows: QuerySet[Dataset]) -> list[str]:
    """All of them for some datasets, by path."""
    found = rows.order_by().annotate(instead=path_instead()).exclude(instead=None).values_list("instead", flat=True)
    return sorted(set(found))
