"""A pasted path or name of a collection."""

from __future__ import annotations

from typing import Any

from datasets.collections import policy
from datasets.collections.models import Collection
from portal.policy import may
from portal.registry import Found

SHORTEST = 4
"""Characters of a name; below them nobody means a collection."""
PLACES = ("MC", "Data", "test")
"""Where the collections of a list of bare names are looked for."""


def find(user: Any, text: str) -> str | None:
    """The page of the collection with this path or, when only one has it, this name."""
    text = text.rstrip("/")
    if not may(user, policy.LIST) or len(text) < SHORTEST:
        return None
    rows = policy.visible(user, Collection.objects.all())
    found = list(rows.filter(path=text)[:1]) or list(rows.filter(path__endswith=f"/{text}")[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None


def many(user: Any, texts: list[str]) -> dict[str, Found]:
    """The collections of a pasted list of paths or names; a name that several have is not guessed."""
    if not may(user, policy.LIST):
        return {}
    rows = policy.visible(user, Collection.objects.all())
    wanted = {text.rstrip("/") for text in texts}
    places = {f"/belle/collection/{place}/{text}" for place in PLACES for text in wanted if "/" not in text}
    found: dict[str, list[Collection]] = {}
    for row in rows.filter(path__in=wanted | places):
        for name in (row.path, str(row)):
            found.setdefault(name, []).append(row)
    named = {text: found.get(text.rstrip("/"), []) for text in texts}
    return {
        text: Found(rows[0].get_absolute_url(), str(rows[0]), f"{rows[0].get_state_display()} collection")
        for text, rows in named.items()
        if len(rows) == 1
    }
