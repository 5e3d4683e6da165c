"""A pasted path or name of a collection."""

from __future__ import annotations

from typing import Any

from datasets.collections import policy
from datasets.collections.models import Collection
from portal.policy import may

SHORTEST = 4
"""Characters of a name; below them nobody means a collection."""


def find(user: Any, text: str) -> str | None:
    """The page of the collection with this path or, when only one has it, this name."""
    text = text.rstrip("/")
    if not may(user, policy.LIST) or len(text) < SHORTEST:
        return None
    rows = policy.visible(user, Collection.objects.all())
    found = list(rows.filter(path=text)[:1]) or list(rows.filter(path__endswith=f"/{text}")[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None
