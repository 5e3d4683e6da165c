"""Two verbs on one person at the same moment, on two connections: they take turns, and the second sees the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from members.memberships import actions
from members.memberships.expiry.actions import sweep
from members.memberships.models import Membership, Reminder
from members.memberships.rules import crowded
from members.requests import actions as requests
from members.requests.models import MembershipRequest
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.testing.races import at_once
from tests.members.conftest import ALWAYS, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_world()


def mover(world: Any, last: int, share: int | None = None) -> Any:
    person = world.person("Mina", "Flytt", account="mover")
    until = world.today + timedelta(days=last + 1)
    return world.member(person, "Sundridge", ALWAYS, until, "postdoc", share=share)


def asked(world: Any, row: Any, **more: Any) -> Any:
    fields = {
        "institute": world.institutes["Northgate"],
        "category": world.categories["postdoc"],
        "starts_on": world.today + timedelta(days=4),
        "leaves_on": world.today + timedelta(days=3),
    } | more
    return requests.ask_transfer(leaving=row, by=world.user("mover"), **fields)


def fresh(row: Any) -> Any:
    return Membership.objects.get(pk=row.pk)


def approve(world: Any, filed: Any) -> Callable[[], None]:
    return lambda: requests.approve(MembershipRequest.objects.get(pk=filed.pk), by=world.user("stranger"))


def assert_whole(person: Any) -> None:
    """No day has more than the whole time."""
    rows = [(row.period, row.share) for row in Membership.objects.filter(person=person, share__isnull=False)]
    for number, (period, share) in enumerate(rows):
        assert crowded(period, share, rows[:number] + rows[number + 1 :], 100) == []


def test_a_transfer_is_approved_while_the_sweep_runs(world):
    row = mover(world, 20)
    filed = asked(world, row)
    results = at_once(approve(world, filed), lambda: sweep(world.today))
    assert results[0] is None
    assert "failed" not in results[1]
    left = fresh(row)
    assert left.ending == "transferred"
    assert left.period.upper == world.today + timedelta(days=4)
    # either the sweep was first and reminded of the old end, or it saw the transfer and said nothing
    assert set(Reminder.objects.filter(membership=row).values_list("until", flat=True)) <= {
        world.today + timedelta(days=20)
    }
    assert not sweep(world.today)


def test_a_transfer_is_approved_while_a_policy_ends_the_membership(world, by_law):
    """Whoever comes first, the old place ends on the earlier day, and the new one begins."""
    by_law('[memberships]\nreminder_days = []\n[[expiry]]\nwhen = "end"\naction = "end"\ndays = 2\n')
    row = mover(world, 2)
    filed = asked(world, row, starts_on=world.today + timedelta(days=2), leaves_on=world.today + timedelta(days=1))
    results = at_once(approve(world, filed), lambda: sweep(world.today))
    assert results[0] is None
    assert "failed" not in results[1]
    assert fresh(row).period.upper in (world.today + timedelta(days=1), world.today + timedelta(days=2))
    swept = results[1]["end: end"] == 1
    assert (fresh(row).period.upper == world.today + timedelta(days=1)) == swept
    [made] = Membership.objects.filter(person=row.person).exclude(pk=row.pk)
    assert (str(made.institute), made.period.lower) == ("Northgate", world.today + timedelta(days=2))
    assert not sweep(world.today)


def test_a_transfer_is_approved_while_the_old_delegate_ends_the_membership(world):
    row = mover(world, 100, share=100)
    filed = asked(world, row, share=100)
    last = world.today + timedelta(days=1)
    results = at_once(
        approve(world, filed), lambda: actions.end(membership=fresh(row), last_day=last, by=world.user("delegate"))
    )
    assert results == [None, None]
    assert fresh(row).period.upper == last + timedelta(days=1)
    assert Membership.objects.filter(person=row.person, institute=world.institutes["Northgate"]).count() == 1
    assert_whole(row.person)


def test_two_renewals_at_once_are_one(world):
    row = mover(world, 20)
    seen, ends = world.today + timedelta(days=20), [world.today + timedelta(days=days) for days in (200, 300)]

    def renew(name, ends_on):
        return lambda: actions.renew(membership=fresh(row), ends_on=ends_on, seen=seen, by=world.user(name))

    results = at_once(renew("delegate", ends[0]), renew("deputy", ends[1]))
    [refused] = [result for result in results if result is not None]
    assert isinstance(refused, MoveRefused)
    assert "somebody else was faster" in str(refused)
    assert fresh(row).period.upper == ends[results.index(None)] + timedelta(days=1)
    assert Effect.objects.filter(key__contains=":renewed:").count() == 1


def test_two_delegates_begin_at_two_places_and_share_one_person(world):
    person = world.person("Mina", "Flytt")

    def begin(name, place):
        return lambda: actions.begin(
            person=person,
            institute=world.institutes[place],
            category=world.categories["postdoc"],
            starts_on=world.today,
            share=60,
            by=world.user(name),
        )

    results = at_once(begin("delegate", "Sundridge"), begin("stranger", "Northgate"))
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, MoveRefused)
    assert "20 more than the 100 allowed" in str(refused)
    assert_whole(person)


def test_two_transfers_asked_at_once_are_one(world):
    row = mover(world, 100)
    world.institute("Westlake")
    places = [world.institutes[name] for name in ("Northgate", "Westlake")]
    results = at_once(*(lambda place=place: asked(world, fresh(row), institute=place) for place in places))
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert str(refused) == "there is already an open request to transfer"
    assert MembershipRequest.objects.count() == 1


def test_two_sweeps_at_once_mail_once(world):
    row = mover(world, 5)
    results = at_once(lambda: sweep(world.today), lambda: sweep(world.today))
    assert sum(result["reminded"] for result in results) == 1
    assert [result["failed"] for result in results] == [0, 0]
    assert Effect.objects.filter(key__startswith=f"membership:{row.pk}:reminder").count() == 1


def test_writers_that_know_no_verb_are_stopped_by_the_database(world):
    person = world.person("Mina", "Flytt")

    def add(place):
        def write():
            with transaction.atomic():
                world.member(person, place, share=60)

        return write

    results = at_once(add("Sundridge"), add("Northgate"))
    [refused] = [result for result in results if result is not None]
    assert isinstance(refused, IntegrityError)
    assert "add up to 120 percent" in str(refused)
    assert Membership.objects.filter(person=person).count() == 1
