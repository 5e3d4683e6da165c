"""Writes news down, in the transaction of what they are about. Called by `news`, which decides who is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from datasets.following.choices import NewsKind
from datasets.following.models import News, Reader, Reading


def keep(
    kind: NewsKind,
    key: str,
    text: str,
    address: str,
    about: str,
    needs: str,
    readers: Mapping[int, Iterable[str]],
) -> News:
    """The news under this key, for these accounts; who has them already has them still, read or not."""
    facts = {"kind": kind, "text": text[:1000], "address": address, "about": about[:300], "needs": needs}
    news, _ = News.objects.get_or_create(key=key, defaults=facts)
    Reader.objects.bulk_create((Reader(user_id=user) for user in sorted(readers)), ignore_conflicts=True)
    Reading.objects.bulk_create(
        (Reading(news=news, user_id=user, because=sorted(readers[user])) for user in sorted(readers)),
        ignore_conflicts=True,
    )
    return news
