"""When a digest is due, for whom, and what it tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from datasets.following.choices import AnalysisState, Digest
from datasets.following.models import Follow, News, Reader, Reading, SavedSearch, Use
from datasets.following.policy import own_readings

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Group:
    """News about one thing, oldest first."""

    about: str
    news: list[News]


def day_due(digest: str, now: datetime) -> date | None:
    """The day of the newest digest that is due at this instant; None for those who want none.

    A day begins for digests at an hour of the clock of the site, also on the days on which the clock is moved.
    """
    if digest == Digest.OFF:
        return None
    here = timezone.localtime(now)
    day = here.date() if here.time() >= time(settings.DIGEST_HOUR) else here.date() - timedelta(days=1)
    if digest == Digest.WEEKLY:
        day -= timedelta(days=(day.weekday() - DAYS.index(settings.DIGEST_WEEKDAY)) % 7)
    return day


def begins(day: date) -> datetime:
    """The instant from which the digest of a day is due; what happens later is told by the next."""
    return timezone.make_aware(datetime.combine(day, time(settings.DIGEST_HOUR)))


def due(now: datetime) -> QuerySet[Reader]:
    """Readers whose digest of today (of this week) has not been made, and who have something unread to be told."""
    wanted = Q(pk__in=())
    for digest in (Digest.DAILY, Digest.WEEKLY):
        day = day_due(digest, now)
        assert day is not None
        news = Reading.objects.filter(user=OuterRef("user"), read_at=None, mailed_at=None, news__at__lt=begins(day))
        wanted |= Q(Q(digested_for=None) | Q(digested_for__lt=day), Exists(news), digest=digest)
    return Reader.objects.filter(wanted).order_by("pk")


def to_tell(user: Any, before: datetime) -> list[Reading]:
    """The unread news of before that instant which the reader may know and still wants, oldest first."""
    rows = own_readings(user).filter(read_at=None, mailed_at=None, news__at__lt=before)
    found = list(rows.select_related("news").order_by("news_id"))
    wanted = _still_wanted(user, {token for row in found for token in row.because})
    return [row for row in found if wanted.intersection(row.because)]


def grouped(rows: Iterable[Reading]) -> list[Group]:
    """By what they are about, in the order of the first of each; what is about several things stands alone."""
    found: dict[str, list[News]] = {}
    for row in rows:
        found.setdefault(row.news.about or row.news.get_kind_display().capitalize(), []).append(row.news)
    return [Group(about, news) for about, news in found.items()]


def _still_wanted(user: Any, tokens: set[str]) -> set[str]:
    """Of what made news reach the reader: what is followed or used to this day."""
    keys: dict[str, list[int]] = {"follow": [], "use": [], "search": []}
    for token in tokens:
        word, _, key = token.partition(":")
        keys[word].append(int(key))
    rows: dict[str, QuerySet[Any]] = {
        "follow": Follow.objects.filter(user=user.pk),
        "use": Use.objects.filter(analysis__contact=user.pk, analysis__state=AnalysisState.ACTIVE),
        "search": SavedSearch.objects.filter(user=user.pk, followed=True),
    }
    return {
        f"{word}:{key}"
        for word, wanted in keys.items()
        for key in (rows[word].filter(pk__in=wanted).values_list("pk", flat=True) if wanted else ())
    }
