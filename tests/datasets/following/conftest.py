"""Who follows what; everything is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture
def follows(db: None) -> Callable[..., Any]:
    """Let an account follow something."""
    from datasets.following.models import Follow

    def make(user: Any, **what: Any) -> Follow:
        return Follow.objects.create(user=user, **what)

    return make


@pytest.fixture
def uses(db: None) -> Callable[..., Any]:
    """Let an analysis of an account use something."""
    from datasets.following.models import Analysis, Use

    def make(user: Any, title: str = "An analysis", **what: Any) -> Use:
        analysis, _ = Analysis.objects.get_or_create(contact=user, title=title)
        return Use.objects.create(analysis=analysis, **what)

    return make


@pytest.fixture
def announce(db: None) -> Callable[..., None]:
    """Announce a known issue in a transaction of its own."""
    from datasets.following import news

    def tell(key: str = "notice:1", text: str = "The beam spot is wrong.", **facts: Any) -> None:
        with transaction.atomic():
            news.announce(kind=news.NewsKind.NOTICE, key=key, text=text, address="/notices/1/", **facts)

    return tell


@pytest.fixture
def told(db: None) -> Callable[..., Any]:
    """By account what was told, with what made it reach."""
    from datasets.following.models import Reading

    def read(key: str | None = None) -> dict[str, list[str]]:
        rows = Reading.objects.order_by("news", "user").select_related("user", "news")
        found: dict[str, list[str]] = {}
        for row in rows if key is None else rows.filter(news__key=key):
            found.setdefault(str(row.user), []).append(row.news.text)
        return found

    return read
