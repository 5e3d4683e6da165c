"""A pasted path or name of a collection."""

from typing import Any

from datasets.collections import policy
from datasets.collections.models import Collection
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of the collection with this path or, when only one has it, this name."""
    if not may(user, policy.LIST) or len(text) < 4:
        return None
    rows = policy.visible(user, Collection.objects.all())
    found = list(rows.filter(path=text)[:1]) or list(rows.filter(path__endswith=f"/{text}")[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None
