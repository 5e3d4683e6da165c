"""Who decides for an institute."""

from __future__ import annotations

from typing import Any

from members.institutes.models import Institute
from portal.policy import facts, predicate


def institutes_of(user: Any) -> frozenset[int]:
    """The keys of the institutes that `user` decides for today."""
    institutes: frozenset[int] = facts(user).get("delegate_of", frozenset())
    return institutes


@predicate("you are a delegate", "delegates")
def is_delegate(user: Any, obj: object = None) -> bool:
    """A current delegate or deputy of any institute."""
    return bool(institutes_of(user))


@predicate("you are a delegate of this institute", "delegates of the institute")
def is_delegate_of_institute(user: Any, obj: object = None) -> bool:
    """Asked about an institute; without one: a delegate of any."""
    return bool(institutes_of(user)) if obj is None else isinstance(obj, Institute) and obj.pk in institutes_of(user)
