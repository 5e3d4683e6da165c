"""The personas of the tests: who may come to the portal, made small and fast.

The kernel imports no sibling package, so models are asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from portal.periods import Period

ALWAYS = Period(date(2020, 1, 1), None)


def model(name: str) -> Any:
    """The model `package.Name`."""
    return apps.get_model(name)


@dataclass(frozen=True)
class Persona:
    """What somebody holds: an account, a membership, the delegation of the institute, posts as (group, post)."""

    account: bool = True
    member: bool = True
    delegate: bool = False
    staff: bool = False
    posts: tuple[tuple[str, str], ...] = ()


PERSONAS = {
    "outsider": Persona(account=False, member=False),
    "applicant": Persona(member=False),
    "member": Persona(),
    "delegate": Persona(delegate=True),
    "liaison": Persona(posts=(("EWP", "liaison"),)),
    "manager": Persona(posts=(("data-production", "manager"),)),
    "secretary": Persona(posts=(("publications", "secretary"),)),
    "office": Persona(posts=(("office", "coordinator"),)),
    "administrator": Persona(member=False, staff=True),
}
KINDS = {"EWP": "working_group", "data-production": "production"}


@dataclass
class Cast:
    """The personas in the database. `cast["member"]` is a fresh account each time, as in each request."""

    institute: Any
    accounts: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, persona: str) -> Any:
        if persona not in PERSONAS:
            raise KeyError(persona)
        key = self.accounts.get(persona)
        return model("portal.User").objects.get(pk=key) if key else AnonymousUser()

    def __iter__(self) -> Iterator[str]:
        return iter(PERSONAS)

    def person(self, persona: str) -> Any:
        """The record of the person; raises DoesNotExist for those who have none."""
        return model("members.Person").objects.get(user=self.accounts[persona])


def category() -> Any:
    """A category of membership; one of those that every site begins with, where they still are."""
    found, _ = model("members.Category").objects.get_or_create(code="postdoc", defaults={"name": "postdoc"})
    return found


def group(code: str) -> Any:
    """The group with this code."""
    defaults = {"name": code.replace("-", " "), "kind": KINDS.get(code, "office")}
    found, _ = model("members.Group").objects.get_or_create(code=code, defaults=defaults)
    return found


def make_cast() -> Cast:
    """All personas, members of one institute. The applicant's address is that of a person who may file a request."""
    harbour = model("members.Institute").objects.create(
        name="Harbour University", short_name="Harbour", country="NO", period=ALWAYS
    )
    cast = Cast(harbour)
    for name, persona in PERSONAS.items():
        if not persona.account:
            continue
        address = f"{name}@lab.example"
        user = model("portal.User").objects.create_user(name, address, is_staff=persona.staff)
        cast.accounts[name] = user.pk
        if persona.staff:  # an administrator without a second factor reaches nothing
            model("mfa.Authenticator").objects.create(user=user, type="totp", data={"secret": "of-the-tests"})
        if not persona.member:
            continue
        person = make_person(name.capitalize(), "Persona", harbour, user=user, email=address)
        if persona.delegate:
            model("members.Delegate").objects.create(person=person, institute=harbour, period=ALWAYS)
        for code, post in persona.posts:
            model("members.Appointment").objects.create(person=person, group=group(code), post=post, period=ALWAYS)
    return cast


def make_person(given: str, family: str, institute: Any, period: Any = ALWAYS, **more: Any) -> Any:
    """A person with one membership."""
    person = model("members.Person").objects.create(
        given_name=given, family_name=family, paper_name=f"{given[:1]}. {family}", **more
    )
    model("members.Membership").objects.create(person=person, institute=institute, category=category(), period=period)
    return person
