"""Whom an event concerns: found from the few follows and uses, however many datasets it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.policy import PUBLIC
from datasets.following.choices import AnalysisState
from datasets.following.models import Follow, Use
from datasets.skims.models import Skim

Reasons = dict[int, set[str]]
"""By account what reaches it: `follow:<key>` or `use:<key>`."""


def readers(subjects: Sequence[Model], datasets: QuerySet[Dataset] | None) -> Reasons:
    """Everybody whom the subjects or one of the datasets concern. The number of queries does not depend on either.

    Raises TypeError for a subject that nobody can follow.
    """
    found: Reasons = defaultdict(set)
    for follows, uses in _concerned(subjects, datasets):
        for user, key in follows.values_list("user", "pk"):
            found[user].add(f"follow:{key}")
        if uses is not None:
            active = uses.filter(analysis__state=AnalysisState.ACTIVE)
            for user, key in active.values_list("analysis__contact", "pk"):
                found[user].add(f"use:{key}")
    return dict(found)


Concerned = tuple[QuerySet[Follow], QuerySet[Use] | None]


def _concerned(subjects: Sequence[Model], datasets: QuerySet[Dataset] | None) -> Iterator[Concerned]:
    by_kind: dict[type[Model], list[Any]] = defaultdict(list)
    for subject in subjects:
        by_kind[type(subject)].append(subject)
    if unknown := by_kind.keys() - {Dataset, Collection, Campaign, Skim}:
        raise TypeError(f"nobody follows a {', '.join(sorted(kind.__name__ for kind in unknown))}")
    if found := by_kind[Collection]:
        yield from _of_collections(found)
    if found := by_kind[Campaign]:
        yield Follow.objects.filter(campaign__in=found), None
    if found := by_kind[Skim]:
        yield Follow.objects.filter(skim__in=found), None
    if found := by_kind[Dataset]:
        yield from _of_datasets(Dataset.objects.filter(pk__in=[row.pk for row in found]))
    if datasets is not None:
        yield from _of_datasets(datasets)


def _of_collections(rows: Iterable[Collection]) -> Iterator[Concerned]:
    """A collection concerns who follows or uses any version of it, and who follows its campaign or skim."""
    rows = list(rows)
    families = {(row.data_type, row.family) for row in rows}
    yield (
        Follow.objects.filter(reduce(or_, (Q(data_type=kind, family=name) for kind, name in families))),
        Use.objects.filter(
            reduce(or_, (Q(collection__data_type=kind, collection__family=name) for kind, name in families))
        ),
    )
    codes = {row.skim_code for row in rows if row.skim_code}
    wide = Q(campaign__name__in={row.campaign for row in rows if row.campaign})
    yield Follow.objects.filter(wide | Q(skim__code__in=codes) | Q(skim__parent__code__in=codes)), None


def _of_datasets(rows: QuerySet[Dataset]) -> Iterator[Concerned]:
    """Datasets concern who follows or uses one, a collection that holds one, or their campaign or skim.

    Each question begins with what is followed and asks whether one of the rows is in it.
    """
    if rows.query.is_sliced or rows.query.combinator:
        rows = Dataset.objects.filter(pk__in=rows.values("pk"))
    rows = rows.order_by()
    holding = CollectionMember.objects.filter(Exists(rows.filter(pk=OuterRef("dataset"))))
    yield (
        Follow.objects.filter(Exists(rows.filter(pk=OuterRef("dataset")))),
        Use.objects.filter(Exists(rows.filter(pk=OuterRef("dataset")))),
    )
    versions = holding.filter(
        collection__data_type=OuterRef("data_type"), collection__family=OuterRef("family"), collection__state__in=PUBLIC
    )
    families = Follow.objects.exclude(family="").order_by().values("data_type", "family").distinct()
    followed = families.filter(Exists(versions)).values_list("data_type", "family")
    chosen = reduce(or_, (Q(data_type=kind, family=name) for kind, name in followed), Q(pk__in=()))
    yield (
        Follow.objects.filter(chosen),
        Use.objects.filter(Exists(holding.filter(collection=OuterRef("collection")))),
    )
    campaigns = Campaign.objects.filter(
        Exists(Follow.objects.filter(campaign=OuterRef("pk"))), Exists(rows.filter(campaign=OuterRef("name")))
    )
    yield Follow.objects.filter(campaign__in=campaigns), None
    skims = Skim.objects.filter(Exists(Follow.objects.filter(skim=OuterRef("pk"))))
    written = skims.filter(Exists(rows.filter(skim_code=OuterRef("code"))))
    marked = skims.filter(Exists(rows.filter(skim_code=OuterRef("parent__code"))))  # its events lie with its group
    yield Follow.objects.filter(Q(skim__in=written.values("pk")) | Q(skim__in=marked.values("pk"))), None
