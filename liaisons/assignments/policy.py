"""Liaisons and the production manager, as predicates for the slices that follow."""

from __future__ import annotations

from typing import Any

from members.groups.models import Group
from portal.policy import facts, predicate

PRODUCTION_GROUP = "data-production"
MANAGER = "manager"


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


@predicate("you are the production manager", "the production manager")
def is_production_manager(user: Any, obj: object = None) -> bool:
    """Who holds the post of manager in the group that produces."""
    return (PRODUCTION_GROUP, MANAGER) in facts(user).get("posts", frozenset())
