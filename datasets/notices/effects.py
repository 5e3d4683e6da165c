"""Who hears of a notice: whoever follows or uses something that it affects, in the transaction that matched it.

A reader hears once of each opening: what an import adds is told under the key of the opening, and so only to those whom
the notice did not concern before.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.following.news import NewsKind, announce
from datasets.notices.choices import Severity
from datasets.notices.models import Notice
from datasets.notices.queries import of_collection


def tell_opened(notice: Notice) -> None:
    """It was opened, or opened again."""
    _tell(notice, _affected(notice))


def tell_widened(notice: Notice, after: int) -> None:
    """What was matched with keys above `after` was not affected before."""
    if notice.matches.filter(pk__gt=after).exists():
        _tell(notice, Dataset.objects.filter(notice_matches__notice=notice, notice_matches__pk__gt=after))


def tell_of_collection(collection: Collection) -> None:
    """A collection was published: its readers hear of what is known to be wrong with what it holds."""
    for item in of_collection(collection):
        _tell(item.notice, subjects=[collection])


def tell_closed(notice: Notice) -> None:
    """The problem is over."""
    announce(
        kind=NewsKind.NOTICE,
        key=f"notice:{notice.pk}:{notice.openings}:closed",
        text=f"Closed: {notice.title}. Resolved by: {notice.resolution}",
        address=notice.get_absolute_url(),
        datasets=_affected(notice),
    )


def _tell(notice: Notice, datasets: QuerySet[Dataset] | None = None, subjects: Sequence[Collection] = ()) -> None:
    label = str(Severity(notice.severity).label)
    announce(
        kind=NewsKind.NOTICE,
        key=f"notice:{notice.pk}:{notice.openings}",
        text=f"{label[0].upper()}{label[1:]}: {notice.title}",
        address=notice.get_absolute_url(),
        subjects=subjects,
        datasets=datasets,
    )


def _affected(notice: Notice) -> QuerySet[Dataset]:
    """All that it affects or may affect; a dataset is there once."""
    return Dataset.objects.filter(notice_matches__notice=notice)
