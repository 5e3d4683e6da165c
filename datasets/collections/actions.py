"""The verbs of collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.catalogue.models import Dataset
from datasets.collections import names, policy
from datasets.collections.choices import CollectionState
from datasets.collections.lifecycle import COLLECTION
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.queries import before, sum_up
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require


@transaction.atomic
def create(path: str, members: Sequence[Dataset], *, by: Any, reason: str = "", **facts: Any) -> Collection:
    """A test collection with `members` in this order; `facts` are its columns. Raises NotACollection, Denied."""
    require(by, policy.MAKE)
    name = names.parse(path)
    with recorded("create", by=by, reason=reason):
        made = Collection.objects.create(
            path=path, data_type=name.data_type, family=name.family, version=name.version, **facts
        )
        CollectionMember.objects.bulk_create(
            CollectionMember(collection=made, dataset=dataset, position=position)
            for position, dataset in enumerate(members, start=1)
        )
    return made


@transaction.atomic
def publish(collection: Collection, *, by: Any, reason: str = "") -> None:
    """From now on everybody may use it and nothing in it changes; the version before is superseded.

    Raises MoveRefused when it is empty.
    """
    Collection.objects.select_for_update().get(pk=collection.pk)  # whoever still fills it has finished
    found = sum_up(collection)
    if not found.datasets:
        raise MoveRefused("cannot publish a collection without datasets")
    facts = {
        "published_on": timezone.localdate(),
        "dataset_count": found.datasets,
        "files": found.files,
        "events": found.events,
        "size": found.size,
    }
    COLLECTION.perform(collection, "publish", by=by, reason=reason, facts=facts)
    older = before(collection)
    if older is not None and older.state == CollectionState.PUBLISHED:
        COLLECTION.perform(older, "supersede", by=by, reason=reason, facts={"superseded_by": collection})


def withdraw(collection: Collection, *, by: Any, reason: str) -> None:
    """It must not be used any more; the reason is mandatory."""
    COLLECTION.perform(collection, "withdraw", by=by, reason=reason)
