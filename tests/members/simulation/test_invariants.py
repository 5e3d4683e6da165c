"""Each invariant of the simulated life fails when the record breaks it, so that none holds because it cannot fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from members.authorship.models import Authorship
from members.memberships.models import Membership
from members.requests.models import MembershipRequest, RequestAlarm
from portal.history import recorded
from portal.outbox.models import Effect
from portal.periods import Period
from tests.members.conftest import ALWAYS, World
from tests.members.simulation.invariants import Invariants
from tests.members.simulation.life import Life, Transfer
from tests.members.simulation.schedule import Clock, Scheduler

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2024, 2, 29)


class Day:
    """A morning on which everything is in order, and somebody to break it with."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.world, self.clock, self.scheduler = world, clock, Scheduler(frozenset())
        self.person = world.person("Ada", "Vogel", account="ada")
        self.membership = world.member(self.person, "Sundridge", ALWAYS, TODAY + timedelta(days=400), "postdoc")
        Authorship.objects.create(person=self.person, period=Period(ALWAYS, None))
        office = world.user("office").person.pk
        self.invariants = Invariants(Life(Random(1), [office, office]))
        self.invariants.life.actors |= {"the test"}
        self.passed()
        self.invariants.of_the_day()

    def passed(self) -> Any:
        """The scheduler does its work, and is checked."""
        before = self.invariants.before()
        self.scheduler.last.clear()
        self.scheduler.run()
        self.invariants.scheduled(before)

    def later(self, days: int) -> None:
        self.clock.set(TODAY + timedelta(days=days), 9)


@pytest.fixture
def day(transactional_db: None, monkeypatch: pytest.MonkeyPatch, world: World) -> Day:
    clock = Clock(monkeypatch, TODAY)
    clock.set(TODAY, 9)
    return Day(world, clock)


@contextmanager
def behind_the_back_of_the_portal() -> Iterator[None]:
    """No trigger refuses or records what is written."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def test_shares_over_the_whole(day: Day) -> None:
    with behind_the_back_of_the_portal():
        Membership.objects.filter(pk=day.membership.pk).update(share=60)
        day.world.member(day.person, "Northgate", ALWAYS, None, "postdoc", share=50)
    with pytest.raises(AssertionError, match="shares on"):
        day.invariants.of_the_day()


def test_a_status_that_the_memberships_do_not_say(day: Day) -> None:
    before = day.invariants.snapshot()
    Membership.objects.filter(pk=day.membership.pk).update(period=Period(ALWAYS, TODAY))
    with pytest.raises(AssertionError, match="directory on"):
        day.invariants._directory_is_complete(before)


def test_a_list_of_authors_without_the_place_of_one(day: Day) -> None:
    before = day.invariants.snapshot()
    day.invariants.printed = None
    day.world.member(day.person, "Northgate", ALWAYS, None, "postdoc", position=1)
    with pytest.raises(AssertionError, match="author list on"):
        day.invariants._authors_have_their_places(before)


@pytest.mark.parametrize(("kept_until", "starts_on", "words"), [(3, 3, "lost the old place"), (-1, 0, "no new place")])
def test_a_gap_in_a_transfer(day: Day, kept_until: int, starts_on: int, words: str) -> None:
    old, new = (day.world.institutes[name].pk for name in ("Sundridge", "Northgate"))
    days = (TODAY + timedelta(days=number) for number in (-5, kept_until, starts_on))
    day.invariants.life.transfers = [Transfer(day.person.pk, old, new, *days)]
    with recorded("end", by="the test"):
        Membership.objects.filter(pk=day.membership.pk).update(period=Period(ALWAYS, TODAY))
    with pytest.raises(AssertionError, match=words):
        day.invariants.of_the_day()


def test_a_change_without_history(day: Day) -> None:
    with behind_the_back_of_the_portal():
        Membership.objects.filter(pk=day.membership.pk).update(share=10)
    with pytest.raises(AssertionError, match="without event"):
        day.invariants.of_the_day()


def test_a_change_by_somebody_who_did_nothing(day: Day) -> None:
    with recorded("edit", by="a stranger"):
        Membership.objects.filter(pk=day.membership.pk).update(share=10)
    with pytest.raises(AssertionError, match="nobody who acted"):
        day.invariants.of_the_day()


def test_a_reminder_that_was_missed(day: Day) -> None:
    day.later(380)
    before = day.invariants.before()
    with pytest.raises(AssertionError, match="reminders on"):
        day.invariants.scheduled(before)


def test_a_reminder_that_was_sent_twice(day: Day) -> None:
    day.later(380)
    before = day.invariants.before()
    day.scheduler.run()
    sent = Effect.objects.get(kind="mail", key__contains=f"membership:{day.membership.pk}:reminder")
    address = sent.payload["to"]
    again = sent.key.removesuffix(address) + "b@lab.example"
    Effect.objects.create(kind="mail", key=again, payload=sent.payload | {"to": "b@lab.example"})
    with pytest.raises(AssertionError, match="mails of reminders on"):
        day.invariants.scheduled(before)


def test_a_policy_that_was_not_applied(day: Day, by_law: Any) -> None:
    by_law('expiry = [{ when = "end", days = 30, action = "tell-delegate" }]')
    day.later(380)
    before = day.invariants.before()
    with pytest.raises(AssertionError, match="policies on"):
        day.invariants._policies_are_applied_once(before)
    day.passed()


@pytest.mark.parametrize("state", ["waiting", "held"])
def test_a_request_that_nobody_sees(day: Day, state: str) -> None:
    """At an institute without a delegate, where nobody has asked the office either."""
    day.world.institute("Lonely")
    request = day.world.waiting(institute=day.world.institutes["Lonely"])
    MembershipRequest.objects.filter(pk=request.pk).update(state=state)
    RequestAlarm.objects.filter(request=request).delete()
    before = day.invariants.before()
    with pytest.raises(AssertionError, match="alarms on"):
        day.invariants._alarms_are_raised_in_time(before)
    day.passed()
    RequestAlarm.objects.filter(request=request).delete()
    before = day.invariants.before()
    with pytest.raises(AssertionError, match="alarms on"):
        day.invariants._alarms_are_raised_in_time(before)


def test_an_endorsed_request_of_which_the_office_has_not_heard(day: Day) -> None:
    request = day.world.waiting()
    MembershipRequest.objects.filter(pk=request.pk).update(state="endorsed", endorsed_at=day.clock.now)
    before = day.invariants.before()
    with pytest.raises(AssertionError, match="does not know of"):
        day.invariants._alarms_are_raised_in_time(before)
