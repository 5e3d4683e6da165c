"""Two at once: each on a connection of its own."""

from __future__ import annotations

from typing import Any

import pytest

from members.groups import actions
from members.groups.models import Appointment, Group, Nomination
from portal.lifecycle import MoveRefused
from portal.testing.races import at_once
from tests.members.conftest import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_world()


def test_two_moves_at_once_make_no_circle(world, organisation):
    actions.move(organisation.production, by=world.user("office"), parent=None)
    actions.move(organisation.skims, by=world.user("office"), parent=None)
    office = [world.user("office"), world.user("office")]
    results = at_once(
        lambda: actions.move(Group.objects.get(code="skims"), by=office[0], parent=organisation.production),
        lambda: actions.move(Group.objects.get(code="production"), by=office[1], parent=organisation.skims),
    )
    [refusal] = [result for result in results if result is not None]
    assert isinstance(refusal, MoveRefused)
    assert Group.objects.filter(code__in=["skims", "production"], parent=None).count() == 1


def test_accepting_twice_at_once_makes_one_appointment(world, organisation, ida):
    row = organisation.nominate(ida)
    user = [world.user("ida"), world.user("ida")]
    results = at_once(
        lambda: actions.accept(Nomination.objects.get(pk=row.pk), by=user[0]),
        lambda: actions.accept(Nomination.objects.get(pk=row.pk), by=user[1]),
    )
    assert sorted(map(str, results)) == ["None", "cannot accept: it is already accepted"]
    assert Appointment.objects.filter(person=ida).count() == 1


def test_a_withdrawal_and_an_answer_at_once_have_one_winner(world, organisation, ida):
    row = organisation.nominate(ida)
    user, office = world.user("ida"), world.user("office")
    results = at_once(
        lambda: actions.accept(Nomination.objects.get(pk=row.pk), by=user),
        lambda: actions.withdraw(Nomination.objects.get(pk=row.pk), by=office),
    )
    row.refresh_from_db()
    assert results.count(None) == 1
    assert row.state == ("accepted", "withdrawn")[results.index(None)]
    assert Appointment.objects.filter(person=ida).exists() == (row.state == "accepted")
