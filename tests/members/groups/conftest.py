"""Groups with posts, and people who hold them; everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

SINCE = date(2020, 1, 1)


@dataclass
class Organisation:
    """A board above a production team above a skim team; `chair` leads the board, `manager` the production."""

    world: Any
    board: Any
    production: Any
    skims: Any

    @property
    def today(self) -> date:
        return self.world.today

    def post(self, person: Any, group: Any, post: str, since: date = SINCE, until: date | None = None) -> Any:
        from members.groups.models import Appointment
        from portal.periods import Period

        return Appointment.objects.create(person=person, group=group, post=post, period=Period(since, until))

    def appoint(self, person: Any, post: str = "liaison", by: str = "office", group: Any = None, **term: Any) -> Any:
        from members.groups import actions

        term = {"since": self.today} | term
        return actions.appoint(by=self.world.user(by), group=group or self.skims, person=person, post=post, **term)

    def nominate(self, person: Any, post: str = "liaison", by: str = "office", group: Any = None, **term: Any) -> Any:
        from members.groups import actions

        term = {"since": self.today, "until": self.today + timedelta(days=365)} | term
        return actions.nominate(by=self.world.user(by), group=group or self.skims, person=person, post=post, **term)


@pytest.fixture
def organisation(world):
    from members.groups.models import Group

    board = Group.objects.create(code="board", name="Board", kind="board", seats={"chair": 1})
    production = Group.objects.create(
        code="production", name="Production", kind="production", parent=board, seats={"manager": 2, "deputy": 1}
    )
    skims = Group.objects.create(
        code="skims", name="Skims", kind="working_group", parent=production, seats={"convener": 1, "liaison": 2}
    )
    made = Organisation(world, board, production, skims)
    for account, family, group, post in (
        ("chair", "Ålund", board, "chair"),
        ("manager", "Baker", production, "manager"),
        ("convener", "Çelik", skims, "convener"),
    ):
        person = world.person("Ida", family, account=account)
        world.member(person, "Sundridge")
        made.post(person, group, post)
    return made


@pytest.fixture
def ida(world):
    """Somebody with an account and no post."""
    person = world.person("Ida", "Quill", account="ida")
    world.member(person, "Northgate")
    return person
