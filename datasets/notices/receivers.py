"""When others have written: notices catch up in the same transaction.

What no import and no publication wrote (a collection that is being filled, a repair) is caught up with right after the
transaction, or by the task when an import runs; the marks that the statements left say what is to be done.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from datasets.catalogue.staged import CatalogueImporter
from datasets.collections.checks import Check, further
from datasets.collections.choices import CollectionState, Result
from datasets.collections.importers import CollectionImporter
from datasets.collections.models import Collection
from datasets.notices import actions, effects, matching, queries
from datasets.notices.settling import leave, turn
from portal.importing import writing, written
from portal.outbox import register

PUBLISHED = "notice.published"


def _matches(importer: Any) -> bool:
    """Whether it writes what is matched."""
    return importer.lock == CatalogueImporter.lock or importer is CollectionImporter


@receiver(writing)
def before_import(sender: Any, **facts: Any) -> None:
    """Who locks datasets or collections and has them matched afterwards waits for other matching before that.

    Otherwise the two would wait for each other, or the import would leave alone what was marked after it had looked.
    """
    if _matches(sender):
        matching.lock()


@receiver(written)
def after_import(sender: Any, **facts: Any) -> None:
    """New datasets and new members are matched before anybody can see them; an import of others waits for nobody."""
    actions.catch_up(wait=_matches(sender))


@receiver(post_save, sender=Collection)
def after_collection(sender: Any, instance: Collection, **facts: Any) -> None:
    """A test collection is filled after it was saved; a published one has all its members."""
    if instance.state != CollectionState.PUBLISHED:
        transaction.on_commit(partial(actions.catch_up, wait=False))
    elif matching.lock_if_free():
        _tell_of(instance)
    else:  # nobody waits for an import to publish
        leave(PUBLISHED, instance, timezone.now())


@register(PUBLISHED)
def carry_on(effect: Any) -> None:
    """Worker: its readers hear of what is wrong with it when the others have matched."""
    with transaction.atomic():
        collection = Collection.objects.filter(pk=effect.payload["pk"]).first()
        if collection is not None and turn(PUBLISHED, collection):
            _tell_of(collection)


def _tell_of(collection: Collection) -> None:
    actions.catch_up()
    effects.tell_of_collection(collection)


def before_publication(collection: Collection) -> Check | None:
    """What is open on the members of a collection that is to be published."""
    found = queries.of_collection(collection)
    if not found:
        return None
    more = (f", perhaps {item.possible:,} more" if item.possible else "" for item in found)
    words = "; ".join(f"{item.notice}: {item.certain:,} datasets{said}" for item, said in zip(found, more, strict=True))
    return Check("notices", "Open notices", Result.NOTE, words, found[0].notice.get_absolute_url())


further.append(before_publication)
