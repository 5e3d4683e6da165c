"""The permission matrix: what each persona may see and do, in every state of every noun, asked of the policy itself."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.utils import timezone

from portal.lifecycle import Lifecycle
from portal.listing import Context, Listing
from portal.policy import may
from portal.registry import registry
from portal.testing.personas import Cast


def listings() -> list[Listing]:
    """All lists of the registry, by name."""
    return sorted((declared() for declared in registry.listings), key=lambda listing: listing.name)


def label(obj: Any) -> str:
    """The object in words that are equal in every run: without keys of rows, which depend on the tests before."""
    return re.sub(r"(?<=:)[0-9]+(?=:)", "N", re.sub(r"^#[0-9]+ ", "", str(obj)))


def context(cast: Cast, persona: str) -> Context:
    """A look at a list, today."""
    today = timezone.localdate()
    return Context(cast[persona], today, today)


def visible_rows(cast: Cast) -> dict[str, dict[str, Any]]:
    """For each list and persona: the rows, or None without permission; and the columns that do not exist."""
    found: dict[str, dict[str, Any]] = {}
    for listing in listings():
        rows: dict[str, Any] = {}
        hidden: dict[str, list[str]] = {}
        for persona in cast:
            look = context(cast, persona)
            if not may(look.user, listing.needs):
                rows[persona] = None
                continue
            rows[persona] = sorted(label(obj) for obj in listing.base(look))
            there = listing.visible_columns(look)
            hidden[persona] = [column.name for column in listing.columns if column not in there]
        found[listing.name] = {"rows": rows, "hidden columns": {who: names for who, names in hidden.items() if names}}
    return found


def moves(cast: Cast) -> dict[str, dict[str, dict[str, list[str]]]]:
    """For each lifecycle and object (with its state): who may take which moves. All states must occur."""
    found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
    for lifecycle in registry.lifecycles:
        _moves_of(lifecycle, _model_of(lifecycle), cast, found[lifecycle.name])
    return dict(found)


def _model_of(lifecycle: Lifecycle) -> Any:
    """The model of a list that has the states of the lifecycle in its field."""
    for listing in listings():
        names = {field.name for field in listing.model._meta.get_fields()}
        if lifecycle.field in names:
            field: Any = listing.model._meta.get_field(lifecycle.field)
            if field.choices == lifecycle.states.choices:
                return listing.model
    raise LookupError(f"{lifecycle.name}: no list shows its model")


def _moves_of(lifecycle: Lifecycle, model: Any, cast: Cast, found: dict[str, dict[str, list[str]]]) -> None:
    states = set()
    for obj in model._base_manager.order_by("pk"):
        state = lifecycle.state(obj)
        states.add(state)
        allowed = {
            persona: [offer.name for offer in lifecycle.offered(obj, cast[persona]) if offer.allowed]
            for persona in cast
        }
        key = f"{state}: {label(obj)}, {getattr(obj, 'email', '')}".rstrip(", ")
        assert key not in found, f"two objects are called {key!r}"
        found[key] = {persona: names for persona, names in allowed.items() if names}
    assert states == set(lifecycle.states.values), f"{lifecycle.name}: not every state occurs"
