"""What this package holds about a person: follows, declared use, saved searches and news, by the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from datasets.following import actions
from datasets.following.models import Analysis, Follow, Reader, Reading, SavedSearch
from datasets.following.searches.queries import address
from members.privacy.queries import subject

TELLS = (
    *("datasets.Follow.user", "datasets.Analysis.contact", "datasets.SavedSearch.user"),
    *("datasets.Reading.user", "datasets.Reader.user"),
)
"""Columns whose rows the sections below tell in full."""


def collect(person: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What the accounts of the person follow, use, searched for, and were told."""
    users = subject(person).users
    follows = Follow.objects.filter(user__in=users).select_related("dataset", "campaign", "skim")
    yield "Followed samples", [{"Sample": str(row), "Since": _at(row.since)} for row in follows.order_by("pk")]
    analyses = Analysis.objects.filter(contact__in=users).select_related("group")
    yield (
        "Declared analyses",
        [
            {
                "Analysis": row.title,
                "Group": str(row.group or ""),
                "Paper": row.paper,
                "State": row.get_state_display(),
                "Declared": row.declared_on.isoformat(),
                "Uses": ", ".join(str(use) for use in row.uses.select_related("collection", "dataset")),
            }
            for row in analyses.order_by("pk")
        ],
    )
    searches = SavedSearch.objects.filter(user__in=users).order_by("pk")
    yield (
        "Saved searches",
        [{"Name": row.name, "Address": address(row), "Followed": "yes" if row.followed else "no"} for row in searches],
    )
    readings = Reading.objects.filter(user__in=users).select_related("news").order_by("pk")
    yield (
        "News",
        [
            {"News": row.news.text, "At": _at(row.news.at), "Read": _at(row.read_at), "Mailed": _at(row.mailed_at)}
            for row in readings
        ],
    )
    readers = Reader.objects.filter(user__in=users)
    yield "News by mail", [{"How often": row.get_digest_display()} for row in readers]


def erase(person: Any, by: Any, reason: str) -> dict[str, int]:
    """All of it goes: nothing of it is the record of the collaboration."""
    return actions.erase(subject(person, proved=False).users)


def _at(instant: datetime | None) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds") if instant else ""
