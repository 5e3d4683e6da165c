"""What is looked at before a collection is published; what is wrong keeps it a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from datasets.catalogue.choices import DatasetClass, DatasetState
from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.collections import names
from datasets.collections.choices import OPEN, Result
from datasets.collections.models import Collection
from datasets.collections.queries import Summary, sum_up
from datasets.luminosity.choices import Kind

AGREE = ("data_level", "energy", "campaign", "general_skim")
"""What the members of a collection have in common, or the difference is explained."""
SUMS = {"files": "files", "events": "events", "size": "bytes"}
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, with what was found in words; `url` is where to see it."""

    key: str
    label: str
    result: Result
    words: str
    url: str = ""

    @property
    def wrong(self) -> bool:
        return self.result == Result.WRONG


further: list[Callable[[Collection], Check | None]] = []
"""What slices above have to say of a collection that is to be published, such as open notices."""


def checks(collection: Collection) -> list[Check]:
    """Every check with its result now."""
    found = sum_up(collection)
    rows = Dataset.objects.filter(collections__collection=collection)
    names_of = {name: ArrayAgg(name, distinct=True, default=[]) for name in (*AGREE, "data_class")}
    values = rows.aggregate(
        **{f"all_{name}": values for name, values in names_of.items()},
        **{f"without_{name}": Count("pk", filter=Q(**{name: None})) for name in SUMS},
    )
    made = [
        _members(found),
        _withdrawn(collection, found),
        *(_agree(collection, name, sorted(values[f"all_{name}"])) for name in AGREE),
        _sums(collection, found, {name: values[f"without_{name}"] for name in SUMS}),
        _luminosity(collection, values["all_data_class"]),
        _place(collection, sorted(values["all_data_class"])),
        _name(collection),
        _twice(collection),
    ]
    return made + [check for ask in further if (check := ask(collection)) is not None]


def _search(collection: Collection, **filters: str) -> str:
    return search(collection=collection.pk, **filters)


def _members(found: Summary) -> Check:
    """Members are rows of the catalogue by a foreign key, so that those that are there exist."""
    if not found.datasets:
        return Check("members", "Members", Result.WRONG, "it has none; a collection without datasets is of no use")
    return Check("members", "Members", Result.OK, f"{found.datasets:,} datasets, all in the catalogue")


def _withdrawn(collection: Collection, found: Summary) -> Check:
    label = "Withdrawn"
    if found.withdrawn:
        url = _search(collection, state=DatasetState.WITHDRAWN)
        return Check("withdrawn", label, Result.WRONG, f"{found.withdrawn:,} datasets are withdrawn", url)
    return Check("withdrawn", label, Result.OK, "none of the datasets")


def _agree(collection: Collection, name: str, values: list[str]) -> Check:
    """The members say one thing, and the collection the same or nothing."""
    field = Collection._meta.get_field(name)
    label = str(field.verbose_name).capitalize()  # type: ignore[union-attr]
    said = ", ".join(value or "none" for value in values[:SHOWN])
    said += f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    own = getattr(collection, name)
    if len(values) > 1 or (values and own and own != values[0]):
        words = f"members have {said}" + (f", the collection says {own}" if own else "")
        if collection.differences.strip():
            return Check(name, label, Result.EXPLAINED, f"{words}: {collection.differences.strip()}")
        return Check(name, label, Result.WRONG, f"{words}; say why in “differences explained”", _search(collection))
    return Check(name, label, Result.OK, said or "no members")


def _sums(collection: Collection, found: Summary, without: dict[str, int]) -> Check:
    """What the producer declares is what the members add up to; a member that says nothing spoils a sum."""
    label, wrong, right = "Declared = summed", [], []
    for name, unit in SUMS.items():
        declared, summed = getattr(collection, f"declared_{name}"), getattr(found, name)
        if declared is None:
            continue
        if declared != summed:
            unknown = f" ({without[name]:,} datasets do not say)" if without[name] else ""
            wrong.append(f"{declared:,} {unit} declared, {summed:,} summed{unknown}")
        else:
            right.append(f"{summed:,} {unit}")
    if wrong:
        return Check("sums", label, Result.WRONG, "; ".join(wrong), _search(collection))
    if not right:
        return Check("sums", label, Result.NOTE, "the producer declares nothing")
    return Check("sums", label, Result.OK, ", ".join(right))


