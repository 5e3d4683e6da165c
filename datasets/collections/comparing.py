"""How two versions of a family differ: in datasets, sums and luminosity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.collections import figures
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.queries import Difference, before, difference, summary
from portal.detail import Cell, Shown
from portal.ui import components


@dataclass(frozen=True)
class Comparison:
    """`older` against `newer`, of one family."""

    older: Collection
    newer: Collection
    counts: Difference

    @property
    def sums(self) -> dict[str, tuple[int, int]]:
        """Files, events and bytes of both as their members add up now."""
        old, new = summary(self.older), summary(self.newer)
        names = ("datasets", "files", "events", "size")
        return {name: (getattr(old, name), getattr(new, name)) for name in names}

    @property
    def luminosity(self) -> Decimal | None:
        """How much more it is, in fb⁻¹; None when one of them does not say."""
        if self.older.luminosity is None or self.newer.luminosity is None:
            return None
        return self.newer.luminosity - self.older.luminosity

    @property
    def facts(self) -> list[tuple[str, Any, Any]]:
        """Columns in which they differ."""
        names = ("campaign", "event_type", "energy", "data_level", "general_skim", "skim_code", "luminosity_kind")
        pairs = ((name, getattr(self.older, name), getattr(self.newer, name)) for name in names)
        return [pair for pair in pairs if pair[1] != pair[2]]

    def added(self) -> QuerySet[Dataset]:
        """In the order of the newer one."""
        return only_in(self.newer, self.older)

    def removed(self) -> QuerySet[Dataset]:
        """In the order of the older one."""
        return only_in(self.older, self.newer)

    def lines(self) -> Iterator[str]:
        """A line each, `-` gone and `+` new, as text tools know it; nothing else."""
        for sign, rows in (("-", self.removed()), ("+", self.added())):
            for path in rows.values_list("path", flat=True).iterator():
                yield f"{sign}{path}\n"

    def as_json(self) -> dict[str, Any]:
        """The numbers, and addresses are left to whoever shows it."""
        named = {"added": self.counts.added, "removed": self.counts.removed, "unchanged": self.counts.unchanged}
        return {
            "older": self.older.path,
            "newer": self.newer.path,
            "reason": self.newer.reason,
            **{name: {"datasets": count, "events": events} for name, (count, events) in named.items()},
            "sums": {name: {"older": old, "newer": new} for name, (old, new) in self.sums.items()},
            "luminosity_delta_invfb": None if self.luminosity is None else f"{self.luminosity.normalize():f}",
            "facts": {name: {"older": old, "newer": new} for name, old, new in self.facts},
        }


def only_in(collection: Collection, other: Collection) -> QuerySet[Dataset]:
    """Datasets of the first that the other has not, in their order."""
    held = CollectionMember.objects.filter(collection=other).values("dataset")
    return (
        Dataset.objects.filter(collections__collection=collection)
        .exclude(pk__in=held)
        .order_by("collections__position")
    )


def compare(one: Collection, other: Collection) -> Comparison:
    """Two versions, the lower one as the older. Raises ValueError for different families."""
    if (one.family, one.data_type) != (other.family, other.data_type):
        raise ValueError(f"{one} and {other} are not versions of one collection")
    older, newer = sorted((one, other), key=lambda row: (row.version or 0, row.pk))
    return Comparison(older, newer, difference(older, newer))


CHANGES = (
    Cell("What", lambda row: components.tag(row[0], row[1]), primary=True),
    Cell("Datasets", lambda row: f"{row[2][0]:,}", href=lambda row: row[3] if row[2][0] else None, numeric=True),
    Cell("Events", lambda row: figures.events(row[2][1]) if row[2][1] else None, numeric=True),
)


def since_before(collection: Collection, shown: Shown) -> dict[str, Any] | None:
    """How this version differs from the one before."""
    older = before(collection)
    if older is None:
        return None
    found = difference(older, collection)
    rows = (
        ("added", "ok", found.added, search(collection=collection.pk, not_in=older.pk)),
        ("removed", "stop", found.removed, search(collection=older.pk, not_in=collection.pk)),
        ("unchanged", "none", found.unchanged, ""),
    )
    note = f"Why: {collection.reason.rstrip('.')}. " if collection.reason else ""
    if collection.luminosity is not None and older.luminosity is not None:
        note += f"Integrated luminosity: {figures.change(collection.luminosity - older.luminosity)}."
    return {
        "kind": "table",
        "title": f"Changes since v{older.version}",
        "columns": CHANGES,
        "rows": [{"pk": None, "url": "", "cells": [cell.html(row) for cell in CHANGES]} for row in rows],
        "note": note,
        "more": {"label": "All differences", "url": reverse("collection_diff", args=[collection.pk])},
    }
