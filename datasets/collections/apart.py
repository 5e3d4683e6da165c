"""Which collections may be run on together: no dataset is in two of them, or its events would count twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from datasets.collections.models import Collection, CollectionMember
from portal.listing.versions import remembered, versions

Pairs = frozenset[tuple[int, int]]


def layers(rows: Iterable[Collection], first: Collection | None = None) -> list[list[Collection]]:
    """The rows in groups within which no two hold the same dataset: all that can be together, then what is left.

    Of two that do, the larger one comes first; with `first` that one, and what is called like it but for the event
    type. Names only choose: what may be together is told by the members.
    """
    rows = list(rows)
    apart = _sharing(rows)

    def rank(row: Collection) -> tuple[bool, bool, int, str]:
        alike = first is not None and _stem(row) == _stem(first)
        return (row != first, not alike, -row.dataset_count, row.path)

    made, remaining = [], sorted(rows, key=rank) if apart else rows
    while remaining:
        taken: list[Collection] = []
        left: list[Collection] = []
        for row in remaining:
            (left if any(_pair(row.pk, other.pk) in apart for other in taken) else taken).append(row)
        made.append([row for row in rows if row in taken])
        remaining = left
    return made


def _stem(row: Collection) -> str:
    return row.family.replace(row.event_type, "", 1) if row.event_type else row.family


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _sharing(rows: list[Collection]) -> Pairs:
    """The pairs of keys that hold a dataset together; only those of one event type are asked for."""
    several = Counter(row.event_type for row in rows)
    keys = sorted(row.pk for row in rows if several[row.event_type] > 1)
    if not keys:
        return frozenset()

    def found() -> Pairs:
        held = CollectionMember.objects.filter(collection__in=keys).order_by().values("dataset")
        sets = held.annotate(n=Count("pk"), ids=ArrayAgg("collection", order_by="collection")).filter(n__gt=1)
        return frozenset(
            pair for ids in set(map(tuple, sets.values_list("ids", flat=True))) for pair in combinations(ids, 2)
        )

    return remembered(versions((CollectionMember,)), f"collections {keys} apart", found)
