"""Who decides for an institute, and about a membership."""

from __future__ import annotations

from typing import Any

from members.institutes.models import Institute
from members.memberships.models import Membership, Suspension
from members.people.models import Person
from members.people.policy import is_delegate_of, is_office
from portal.policy import facts, grant, is_administrator, predicate
from portal.policy.core import both


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


@predicate("you are a delegate of its institute", "delegates of the institute")
def is_delegate_of_membership(user: Any, obj: object = None) -> bool:
    """Asked about a membership (it need not be on record yet); without one: a delegate of any institute."""
    if obj is None:
        return bool(institutes_of(user))
    return isinstance(obj, Membership) and obj.institute_id in institutes_of(user)


def person_of(obj: object) -> int | None:
    """The key of the person whom a membership, a suspension or a record is about."""
    return obj.pk if isinstance(obj, Person) else getattr(obj, "person_id", None)


@predicate("it is not your own", "somebody other than the person")
def is_about_another(user: Any, obj: object = None) -> bool:
    """Nobody decides about oneself, whatever the office held. Without an object: there are others."""
    return obj is None or person_of(obj) is None or person_of(obj) != facts(user).get("person_id")


@predicate("it is your own", "the person")
def is_own(user: Any, obj: object = None) -> bool:
    """Asked about a membership or a record: one's own. Without one: whether there is a record of oneself."""
    own = facts(user).get("person_id")
    return own is not None and (obj is None or person_of(obj) == own)


@predicate("you are a delegate of an institute of this person", "delegates of the person's institute")
def is_delegate_for(user: Any, obj: object = None) -> bool:
    """Asked about a person or a suspension; without one: a delegate of any institute."""
    if obj is None:
        return bool(institutes_of(user))
    return is_delegate_of.test(user, obj.person if isinstance(obj, Suspension) else obj)


DECIDE = grant(
    "members:membership:decide",
    "decide this membership",
    both(is_delegate_of_membership, is_about_another),
    both(is_office, is_about_another),
)
ANSWER = grant(
    "members:membership:answer",
    "say whether this membership goes on",
    is_own,
    is_delegate_of_membership,
    is_office,
)
RENEWALS = grant(
    "members:membership:renewals",
    "see what ends at this institute",
    is_delegate_of_institute,
    is_office,
    is_administrator,
)
SWEEP = grant("members:membership:sweep", "send what is due", is_administrator)
RECORD_DEATH = grant(
    "members:person:record_death",
    "record a death",
    both(is_delegate_for, is_about_another),
    both(is_office, is_about_another),
)
SUSPEND = grant(
    "members:person:suspend",
    "suspend this person",
    both(is_delegate_for, is_about_another),
    both(is_office, is_about_another),
)
