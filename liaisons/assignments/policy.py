"""Liaisons and the production manager, as predicates for the slices that follow."""

from __future__ import annotations

from typing import Any

from datasets.catalogue.policy import is_production_manager
from members.groups.models import Group
from portal.policy import facts, predicate

__all__ = ["group_of", "is_liaison", "is_liaison_of", "is_production_manager"]


def group_of(obj: object) -> int | None:
    """The working group that `obj` is, or belongs to, by its key."""
    return obj.pk if isinstance(obj, Group) else getattr(obj, "group_id", None)


@predicate("you are a liaison of a working group", "liaisons of working groups")
def is_liaison(user: Any, obj: object = None) -> bool:
    """Of any group, today."""
    return bool(facts(user).get("liaison_of"))


@predicate("you are a liaison of this working group", "liaisons of the working group")
def is_liaison_of(user: Any, obj: object = None) -> bool:
    """Asked about a group or what belongs to one; without it: a liaison of any group."""
    groups = facts(user).get("liaison_of", frozenset())
    return bool(groups) if obj is None else group_of(obj) in groups
