"""An institute leaves: announced, reminded of, settled, carried out once, or withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.accession.leaving import actions
from members.authorship.models import Authorship
from members.institutes.actions import put_under_host
from members.memberships.models import Delegate, Membership
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import SYSTEM, Denied


@pytest.fixture
def leaving(world):
    """Sundridge leaves in a hundred days."""
    day = world.today + timedelta(days=100)
    place, office = world.institutes["Sundridge"], world.user("office")
    return actions.announce_departure(place, on=day, by=office, reason="the group closes")


@pytest.fixture
def passes(monkeypatch):
    """`passes(day)`: the clock stands on that day."""
    from django.utils import timezone

    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda *args: day)


def rows(world, name):
    found = world.user(name).person.memberships.order_by("period")
    return [(str(row.institute), row.period.upper, row.ending) for row in found]


def test_everybody_of_the_institute_is_told_once(world, leaving, mails):
    subject = f"Sundridge leaves the collaboration on {leaving.on}"
    found = [(to, text) for to, title, text in mails() if title == subject]
    assert sorted(to for to, _ in found) == ["delegate@lab.example", "deputy@lab.example", "member@lab.example"]
    assert {to: "As a delegate you decide" in text for to, text in found}["member@lab.example"] is False
    assert world.institutes["Sundridge"].__class__.objects.get(short_name="Sundridge").period.upper == leaving.on


@pytest.mark.parametrize(
    ("days", "reason", "words"), [(0, "x", "not to come"), (-5, "x", "not to come"), (9, " ", "say why")]
)
def test_a_day_that_came_and_no_reason_are_refused(world, days, reason, words):
    day, office = world.today + timedelta(days=days), world.user("office")
    with pytest.raises(MoveRefused, match=words):
        actions.announce_departure(world.institutes["Sundridge"], on=day, by=office, reason=reason)


def test_who_may_not_and_what_makes_no_sense(world, leaving):
    day, office, place = leaving.on, world.user("office"), world.institutes["Northgate"]
    with pytest.raises(Denied):
        actions.announce_departure(place, on=day, by=world.user("stranger"), reason="x")
    with pytest.raises(MoveRefused, match="announced already"):
        actions.announce_departure(leaving.institute, on=day, by=office, reason="x")
    small = world.institute("Smallville")
    put_under_host(small, host=place, on=date(2024, 2, 29), by=office)
    with pytest.raises(MoveRefused, match="Smallville is associate of Northgate"):
        actions.announce_departure(place, on=day, by=office, reason="x")
    world.member(world.person("Ida", "Late"), "Smallville", since=day)
    with pytest.raises(MoveRefused, match="Ida Late is to begin"):
        actions.announce_departure(small, on=day, by=office, reason="x")


def test_on_the_day_memberships_end_or_go_on_and_a_second_sweep_does_nothing(world, leaving, passes):
    row = world.user("member").person.memberships.get()
    signs = Authorship.objects.create(person=row.person, period=Period(date(2020, 1, 1), None))
    actions.settle(leaving, membership=row, to=world.institutes["Northgate"], by=world.user("deputy"))
    passes(leaving.on - timedelta(days=1))
    assert actions.sweep()[0] == 0
    with pytest.raises(MoveRefused, match="still to come"):
        actions.complete(leaving, by=SYSTEM)
    passes(leaving.on)
    assert actions.sweep() == (1, 0)
    before = Membership.objects.count(), Delegate.objects.count()
    assert actions.sweep() == (0, 0)
    with pytest.raises(MoveRefused):
        actions.complete(leaving, by=SYSTEM)
    assert before == (Membership.objects.count(), Delegate.objects.count())
    assert rows(world, "member") == [("Sundridge", leaving.on, "transferred"), ("Northgate", None, "")]
    assert rows(world, "delegate") == [("Sundridge", leaving.on, "institute")]
    assert not Delegate.objects.filter(institute=leaving.institute).current(leaving.on).exists()
    signs.refresh_from_db()
    assert signs.period.upper is None


def test_who_decides_for_whom(world, leaving):
    member, there = world.user("member").person.memberships.get(), world.institutes["Northgate"]
    for who in ("member", "stranger"):
        with pytest.raises(Denied):
            actions.settle(leaving, membership=member, to=there, by=world.user(who))
    foreign = world.user("stranger").person.memberships.get()
    for row, to, words in (
        (foreign, there, "is no member of Sundridge"),
        (member, leaving.institute, "that leaves"),
        (member, world.institute("Nowhere", kind="external"), "nobody can be a member"),
        (member, world.institute("Oldham", until=leaving.on), "nobody can be a member"),
    ):
        with pytest.raises(MoveRefused, match=words):
            actions.settle(leaving, membership=row, to=to, by=world.user("delegate"))
    actions.settle(leaving, membership=member, to=there, by=world.user("delegate"))
    actions.settle(leaving, membership=member, to=None, by=world.user("delegate"))
    assert not leaving.onward.exists()


def test_reminders_are_sent_once_and_overtaken_ones_are_recorded(world, leaving, mails, passes, by_law):
    by_law("[institutes]\ndeparture_reminder_days = [90, 30, 7]")
    passes(leaving.on - timedelta(days=91))
    assert actions.sweep() == (0, 0)
    passes(leaving.on - timedelta(days=90))
    assert [actions.sweep(), actions.sweep()] == [(0, 1), (0, 0)]
    passes(leaving.on - timedelta(days=5))  # the schedule stood still for a while
    assert [actions.sweep(), actions.sweep()] == [(0, 1), (0, 0)]
    assert sorted(leaving.reminders.values_list("days", "sent")) == [(7, True), (30, False), (90, True)]
    assert len([to for to, subject, _ in mails() if subject.startswith("Reminder")]) == 6


def test_a_late_announcement_is_not_repeated_as_a_reminder(world, mails):
    day = world.today + timedelta(days=10)
    actions.announce_departure(world.institutes["Sundridge"], on=day, by=world.user("office"), reason="closes")
    assert actions.sweep() == (0, 0)


def test_a_withdrawal_restores_the_end_before(world, mails, passes):
    place, office = world.institutes["Sundridge"], world.user("office")
    place.period = Period(place.period.lower, date(2190, 1, 1))
    place.save()
    departure = actions.announce_departure(place, on=date(2100, 1, 1), by=office, reason="closes")
    actions.withdraw_departure(departure, by=office, reason="money was found")
    place.refresh_from_db()
    assert place.period.upper == date(2190, 1, 1)
    assert any("stays in the collaboration" in subject for _, subject, _ in mails())
    again = actions.announce_departure(place, on=date(2100, 1, 1), by=office, reason="closes after all")
    passes(date(2100, 1, 1))
    with pytest.raises(MoveRefused, match="left on"):
        actions.withdraw_departure(again, by=office, reason="too late")
    again.refresh_from_db()
    assert again.state == "announced"


def test_the_number_of_statements_does_not_grow_with_the_members(world, passes):
    def statements(name, people):
        place = world.institute(name)
        for _ in range(people):
            world.member(world.person("Wei", "Zhang"), name)
        departure = actions.announce_departure(
            place, on=world.today + timedelta(days=100), by=world.user("office"), reason="closes"
        )
        there = world.institutes["Northgate"]
        for row in place.memberships.all()[: people // 2]:
            actions.settle(departure, membership=row, to=there, by=world.user("office"))
        passes(departure.on)
        with CaptureQueriesContext(connection) as asked:
            assert actions.complete(departure, by=SYSTEM) == people
        passes(departure.on - timedelta(days=100))
        return len(asked)

    assert statements("Few", 4) == statements("Many", 40)
