"""The verbs of collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from datasets.catalogue.models import Dataset
from datasets.collections import checks, filling, names, policy
from datasets.collections.choices import OPEN, CollectionState
from datasets.collections.lifecycle import COLLECTION
from datasets.collections.models import Collection
from datasets.collections.queries import before, recommended, sum_up
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

CONTENT = ("campaign", "event_type", "energy", "data_level", "general_skim", "skim_code")
"""What the members have in common."""
LUMINOSITY = ("luminosity", "luminosity_error", "luminosity_kind", "luminosity_processing")
DECLARED = ("declared_files", "declared_events", "declared_size")
FACTS = (*CONTENT, *LUMINOSITY, *DECLARED, "description", "reason", "differences", "contact", "maker")
"""The columns that a person may set while the collection is open."""
CLONED = (*CONTENT, *LUMINOSITY, "description", "differences", "contact")


@transaction.atomic
def create(path: str, members: Sequence[Dataset], *, by: Any, why: str = "", **facts: Any) -> Collection:
    """A test collection with `members` in this order; `facts` are its columns. Raises NotACollection, Denied."""
    require(by, policy.MAKE)
    with recorded("create", by=by, reason=why):
        made = Collection.objects.create(path=path, **_named(path), **facts)
        filling.refill(made, [dataset.pk for dataset in members])
        recount(made)
    return made


@transaction.atomic
def begin(path: str, *, by: Any, **facts: Any) -> Collection:
    """A test collection without members, for a person: what it says is curated. Raises MoveRefused, Denied."""
    require(by, policy.MAKE)
    try:
        named = _named(path)
    except names.NotACollection as error:
        raise MoveRefused(f"path: {error}") from error
    if Collection.objects.filter(path=path).exists():
        raise MoveRefused("path: there is a collection of this path already")
    with recorded("create", by=by):
        return Collection.objects.create(path=path, **named, **facts, curated=_said(facts))


@transaction.atomic
def edit(collection: Collection, *, by: Any, **facts: Any) -> None:
    """Change facts of an open collection; from then on imports leave them alone. Raises MoveRefused, Denied."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of a collection: {sorted(unknown)}")
    with _opened(collection, by, "edit") as locked:
        changed = [name for name, value in facts.items() if getattr(locked, name) != value]
        for name in changed:
            setattr(locked, name, facts[name])
        locked.curated = sorted({*locked.curated, *changed})
        locked.save(update_fields=[*changed, "curated"])


def set_members(collection: Collection, members: Sequence[Dataset], *, by: Any) -> int:
    """Exactly these, in this order; says how many. Raises MoveRefused, Denied."""
    with _opened(collection, by, "set members") as locked:
        return filling.refill(locked, list(dict.fromkeys(dataset.pk for dataset in members)))


def add_members(collection: Collection, members: Sequence[Dataset] | QuerySet[Dataset], *, by: Any) -> int:
    """These behind those that are there; of a query no row is loaded. Says how many were not in it yet."""
    with _opened(collection, by, "add members") as locked:
        if isinstance(members, QuerySet):
            return filling.add_found(locked, members)
        return filling.add_listed(locked, list(dict.fromkeys(dataset.pk for dataset in members)))


def remove_members(collection: Collection, members: Sequence[Dataset], *, by: Any) -> int:
    """Take these out; says how many were in it. Raises MoveRefused, Denied."""
    with _opened(collection, by, "remove members") as locked:
        return filling.remove(locked, [dataset.pk for dataset in members])


