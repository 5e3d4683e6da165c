"""What the personas follow, use, saved and were told: enough that every page of it has something to show."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.catalogue.policy import SEE
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.following.choices import Digest, NewsKind
from datasets.following.models import Analysis, Follow, News, Reader, Reading, SavedSearch, Use
from datasets.skims.models import Skim
from portal.accounts.models import User

UNREAD = 2
"""Of the news of each reader, newest first; the others are read."""
SEARCH = "campaign=MC16rd_proc16&event_type=mixed"


def load(today: date) -> str:
    """Says in words what it wrote; nothing without personas or collections."""
    readers = list(User.objects.exclude(demo_label="").exclude(person=None).order_by("demo_order"))[:6]
    replaced = Collection.objects.filter(state=CollectionState.SUPERSEDED, superseded_by__published_on__lt=today)
    pairs = [(row, row.superseded_by) for row in replaced.select_related("superseded_by").order_by("-published_on")[:5]]
    for number, user in enumerate(readers):
        _follow(user, number, [new for _, new in pairs])
    if readers and pairs:
        _use(readers[0], pairs)
    told = [_tell(old, new, readers, age) for age, (old, new) in enumerate(pairs) if new is not None]
    return f"{Follow.objects.count()} followed samples, {len(told)} news"


def _follow(user: User, number: int, newest: list[Any]) -> None:
    rows = [Follow(user=user, data_type=row.data_type, family=row.family) for row in newest]
    rows += [Follow(user=user, campaign=campaign) for campaign in Campaign.objects.order_by("-name")[: number + 1]]
    rows += [Follow(user=user, skim=skim) for skim in Skim.objects.order_by("code")[number : number + 1]]
    rows += [Follow(user=user, dataset=row) for row in Dataset.objects.order_by("-pk")[number : number + 2]]
    Follow.objects.bulk_create(rows, ignore_conflicts=True)
    SavedSearch.objects.create(user=user, name="Mixed of MC16rd", listing="datasets", query=SEARCH, followed=True)
    Reader.objects.create(user=user, digest=Digest.WEEKLY if number % 2 else Digest.DAILY)


def _use(user: User, pairs: list[tuple[Any, Any]]) -> None:
    """One analysis uses the newest version of one collection and, still, an old one of another."""
    analysis = Analysis.objects.create(title="Branching fraction of B → K* γ", contact=user)
    Use.objects.create(analysis=analysis, collection=pairs[0][1])
    if len(pairs) > 1:
        Use.objects.create(analysis=analysis, collection=pairs[1][0])


def _tell(old: Any, new: Any, readers: list[User], age: int) -> News:
    at = datetime.combine(new.published_on, time(12, 30), UTC)
    news = News.objects.create(
        kind=NewsKind.PUBLISHED,
        key=f"collection:{new.pk}:publish",
        text=f"{new} is published and replaces {old}: {max(new.dataset_count - old.dataset_count, 0):,} datasets more.",
        address=new.get_absolute_url(),
        about=str(new),
        needs=SEE,
    )
    News.objects.filter(pk=news.pk).update(at=at)
    follows = Follow.objects.filter(data_type=new.data_type, family=new.family, user__in=readers)
    read_at = None if age < UNREAD else at + timedelta(hours=5)
    Reading.objects.bulk_create(
        Reading(news=news, user_id=row.user_id, because=[f"follow:{row.pk}"], read_at=read_at, mailed_at=at)
        for row in follows
    )
    return news
