"""Where a generated life begins: eight institutes, their people and delegates, and the office."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from members.authorship.models import Authorship
from members.groups.models import Appointment, Group
from members.memberships.models import Category
from portal.history import recorded
from portal.periods import Period
from tests.members.conftest import ALWAYS

PLACES = ("Sundridge", "Northgate", "Estuary", "Fernhill", "Greystone", "Harbour", "Ironbridge", "Juniper")
CATEGORIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("faculty", {}),
    ("postdoc", {}),
    ("phd-student", {"longest_days": 6 * 366}),
    ("engineer", {}),
    ("theory-guest", {"is_member": False, "needs_sponsor": True, "needs_end": True}),
)
EACH = 8


def found(world: Any, rng: Random) -> list[int]:
    """Fill the record; gives the keys of the two people of the office."""
    for order, (code, facts) in enumerate(CATEGORIES):
        defaults = {"name": code, "order": order, **facts}
        world.categories[code], _ = Category.objects.update_or_create(code=code, defaults=defaults)
    with recorded("found", by="the founders"):
        Group.objects.create(code="EWP", name="Electroweak penguins", kind="working_group", period=Period(ALWAYS, None))
        for name in PLACES:
            if name not in world.institutes:
                world.institute(name)
            _settle(world, rng, name)
    office = world.user("office").person
    second = world.person("Olga", "Clerk", account="clerk")
    world.member(second, "Fernhill", category="engineer")
    Appointment.objects.create(
        person=second, group=Group.objects.get(code="office"), post="secretary", period=Period(ALWAYS, None)
    )
    return [office.pk, second.pk]


def _settle(world: Any, rng: Random, name: str) -> None:
    """The people of an institute; the first is the delegate and the sponsor of guests, the second the deputy."""
    sponsor = None
    for number in range(EACH):
        given, family = rng.choice(["Ana", "Bo", "Chen", "Dita"]), f"{name}{number}"
        person = world.person(given, family, account=family.lower())
        category = "faculty" if number < 2 else rng.choice([code for code, _ in CATEGORIES])
        ends = world.today + timedelta(days=rng.randint(20, 1000))
        guest = category == "theory-guest"
        until = None if category == "faculty" and rng.random() < 0.7 else ends
        share = rng.choice([None, 50, 100])
        world.member(person, name, ALWAYS, until, category, share=share, sponsor=sponsor if guest else None)
        sponsor = sponsor or person
        if not guest:
            Authorship.objects.create(person=person, period=Period(ALWAYS, None))
        if number < 2 and name not in ("Sundridge", "Northgate", "Greystone"):
            until = None if rng.random() < 0.5 else world.today + timedelta(days=rng.randint(200, 1500))
            world.delegate(person, name, deputy=number == 1, until=until)
