"""An institute leaves while one of its members does: the earlier end stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from members.accession.leaving import actions
from members.accession.models import Departure
from members.memberships.models import Membership
from members.requests import actions as requests
from members.requests.models import MembershipRequest
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.members.conftest import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_world()


def test_a_transfer_is_approved_while_the_departure_is_completed(world):
    row = world.member(world.person("Mina", "Flytt", account="mover"), "Sundridge", category="postdoc")
    last = world.today - timedelta(days=5)
    filed = requests.ask_transfer(
        leaving=row,
        institute=world.institutes["Northgate"],
        category=world.categories["postdoc"],
        starts_on=last + timedelta(days=1),
        leaves_on=last,
        by=world.user("mover"),
    )
    leaving = actions.announce_departure(
        world.institutes["Sundridge"], on=world.today + timedelta(days=1), by=world.user("office"), reason="it closes"
    )
    Departure.objects.filter(pk=leaving.pk).update(on=world.today)
    leaving.refresh_from_db()
    results = at_once(
        lambda: actions.complete(leaving, by=SYSTEM),
        lambda: requests.approve(MembershipRequest.objects.get(pk=filed.pk), by=world.user("stranger")),
    )
    assert results[1] is None
    assert isinstance(results[0], int)
    found = Membership.objects.get(pk=row.pk)
    assert (found.period.upper, found.ending) == (last + timedelta(days=1), "transferred")
    [other] = Membership.objects.filter(person=row.person).exclude(pk=row.pk)
    assert (str(other.institute), other.period.lower, other.period.upper) == (
        "Northgate",
        last + timedelta(days=1),
        None,
    )
