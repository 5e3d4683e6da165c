"""Two institutes with their delegates, an office, and newcomers; everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache

ALWAYS = date(2019, 3, 1)


@dataclass
class World:
    """Makes people and requests, and finds accounts anew as each web request would."""

    institutes: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def today(self) -> date:
        from django.utils import timezone

        return timezone.localdate()

    def institute(self, name: str, since: date = ALWAYS, until: date | None = None, **fields: Any) -> Any:
        from members.institutes.models import Institute
        from portal.periods import Period

        fields = {"name": f"University of {name}", "short_name": name, "period": Period(since, until)} | fields
        self.institutes[name] = Institute.objects.create(**fields)
        return self.institutes[name]

    def person(self, given: str, family: str, *, account: str = "", **fields: Any) -> Any:
        from members.people.models import Person
        from portal.accounts.models import User

        if account:
            address = fields.setdefault("email", f"{account}@lab.example")
            fields["user"] = User.objects.create_user(account, address)
        return Person.objects.create(given_name=given, family_name=family, paper_name=f"{given} {family}", **fields)

    def member(
        self,
        person: Any,
        institute: str,
        since: date = ALWAYS,
        until: date | None = None,
        category: str = "",
        **more: Any,
    ) -> Any:
        """`until` is the first day without."""
        from members.memberships.models import Membership
        from portal.periods import Period

        kind = self.categories[category] if category else None
        place = self.institutes[institute]
        return Membership.objects.create(
            person=person, institute=place, category=kind, period=Period(since, until), **more
        )

    def delegate(
        self, person: Any, institute: str, *, deputy: bool = False, since: date = ALWAYS, until: date | None = None
    ) -> Any:
        from members.memberships.models import Delegate
        from portal.periods import Period

        place = self.institutes[institute]
        return Delegate.objects.create(person=person, institute=place, deputy=deputy, period=Period(since, until))

    def user(self, name: str) -> Any:
        """The account, without what an earlier request knew of it."""
        from portal.accounts.models import User

        return User.objects.get(username=name)

    def fields(self, **changes: Any) -> dict[str, Any]:
        """What a newcomer tells, as the form cleans it."""
        self.number += 1
        return {
            "given_name": "Aïcha",
            "family_name": "Benmoussa",
            "email": f"aicha{self.number}@sundridge.example",
            "institute": self.institutes["Sundridge"],
            "category": self.categories["phd-student"],
            "starts_on": self.today + timedelta(days=10),
        } | changes

    def typed(self, **changes: Any) -> dict[str, Any]:
        """The same as a browser sends it."""
        found = self.fields(**changes)
        keys = {name: getattr(value, "pk", value) for name, value in found.items() if value is not None}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in keys.items()}

    def filed(self, claims: Any = None, **changes: Any) -> Any:
        """A request whose address is not confirmed."""
        from members.requests import actions

        return actions.file(by=actions.APPLICANT, claims=claims, **self.fields(**changes))

    def waiting(self, claims: Any = None, **changes: Any) -> Any:
        """A request that the delegates see."""
        from members.requests import actions

        request = self.filed(claims, **changes)
        actions.confirm(request, by=actions.APPLICANT)
        return request

    def approve(self, request: Any, by: str = "delegate", reason: str = "") -> Any:
        """The person who was admitted."""
        from members.requests import actions

        actions.approve(request, by=self.user(by), reason=reason)
        request.refresh_from_db()
        return request.membership.person


def build_world() -> World:
    """The cast: delegate and deputy of Sundridge, a member there, the delegate of Northgate, the office."""
    from members.groups.models import Appointment, Group
    from members.memberships.models import Category
    from portal.accounts.models import User
    from portal.periods import Period

    cache.clear()
    made = World()
    for order, (code, name) in enumerate((("postdoc", "postdoc"), ("phd-student", "PhD student"))):
        made.categories[code], _ = Category.objects.update_or_create(code=code, defaults={"name": name, "order": order})
    made.institute("Sundridge", country="NO")
    made.institute("Northgate", country="JP")
    for account, family, place in (
        ("delegate", "Lindqvist", "Sundridge"),
        ("deputy", "Okonkwo", "Sundridge"),
        ("member", "Moreau", "Sundridge"),
        ("stranger", "Nakamura", "Northgate"),
        ("office", "Castellanos", "Northgate"),
    ):
        person = made.person(account.capitalize(), family, account=account)
        made.member(person, place, category="postdoc")
        if account in ("delegate", "deputy", "stranger"):
            made.delegate(person, place, deputy=account == "deputy")
        if account == "office":
            group = Group.objects.create(code="office", name="Membership office", kind="office")
            Appointment.objects.create(person=person, group=group, post="coordinator", period=Period(ALWAYS, None))
    User.objects.create_user("applicant", "applicant@lab.example")
    return made


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def visit(client: Any, world: World) -> Callable[[str], Any]:
    """`visit("delegate")`: a browser in which that account is signed in; an empty name is nobody."""

    def signed_in(name: str) -> Any:
        client.logout()
        if name:
            client.force_login(world.user(name))
        return client

    return signed_in


@pytest.fixture
def mails() -> Callable[[], list[tuple[str, str, str]]]:
    """The mails that were asked for so far: (address, subject, text)."""

    def read() -> list[tuple[str, str, str]]:
        from portal.outbox.models import Effect

        rows = Effect.objects.filter(kind="mail").order_by("pk").values_list("payload", flat=True)
        return [(mail["to"], mail["subject"], mail["text"]) for mail in rows if "text" in mail]

    return read


@pytest.fixture
def by_law(settings, tmp_path) -> Callable[[str], None]:
    """`by_law("[memberships]\\ngrace_days = 5")`: these lines over the by-laws of the example."""

    def lay(lines: str) -> None:
        path = tmp_path / f"bylaws-{len(list(tmp_path.iterdir()))}.toml"
        path.write_text(lines, encoding="utf-8")
        settings.PORTAL_BYLAWS = str(path)

    return lay