@transaction.atomic
def new_version(collection: Collection, *, by: Any, reason: str) -> Collection:
    """A test of the next version with the members and facts of this one. Raises MoveRefused, Denied.

    One test at a time: two would both want to be the next version.
    """
    require(by, policy.MAKE)
    if not reason.strip():
        raise MoveRefused("reason: say why a new version is needed")
    family = Collection.objects.filter(family=collection.family, data_type=collection.data_type)
    rows = list(family.order_by("pk").select_for_update())  # who clones at the same moment waits here
    source = next(row for row in rows if row.pk == collection.pk)
    if source.state in OPEN:
        raise MoveRefused("a new version is made of a published collection; this one can still be changed")
    if (test := next((row for row in family if row.state == CollectionState.TEST), None)) is not None:
        raise MoveRefused(f"{test} is a test of the next version already")
    number = (family.aggregate(last=Max("version"))["last"] or 1) + 1
    path = f"{source.path.removesuffix(f'_v{source.version}')}_v{number}"
    copied = {name: getattr(source, name) for name in CLONED}
    with recorded("new version", by=by, reason=reason):
        made = Collection.objects.create(
            path=path, **_named(path), **copied, reason=reason.strip(), maker=str(by)[:120], curated=["reason", "maker"]
        )
        filling.copy(source, made)
        recount(made)
    return made


@transaction.atomic
def publish(collection: Collection, *, by: Any, reason: str = "") -> None:
    """From now on everybody may use it and nothing in it changes; the version before is superseded.

    Raises MoveRefused when a check fails.
    """
    locked = Collection.objects.select_for_update().get(pk=collection.pk)  # whoever still fills it has finished
    if locked.state in OPEN:
        require(by, policy.MAKE)
        if found := list(checks.wrong(checks.checks(locked))):
            raise MoveRefused(f"cannot publish: {'; '.join(found)}")
    facts = {"published_on": timezone.localdate(), **_sums(locked)}
    COLLECTION.perform(collection, "publish", by=by, reason=reason, facts=facts)
    older = before(collection)
    if older is not None and older.state == CollectionState.PUBLISHED:
        COLLECTION.perform(older, "supersede", by=by, reason=reason, facts={"superseded_by": collection})
    if collection.version is not None and recommended(collection):
        _replaces_all(collection, by=by, reason=reason)


def _replaces_all(collection: Collection, *, by: Any, reason: str) -> None:
    """Every version before names this one: what it named may be out of date itself, or withdrawn."""
    gone = (CollectionState.SUPERSEDED, CollectionState.WITHDRAWN)
    family = Collection.objects.filter(family=collection.family, data_type=collection.data_type, state__in=gone)
    rows = family.filter(version__lt=collection.version).exclude(superseded_by=collection)
    with recorded("supersede", by=by, reason=reason):
        rows.update(superseded_by=collection)


def withdraw(collection: Collection, *, by: Any, reason: str) -> None:
    """It must not be used any more; the reason is mandatory and stands on its page."""
    COLLECTION.perform(collection, "withdraw", by=by, reason=reason, facts={"state_note": reason.strip()})


def recount(collection: Collection) -> None:
    """Write down what the members add up to."""
    for name, value in (sums := _sums(collection)).items():
        setattr(collection, name, value)
    collection.save(update_fields=list(sums))


def _sums(collection: Collection) -> dict[str, int]:
    found = sum_up(collection)
    return {"dataset_count": found.datasets, "files": found.files, "events": found.events, "size": found.size}


def _named(path: str) -> dict[str, Any]:
    name = names.parse(path)
    return {"data_type": name.data_type, "family": name.family, "version": name.version}


def _said(facts: dict[str, Any]) -> list[str]:
    return sorted(name for name, value in facts.items() if value not in (None, ""))


@contextmanager
def _opened(collection: Collection, by: Any, verb: str) -> Iterator[Collection]:
    """The locked row while it may still change, recounted and told to `collection` afterwards."""
    with transaction.atomic():
        require(by, policy.MAKE)
        locked = Collection.objects.select_for_update().get(pk=collection.pk)
        if locked.state not in OPEN:
            raise MoveRefused("a published collection never changes; make a new version")
        with recorded(verb, by=by):
            yield locked
            recount(locked)
    collection.refresh_from_db()
