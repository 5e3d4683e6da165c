"""What the members of collections add up to, and how two versions differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, Sum

from datasets.catalogue.choices import DatasetState
from datasets.catalogue.models import Dataset
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember
from portal.listing.versions import remembered, versions

SEVERAL = ("data_level", "release", "global_tag", "experiment", "background")
"""Levels of which a page tells every value that occurs."""
SAMPLE = ("event_type", "energy", "general_skim", "skim_code", "data_level")
"""Levels that say what the events are."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The members of a collection in numbers. Sums count what is known; `size` is in bytes.

    Values that occur are sorted; runs are (lowest, highest) of the members that are one run each, None without any.
    """

    datasets: int
    files: int
    events: int
    size: int
    withdrawn: int
    data_levels: tuple[str, ...]
    releases: tuple[str, ...]
    global_tags: tuple[int, ...]
    experiments: tuple[int, ...]
    backgrounds: tuple[str, ...]
    runs: tuple[int, int] | None
    productions: int
    uncounted: int
    """Datasets of which nobody has said how many events they hold."""
    shared: dict[str, str]
    """The levels of `SAMPLE` when all members have the same ones; otherwise empty."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to the next: number of datasets, and their events as far as known."""

    added: tuple[int, int]
    removed: tuple[int, int]
    unchanged: tuple[int, int]


def summary(collection: Collection) -> Summary:
    """The members in numbers; exact, and counted again only when a dataset or a collection has changed."""
    return remembered(
        versions((Dataset, CollectionMember)), f"summary of collection {collection.pk}", lambda: sum_up(collection)
    )


def sum_up(collection: Collection) -> Summary:
    """The same, counted now."""
    found = Dataset.objects.filter(collections__collection=collection).aggregate(
        datasets=Count("pk"),
        withdrawn=Count("pk", filter=Q(state=DatasetState.WITHDRAWN)),
        uncounted=Count("pk", filter=Q(events=None)),
        low=Min("run_low", filter=Q(run_low__gt=0)),
        productions=Count("production", distinct=True),
        high=Max("run_high", filter=Q(run_high__gt=0)),
        **{f"sum_{name}": Sum(name, default=0) for name in ("files", "events", "size")},
        **{f"all_{name}": ArrayAgg(name, distinct=True, default=[]) for name in (*SEVERAL, *SAMPLE)},
    )
    alike = all(len(found[f"all_{name}"]) == 1 for name in SAMPLE)
    values = {
        name: tuple(sorted(value for value in found[f"all_{name}"] if value not in (None, ""))) for name in SEVERAL
    }
    return Summary(
        datasets=found["datasets"],
        files=found["sum_files"],
        events=int(found["sum_events"]),
        size=int(found["sum_size"]),
        withdrawn=found["withdrawn"],
        data_levels=values["data_level"],
        releases=values["release"],
        global_tags=values["global_tag"],
        experiments=values["experiment"],
        backgrounds=values["background"],
        runs=(found["low"], found["high"]) if found["low"] is not None else None,
        productions=found["productions"],
        uncounted=found["uncounted"],
        shared={name: found[f"all_{name}"][0] for name in SAMPLE} if alike else {},
    )


def difference(older: Collection, newer: Collection) -> Difference:
    """Datasets that `newer` has and `older` has not, the other way round, and those of both."""

    def counted(of: Collection, other: Collection, *, shared: bool) -> tuple[int, int]:
        inside = Q(pk__in=CollectionMember.objects.filter(collection=other).values("dataset"))
        rows = Dataset.objects.filter(inside if shared else ~inside, collections__collection=of)
        found = rows.aggregate(datasets=Count("pk"), events=Sum("events", default=0))
        return found["datasets"], int(found["events"])

    return remembered(
        versions((Dataset, CollectionMember)),
        f"difference of collections {older.pk} and {newer.pk}",
        lambda: Difference(
            added=counted(newer, older, shared=False),
            removed=counted(older, newer, shared=False),
            unchanged=counted(newer, older, shared=True),
        ),
    )


def before(collection: Collection) -> Collection | None:
    """The published version that this one follows: the highest version of the family below its own."""
    if collection.version is None:
        return None
    rows = Collection.objects.exclude(published_on=None).filter(
        family=collection.family, data_type=collection.data_type, version__lt=collection.version
    )
    return rows.order_by("-version").first()


def recommended(collection: Collection) -> bool:
    """Whether it is what to use of its family: published, and no newer version is."""
    if collection.state != CollectionState.PUBLISHED:
        return False
    family = Collection.objects.filter(family=collection.family, data_type=collection.data_type)
    return not family.filter(state=CollectionState.PUBLISHED, version__gt=collection.version or 0).exists()


def successor(collection: Collection) -> Collection | None:
    """The end of the chain of successors, which is what to use instead; None when it is withdrawn or there is none."""
    found, seen = collection.superseded_by, {collection.pk}
    while found is not None and found.superseded_by_id is not None and found.pk not in seen:
        seen.add(found.pk)
        found = found.superseded_by
    return None if found is None or found.state == CollectionState.WITHDRAWN else found
