"""Who follows, declares use and reads news: whoever sees the catalogue; what is one's own is nobody else's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from datasets.catalogue.policy import is_production_manager
from datasets.following.models import Analysis, Follow, News, Reading, SavedSearch
from members.people.policy import is_guest, is_member
from portal.policy import facts, grant, is_administrator, may, predicate


@predicate("this is your analysis", "its contact")
def is_contact(user: Any, obj: object = None) -> bool:
    """Asked about an analysis: who declared it."""
    return isinstance(obj, Analysis) and user is not None and obj.contact_id == user.pk


FOLLOW = grant(
    "datasets:following:follow",
    "follow samples and read news",
    is_member,
    is_guest,
    is_production_manager,
    is_administrator,
)
SEE_USES = grant(
    "datasets:analysis:list", "see who uses the samples", is_member, is_production_manager, is_administrator
)
DECLARE = grant("datasets:analysis:declare", "declare what an analysis uses", is_member)
CHANGE = grant("datasets:analysis:change", "change an analysis", is_contact)


def own_follows(user: Any) -> QuerySet[Follow]:
    """What one follows oneself."""
    return Follow.objects.filter(user=user.pk)


def own_searches(user: Any) -> QuerySet[SavedSearch]:
    """The searches that one saved."""
    return SavedSearch.objects.filter(user=user.pk)


def own_readings(user: Any) -> QuerySet[Reading]:
    """The news of one reader that the reader may still know of."""
    rows = Reading.objects.filter(user=user.pk)
    needed = News.objects.filter(readings__user=user.pk).order_by().values_list("needs", flat=True).distinct()
    hidden = [name for name in needed if not may(user, name)]
    return rows.exclude(news__needs__in=hidden) if hidden else rows


def has_name(user: Any) -> bool:
    """Whether the account belongs to a person on record: news and digests are for those."""
    return bool(facts(user).get("person_id"))
