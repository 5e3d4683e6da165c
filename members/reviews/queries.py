"""Reads of the yearly review: who belongs to an institute on a day, the snapshot of it, and what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships.queries import delegates_of, members_of
from members.reviews.choices import ConfirmationState
from members.reviews.models import Confirmation, Review

NO_CATEGORY = "no category"
FACTS = ("name", "short_name", "kind", "address", "city", "country", "domain", "inspire_name", "ror")
"""What a snapshot keeps of an institute."""


@dataclass(frozen=True)
class Belonging:
    """Somebody who belongs to the institute on a day, by the first of the affiliations there; days as 2026-03-31."""

    person: int
    name: str
    category: str
    connection: str
    since: str
    until: str
    """The last day; empty for an open end."""


def institutes_on(on: date) -> QuerySet[Institute]:
    """The institutes that are members on the day: those that confirm. A cluster has the people of its parts."""
    return (
        Institute.objects.current(on)
        .exclude(kind__in=(InstituteKind.EXTERNAL, InstituteKind.CLUSTER))
        .order_by("short_name", "pk")
    )


def people_of(institute: Institute, on: date) -> list[Belonging]:
    """Everybody of the institute on the day, once each, by category and name."""
    found: dict[int, Belonging] = {}
    order: dict[str, tuple[int, str]] = {NO_CATEGORY: (10**6, "")}
    for row in members_of(institute, on).order_by("person__sort_key", "person_id", "position", "pk"):
        category = row.category.name if row.category else NO_CATEGORY
        if row.category:
            order.setdefault(category, (row.category.order, category))
        upper = row.period.upper
        found.setdefault(
            row.person_id,
            Belonging(
                row.person_id,
                str(row.person),
                category,
                row.get_connection_display(),
                row.period.lower.isoformat(),
                "" if upper is None else (upper - timedelta(days=1)).isoformat(),
            ),
        )
    return sorted(found.values(), key=lambda item: order[item.category])  # stable: by name within a category


def headcounts(people: list[Belonging]) -> dict[str, int]:
    """How many of each category, in the order of the categories."""
    return dict(Counter(item.category for item in people))


def snapshot(institute: Institute, on: date) -> dict[str, Any]:
    """What is confirmed, as JSON: people, headcounts, the facts of the institute and its delegates on the day."""
    people = people_of(institute, on)
    return {
        "on": on.isoformat(),
        "people": [asdict(item) for item in people],
        "headcounts": headcounts(people),
        "institute": {name: getattr(institute, name) for name in FACTS},
        "delegates": deciding(institute, on),
    }


def deciding(institute: Institute, on: date) -> list[dict[str, Any]]:
    """Who decides for the institute on the day, as a snapshot keeps it."""
    return [
        {"person": row.person_id, "name": str(row.person), "deputy": row.deputy} for row in delegates_of(institute, on)
    ]


def people_in(content: Mapping[str, Any]) -> list[Belonging]:
    """The people of a snapshot."""
    return [Belonging(**item) for item in content["people"]]


def changes(before: list[Belonging], now: list[Belonging]) -> list[tuple[str, int, str]]:
    """(name, person, what changed in words) since `before`: gone, added, another category or another last day."""
    old, new = ({item.person: item for item in rows} for rows in (before, now))
    found = [(item.name, key, f"gone (was {item.category})") for key, item in old.items() if key not in new]
    found += [(item.name, key, f"added as {item.category}") for key, item in new.items() if key not in old]
    for key, item in new.items():
        was = old.get(key)
        if was is None:
            continue
        if was.category != item.category:
            found.append((item.name, key, f"{item.category} (was {was.category})"))
        if was.until != item.until:
            found.append((item.name, key, f"until {item.until or 'open end'} (was {was.until or 'open end'})"))
    return sorted(found)


def progress(review: Review) -> dict[str, int]:
    """How many institutes there are, and how many have confirmed."""
    confirmed = Count("pk", filter=Q(state=ConfirmationState.CONFIRMED))
    return Confirmation.objects.filter(review=review).aggregate(total=Count("pk"), confirmed=confirmed)
