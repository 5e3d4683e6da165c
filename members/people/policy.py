"""Who may know what about people."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from members.people.models import Person
from portal.policy import facts, grant, is_administrator, predicate


@predicate("you are an active member", "active members")
def is_member(user: Any, obj: object = None) -> bool:
    return bool(facts(user).get("is_member"))


@predicate("you work in the membership office", "the membership office")
def is_office(user: Any, obj: object = None) -> bool:
    return any(code == "office" for code, _ in facts(user).get("posts", ()))


@predicate("this is your own record", "the person")
def is_self(user: Any, obj: object = None) -> bool:
    person = facts(user).get("person_id")
    return obj is not None and person is not None and person == getattr(obj, "pk", None)


@predicate("you are a delegate of an institute of this person", "delegates of the person's institute")
def is_delegate_of(user: Any, obj: object = None) -> bool:
    """Asked about a person: a current delegate of one of the institutes of today or of the future."""
    delegate_of = facts(user).get("delegate_of", frozenset())
    if not delegate_of or not isinstance(obj, Person):
        return False
    return obj.memberships.filter(institute__in=delegate_of, period__endswith__isnull=True).exists() or (
        obj.memberships.current().filter(institute__in=delegate_of).exists()
    )


LIST = grant("members:person:list", "see the people", is_member, is_office, is_administrator)
SEE = grant("members:person:see", "see this person", is_self, is_member, is_office, is_administrator)
SEE_PRIVATE = grant(
    "members:person:see_private", "see contact data of people", is_self, is_delegate_of, is_office, is_administrator
)
IMPORT = grant("members:person:import", "import people", is_office, is_administrator)


def visible(user: Any, rows: QuerySet[Person]) -> QuerySet[Person]:
    """The people that `user` may see: everybody for members, oneself for others."""
    if any(test.test(user, None) for test in (is_member, is_office, is_administrator)):
        return rows
    return rows.filter(pk=facts(user).get("person_id") or 0)