def _luminosity(collection: Collection, classes: list[str]) -> Check:
    """Of data it is known, in a unit by its type, with how it was found."""
    label, missing = "Luminosity", []
    is_data = collection.data_type == "data" or classes == [DatasetClass.DATA]
    if collection.luminosity is None:
        words = "it is not given"
        return Check("luminosity", label, Result.WRONG if is_data else Result.NOTE, words)
    if is_data and not collection.luminosity_kind:
        missing.append("say whether it is online or offline")
    if collection.luminosity_kind == Kind.OFFLINE and not collection.luminosity_processing:
        missing.append("name the processing of the offline luminosity")
    if missing:
        return Check("luminosity", label, Result.WRONG, "; ".join(missing))
    parts = (collection.luminosity_kind, collection.luminosity_processing)
    words = " ".join(filter(None, (f"{collection.luminosity.normalize():f} fb⁻¹", *parts)))
    return Check("luminosity", label, Result.OK, words)


def _place(collection: Collection, classes: list[str]) -> Check:
    wanted = {"mc": DatasetClass.MC, "data": DatasetClass.DATA}.get(collection.data_type)
    said = ", ".join(DatasetClass(value).label for value in classes)
    if wanted is not None and classes and classes != [wanted]:
        words = f"a collection of {wanted.label} holds {said}"
        return Check("place", "Place", Result.WRONG, words, _search(collection))
    if wanted is None:
        return Check("place", "Place", Result.NOTE, "the path does not say whether it is data or simulation")
    return Check("place", "Place", Result.OK, said or wanted.label)


def _name(collection: Collection) -> Check:
    """The name says the family and the version of the columns, and the version is the newest one."""
    name, label = names.parse(collection.path), "Name and family"
    if (name.family, name.version, name.data_type) != (collection.family, collection.version, collection.data_type):
        words = f"the name says {name.family} version {name.version}, not {collection.family} {collection.version}"
        return Check("name", label, Result.WRONG, words)
    if collection.version is None:
        return Check("name", label, Result.NOTE, "the name has no version: it is a family of its own")
    family = Collection.objects.filter(family=collection.family, data_type=collection.data_type)
    family = family.exclude(pk=collection.pk)
    if newer := family.exclude(state__in=OPEN).filter(version__gt=collection.version).order_by("-version").first():
        words = f"{newer} is published already; this one will not replace it"
        return Check("name", label, Result.NOTE, words, newer.get_absolute_url())
    if same := family.filter(version=collection.version).first():
        return Check("name", label, Result.NOTE, f"{same.path} has the same name", same.get_absolute_url())
    return Check("name", label, Result.OK, f"version {collection.version} of {collection.family}")


def _twice(collection: Collection) -> Check:
    """The record holds no dataset twice; the same run of data from two productions would be counted twice, though."""
    rows = Dataset.objects.filter(collections__collection=collection, data_class=DatasetClass.DATA, run_low__gt=0)
    runs = rows.values("experiment", "run_low", "general_skim", "skim_code", "data_level", "energy")
    again = runs.annotate(n=Count("pk")).filter(n__gt=1).order_by("experiment", "run_low")
    named = [f"e{row['experiment']} r{row['run_low']}" for row in again[: SHOWN + 1]]
    if named:
        more = " and more" if len(named) > SHOWN else ""
        words = f"runs come from several datasets: {', '.join(named[:SHOWN])}{more}"
        return Check("twice", "Nothing twice", Result.NOTE, words, _search(collection))
    return Check("twice", "Nothing twice", Result.OK, "every dataset and every run of data once")


def wrong(found: list[Check]) -> Iterator[str]:
    """The checks that stand in the way, in words."""
    return (f"{check.label.lower()}: {check.words}" for check in found if check.wrong)
