"""What the open notices say of a dataset, a collection, a campaign, and of the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from datasets.catalogue.choices import Mark
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.notices.choices import WEIGHTS, NoticeState
from datasets.notices.models import CollectionMatch, Notice, NoticeMatch
from portal.listing.versions import remembered, versions

OPEN = NoticeState.OPEN
COUNTED = (Notice, NoticeMatch, CollectionMatch)
"""What a list counts by that shows notices."""


@dataclass(frozen=True, slots=True)
class Affecting:
    """An open notice with how many datasets of something it affects, and how many it may affect."""

    notice: Notice
    certain: int
    possible: int


def weight(path: str = "severity") -> Case:
    """The severity at `path` as a number, for an order."""
    cases = [When(**{path: severity, "then": Value(number)}) for severity, number in WEIGHTS.items()]
    return Case(*cases, default=Value(0), output_field=IntegerField())


def of_dataset(dataset: Dataset) -> list[Affecting]:
    """The open notices of a dataset, those that surely affect it first, then by weight."""
    rows = NoticeMatch.objects.filter(dataset=dataset, notice__state=OPEN).select_related("notice")
    return _sorted(Affecting(row.notice, int(row.certain), int(not row.certain)) for row in rows)


def of_collection(collection: Collection) -> list[Affecting]:
    """The open notices that have to do with a dataset of a collection."""
    rows = CollectionMatch.objects.filter(collection=collection, notice__state=OPEN).select_related("notice")
    return _sorted(Affecting(row.notice, row.certain, row.possible) for row in rows)


def of_campaign(name: str) -> list[Affecting]:
    """The open notices that have to do with a dataset of a campaign; counted again when one of them has changed."""
    counts = remembered(
        versions((Dataset, Notice, NoticeMatch)),
        f"notices of campaign {name}",
        lambda: _counts(NoticeMatch.objects.filter(dataset__campaign=name)),
    )
    found = Notice.objects.in_bulk([key for key, _, _ in counts]) if counts else {}
    return _sorted(Affecting(found[key], certain, possible) for key, certain, possible in counts if key in found)


def among(rows: QuerySet[Dataset]) -> list[Affecting]:
    """The open notices that have to do with any of `rows`; no row is loaded."""
    rows = rows.filter(marked__isnull=False)
    counts = _counts(NoticeMatch.objects.filter(dataset__in=rows.order_by().values("pk")))
    found = Notice.objects.in_bulk([key for key, _, _ in counts])
    return _sorted(Affecting(found[key], certain, possible) for key, certain, possible in counts)


def _counts(matches: QuerySet[NoticeMatch]) -> list[tuple[int, int, int]]:
    rows = matches.filter(notice__state=OPEN).order_by().values("notice")
    counted = rows.annotate(sure=Count("pk", filter=Q(certain=True)), maybe=Count("pk", filter=Q(certain=False)))
    return list(counted.values_list("notice", "sure", "maybe"))


def _sorted(found: Iterable[Affecting]) -> list[Affecting]:
    return sorted(found, key=lambda item: (not item.certain, -WEIGHTS[item.notice.severity], item.notice.pk))


def header(found: Iterable[Affecting]) -> str:
    """The notices in one line for machines: `7 do_not_use; 12 warning possible`."""
    return "; ".join(f"{item.notice.pk} {item.notice.severity}{'' if item.certain else ' possible'}" for item in found)


def mark() -> Subquery:
    """What the open notices are to the collections of a list; NULL without any."""
    said = Case(
        When(certain__gt=0, then=Value(Mark.AFFECTED.value)),
        default=Value(Mark.POSSIBLE.value),
        output_field=CharField(),
    )
    rows = CollectionMatch.objects.filter(collection=OuterRef("pk"), notice__state=OPEN)
    return Subquery(rows.order_by("-certain").values(said=said)[:1])


def marked(rows: QuerySet[Collection], values: Iterable[str], none: str) -> QuerySet[Collection]:
    """The collections whose mark is one of `values`; `none` stands for those without any."""
    found = CollectionMatch.objects.filter(notice__state=OPEN).order_by()
    sure = Q(pk__in=found.filter(certain__gt=0).values("collection"))
    some = Q(pk__in=found.values("collection"))
    wanted = {Mark.AFFECTED.value: sure, Mark.POSSIBLE.value: some & ~sure, none: ~some}
    asked = Q()
    for value in values:
        asked |= wanted[value]
    return rows.filter(asked)
