"""Who may know what about people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.people import privacy
from members.people.choices import KIND_FIELDS, Audience, IdentifierKind
from members.people.models import Person
from portal.policy import SYSTEM, anyone, facts, grant, is_administrator, may, predicate


@predicate("you are an active member", "active members")
def is_member(user: Any, obj: object = None) -> bool:
    """Somebody with a membership that is current today."""
    return bool(facts(user).get("is_member"))


@predicate("you are a guest", "guests")
def is_guest(user: Any, obj: object = None) -> bool:
    """Somebody whose current memberships are all of categories that make no member: sees data, not people."""
    return bool(facts(user).get("is_guest"))


@predicate("you work in the membership office", "the membership office")
def is_office(user: Any, obj: object = None) -> bool:
    """Somebody with any post in the group `office`."""
    return any(code == "office" for code, _ in facts(user).get("posts", ()))


@predicate("this is your own record", "the person")
def is_self(user: Any, obj: object = None) -> bool:
    """Asked about a person: oneself. Without one nobody, so that a list has no column for it."""
    person = facts(user).get("person_id")
    return obj is not None and person is not None and person == getattr(obj, "pk", None)


@predicate("this is your own record", "the person")
def is_on_record(user: Any, obj: object = None) -> bool:
    """Asked about a person: oneself. Asked about none: whether there is a record of oneself to be seen."""
    person = facts(user).get("person_id")
    return person is not None and (obj is None or person == getattr(obj, "pk", None))


@predicate("you are a delegate of an institute of this person", "delegates of the person's institute")
def is_delegate_of(user: Any, obj: object = None) -> bool:
    """Asked about a person: a current delegate of an institute to which the person belongs, or will."""
    delegate_of = facts(user).get("delegate_of", frozenset())
    if not delegate_of or not isinstance(obj, Person):
        return False
    if obj.lasting_places is not None:
        return not obj.lasting_places.isdisjoint(delegate_of)
    lasting = Q(period__endswith__isnull=True) | Q(period__endswith__gt=timezone.localdate())
    return obj.memberships.filter(lasting, institute__in=delegate_of).exists()


LIST = grant("members:person:list", "see the people", is_member, is_office, is_administrator)
SEE = grant("members:person:see", "see this person", is_on_record, is_member, is_office, is_administrator)
SEE_PRIVATE = grant(
    "members:person:see_private", "see contact data of people", is_self, is_delegate_of, is_office, is_administrator
)
EDIT = grant("members:person:edit", "change this record", is_on_record, is_office, is_administrator)
MERGE = grant("members:person:merge", "merge records", is_office, is_administrator)
CONFIRM_ADDRESS = grant("members:address:confirm", "confirm an address by the link of its mail", anyone)
IMPORT = grant("members:person:import", "import people", is_office, is_administrator)


def visible(user: Any, rows: QuerySet[Person]) -> QuerySet[Person]:
    """The people that `user` may see: everybody for members, oneself for others."""
    if any(test.test(user, None) for test in (is_member, is_office, is_administrator)):
        return rows
    return rows.filter(pk=facts(user).get("person_id") or 0)


def audience_of(person: Person, field: str) -> Audience:
    """Who sees a field (of `PRIVATE_FIELDS`) of the person: as chosen, where the by-laws allow it, else as they say."""
    return privacy.audience(field, person.chosen_audiences.get(field))


def may_see(user: Any, person: Person, field: str) -> bool:
    """Whether `user` is in the audience of the field. Oneself always is; the office unless it is for oneself only."""
    if user is SYSTEM or is_self.test(user, person):
        return True
    audience = audience_of(person, field)
    if audience in audiences_of(user):  # of the office too, without asking for which institutes it decides
        return True
    return audience == Audience.DELEGATES and may(user, SEE_PRIVATE, person)


def audiences_of(user: Any) -> frozenset[Audience]:
    """The audiences to which `user` belongs whoever the person is; delegates see more of their own people."""
    found = {Audience.PUBLIC}
    if is_office.test(user, None) or is_administrator.test(user, None):
        found |= {Audience.MEMBERS, Audience.DELEGATES, Audience.OFFICE}
    elif is_member.test(user, None):
        found.add(Audience.MEMBERS)
    return frozenset(found)


@predicate("people may show you their address", "those to whom somebody may show the address")
def sees_some_address(user: Any, obj: object = None) -> bool:
    """Whether the by-laws let anybody show the address to somebody like `user`."""
    given = privacy.rule("email")
    possible = {given.shown, *given.choice}
    delegate = Audience.DELEGATES in possible and bool(facts(user).get("delegate_of"))
    return delegate or bool(possible & audiences_of(user))


SEE_ADDRESSES = grant("members:person:see_addresses", "see addresses in the list of people", sees_some_address)


def may_see_kind(user: Any, person: Person, kind: str) -> bool:
    """Whether `user` is in the audience of the person's identifiers of a kind."""
    field = KIND_FIELDS.get(IdentifierKind(kind))
    return field is None or may_see(user, person, field)
