"""`announce`: tell everybody whom an event concerns, once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from datasets.catalogue.models import Dataset
from datasets.catalogue.policy import SEE
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.collections.policy import SEE_TESTS
from datasets.following import writing
from datasets.following.choices import NewsKind
from datasets.following.reach import readers
from portal.policy import may

__all__ = ["NewsKind", "announce"]


def announce(
    *,
    kind: NewsKind,
    key: str,
    text: str,
    address: str,
    subjects: Sequence[Model] = (),
    datasets: QuerySet[Dataset] | None = None,
) -> None:
    """Tell whoever follows or uses one of the subjects or datasets, in the running transaction.

    A key is told to a reader once: announced again, it reaches only those whom it did not reach before. `subjects`
    are datasets, collections, campaigns or skims; `datasets` may be any number of rows, none of which is loaded.
    Who may not see a subject is not told. Raises TransactionManagementError outside of a transaction, TypeError for
    a subject that nobody can follow.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("news belong to the transaction that causes them")
    needs = SEE_TESTS if any(_is_test(subject) for subject in subjects) else SEE
    reached = readers(subjects, datasets)
    if needs == SEE_TESTS:  # everybody who follows sees the rest of the catalogue; a page and a mail ask again
        users = get_user_model().objects.filter(pk__in=reached)
        reached = {user.pk: reached[user.pk] for user in users if may(user, needs)}
    about = str(subjects[0]) if len(subjects) == 1 else ""
    writing.keep(NewsKind(kind), key, text, address, about, needs, reached)


def _is_test(subject: Model) -> bool:
    return isinstance(subject, Collection) and subject.state == CollectionState.TEST
