"""A third institute, categories with rules, and days as offsets from today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.members.conftest import ALWAYS


@pytest.fixture
def day(world: Any) -> Any:
    """`day(3)`: in three days."""
    return lambda days=0: world.today + timedelta(days=days)


@pytest.fixture
def guest_category(db: None) -> Any:
    from members.memberships.models import Category

    made, _ = Category.objects.update_or_create(
        code="theory-guest",
        defaults={"name": "Theory guest", "is_member": False, "needs_sponsor": True, "needs_end": True},
    )
    return made


@pytest.fixture
def guest(world: Any, guest_category: Any) -> Any:
    """A guest at Sundridge for whom the member Moreau answers, until a year from now."""
    person = world.person("Gustav", "Gast", account="guest")
    world.categories["theory-guest"] = guest_category
    sponsor = world.user("member").person
    until = world.today + timedelta(days=365)
    return world.member(person, "Sundridge", date(2024, 1, 1), until, category="theory-guest", sponsor=sponsor)


@pytest.fixture
def ending(world: Any) -> Any:
    """`ending(20)`: a membership at Sundridge of somebody with an account, whose last day is in twenty days."""

    def make(days: int, name: str = "ending", **more: Any) -> Any:
        person = world.person(name.capitalize(), "Sørensen", account=name)
        return world.member(person, "Sundridge", ALWAYS, world.today + timedelta(days=days + 1), "postdoc", **more)

    return make
