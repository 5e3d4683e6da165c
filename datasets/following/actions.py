"""The verbs of following and of reading news. All is one's own: nobody acts for another."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.following import policy
from datasets.following.choices import Digest, NewsKind
from datasets.following.models import Analysis, Follow, News, Reader, Reading, SavedSearch
from datasets.following.things import columns
from portal.policy import require


@transaction.atomic
def follow(thing: Any, *, by: Any) -> Follow:
    """From now on `by` is told what happens to it; following twice is once. Raises Denied."""
    require(by, policy.FOLLOW)
    made, _ = Follow.objects.get_or_create(user_id=by.pk, **columns(thing))
    return made


@transaction.atomic
def unfollow(thing: Any, *, by: Any) -> None:
    """`by` is told no more, neither of what is still to be mailed. Raises Denied."""
    require(by, policy.FOLLOW)
    policy.own_follows(by).filter(**columns(thing)).delete()


@transaction.atomic
def drop(follow: Follow, *, by: Any) -> None:
    """The same, from the list of what one follows. Raises Denied."""
    require(by, policy.FOLLOW)
    policy.own_follows(by).filter(pk=follow.pk).delete()


def read(reading: Reading, *, by: Any) -> None:
    """`by` has seen it: it is not mailed any more."""
    require(by, policy.FOLLOW)
    Reading.objects.filter(pk=reading.pk, user=by.pk, read_at=None).update(read_at=timezone.now())


def read_all(*, by: Any) -> int:
    """All news of `by` are seen; returns how many were not."""
    require(by, policy.FOLLOW)
    return policy.own_readings(by).filter(read_at=None).update(read_at=timezone.now())


def choose_digest(digest: Digest, *, by: Any) -> None:
    """How often the unread news are mailed."""
    require(by, policy.FOLLOW)
    Reader.objects.update_or_create(user_id=by.pk, defaults={"digest": Digest(digest)})


def erase(users: Any) -> dict[str, int]:
    """Take out what accounts follow, use, searched for and were told; returns how many by words."""
    with transaction.atomic():
        searched = News.objects.filter(
            kind=NewsKind.SEARCH, readings__user__in=users
        )  # they tell what was searched for
        searched.delete()
        went = {
            "followed samples": Follow.objects.filter(user__in=users).delete()[0],
            "declared analyses": Analysis.objects.filter(contact__in=users).delete()[1].get("datasets.Analysis", 0),
            "saved searches": SavedSearch.objects.filter(user__in=users).delete()[0],
            "news": Reading.objects.filter(user__in=users).delete()[0],
        }
        Reader.objects.filter(user__in=users).delete()
    return went
