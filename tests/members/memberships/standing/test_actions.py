"""A death and a suspension concern the whole person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.groups.models import Appointment, Group
from members.memberships import effects
from members.memberships.choices import Ending
from members.memberships.models import Delegate, Membership, Suspension
from members.memberships.standing import actions
from portal.accounts.models import Session
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import Denied, facts


def test_a_death_ends_everything_and_no_mail_follows(world, ending, day, mails):
    row = ending(200)
    person = row.person
    coming = world.member(person, "Northgate", day(30))
    long_ago = world.member(person, "Northgate", day(-900), day(-800), "postdoc")
    group = Group.objects.create(code="X", name="X", kind="board")
    Appointment.objects.create(person=person, group=group, post="chair", period=Period(day(-100), None))
    world.delegate(person, "Northgate")
    before = len(mails())
    actions.record_death(person=person, died_on=day(-3), by=world.user("delegate"), reason="family told us")
    rows = {row.pk: row for row in Membership.objects.filter(person=person)}
    assert (rows[row.pk].period.upper, rows[row.pk].ending) == (day(-2), Ending.DECEASED)
    assert coming.pk not in rows
    assert (rows[long_ago.pk].period.upper, rows[long_ago.pk].ending) == (day(-800), "")
    assert Appointment.objects.get(person=person).period.upper == day(-2)
    assert Delegate.objects.get(person=person).period.upper == day(-2)
    person.refresh_from_db()
    assert (person.deceased, person.deceased_on, person.user.is_active) == (True, day(-3), False)
    assert len(mails()) == before
    assert effects.address_of(person) == []
    assert entries(person)[0].verb == "record death"
    with pytest.raises(MoveRefused, match="on record already"):
        actions.record_death(person=person, died_on=None, by=world.user("office"))


def test_a_death_is_not_ahead_and_not_for_strangers_to_record(world, ending, day):
    person = ending(20).person
    with pytest.raises(MoveRefused, match="lies ahead"):
        actions.record_death(person=person, died_on=day(1), by=world.user("office"))
    for name in ("stranger", "member", "ending"):
        with pytest.raises(Denied):
            actions.record_death(person=person, died_on=None, by=world.user(name))


def test_a_suspension_takes_access_and_keeps_the_membership(world, ending, day, client, mails):
    row = ending(200)
    client.force_login(world.user("ending"))
    with pytest.raises(MoveRefused, match="say why"):
        actions.suspend(person=row.person, by=world.user("office"), reason="")
    made = actions.suspend(person=row.person, by=world.user("office"), reason="misuse", last_day=day(9))
    assert made.period == Period(day(), day(10))
    assert not Session.objects.filter(user=world.user("ending")).exists()
    assert facts(world.user("ending"))["suspended"] == "misuse"
    assert "misuse" not in mails()[-1][2]
    row.refresh_from_db()
    assert row.period.upper == day(201)
    with pytest.raises(MoveRefused, match="suspended at that time already"):
        actions.suspend(person=row.person, by=world.user("office"), reason="again")
    actions.lift(suspension=made, by=world.user("office"), reason="settled")
    assert not Suspension.objects.exists()  # it did not last a day
    assert facts(world.user("ending"))["is_member"]


def test_a_lifted_suspension_keeps_its_days(world, ending, day):
    row = ending(200)
    made = Suspension.objects.create(person=row.person, period=Period(day(-9), None), reason="misuse")
    actions.lift(suspension=made, by=world.user("delegate"), reason="settled")
    assert Suspension.objects.get().period == Period(day(-9), day())
    with pytest.raises(MoveRefused, match="over already"):
        actions.lift(suspension=made, by=world.user("delegate"), reason="settled")
    assert made.period.lower == day() - timedelta(days=9)
