"""Terms of delegates and deputies that end soon are told by mail, each end once, also when the schedule stood still."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.delegates import actions
from members.memberships.models import Delegate
from portal.periods import Period
from portal.policy import SYSTEM, Denied

OFFICE = "office@lab.example"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def office(settings, by_law):
    settings.PORTAL_OFFICE_EMAIL = OFFICE
    by_law("[institutes]\nterm_warning_days = 60\n")


def until(world, account, days):
    """Let a term last so many days from today on."""
    row = world.user(account).person.delegations.get()
    Delegate.objects.filter(pk=row.pk).update(period=Period(row.period.lower, world.today + (days + 1) * DAY))


def told(mails):
    return [(to, subject.partition(" as ")[2]) for to, subject, _ in mails() if subject.startswith("The term of")]


def test_the_holder_and_who_appoints_the_next_are_told_once(world, mails):
    until(world, "delegate", 60)
    until(world, "deputy", 20)
    assert actions.warn_of_ends(world.today - DAY, by=SYSTEM) == 2
    for days in (0, 1, 15):
        actions.warn_of_ends(world.today + days * DAY, by=SYSTEM)
    assert told(mails) == [
        ("deputy@lab.example", f"deputy of Sundridge ends on {world.today + 20 * DAY}"),
        ("delegate@lab.example", f"deputy of Sundridge ends on {world.today + 20 * DAY}"),
        ("delegate@lab.example", f"delegate of Sundridge ends on {world.today + 60 * DAY}"),
        (OFFICE, f"delegate of Sundridge ends on {world.today + 60 * DAY}"),
    ]


def test_after_an_outage_it_is_made_up_for_on_the_last_day_still(world, mails):
    until(world, "delegate", 3)
    assert actions.warn_of_ends(world.today + 3 * DAY, by=SYSTEM) == 2
    assert actions.warn_of_ends(world.today + 4 * DAY, by=SYSTEM) == 0
    assert len(told(mails)) == 2


def test_a_longer_term_is_told_anew_when_its_time_comes(world, mails):
    until(world, "delegate", 10)
    actions.warn_of_ends(world.today, by=SYSTEM)
    until(world, "delegate", 200)
    assert actions.warn_of_ends(world.today + DAY, by=SYSTEM) == 0
    actions.warn_of_ends(world.today + 190 * DAY, by=SYSTEM)
    assert len(told(mails)) == 4


def test_nobody_is_told_who_is_followed_has_died_or_whose_institute_leaves(world, mails):
    until(world, "delegate", 10)
    world.delegate(world.user("member").person, "Sundridge", since=world.today + 11 * DAY)
    until(world, "deputy", 10)
    type(world.user("deputy").person).objects.filter(user__username="deputy").update(deceased=True)
    until(world, "stranger", 10)
    place = world.institutes["Northgate"]
    place.period = Period(place.period.lower, world.today + 11 * DAY)
    place.save()
    assert actions.warn_of_ends(world.today, by=SYSTEM) == 0
    assert told(mails) == []


def test_a_deputy_who_follows_as_deputy_does_not_stand_for_the_delegate(world, mails):
    until(world, "delegate", 10)
    world.delegate(world.user("member").person, "Sundridge", deputy=True, since=world.today + 11 * DAY)
    assert actions.warn_of_ends(world.today, by=SYSTEM) == 2


def test_an_address_that_is_none_or_missing_does_not_silence_the_office(world, mails):
    until(world, "delegate", 10)
    until(world, "stranger", 10)
    people = type(world.user("delegate").person).objects
    people.filter(user__username="delegate").update(email="")
    people.filter(user__username="stranger").update(email="not an address")
    assert actions.warn_of_ends(world.today, by=SYSTEM) == 2
    assert [to for to, _ in told(mails)] == [OFFICE, OFFICE]


def test_only_the_portal_and_administrators_do_it(world):
    with pytest.raises(Denied):
        actions.warn_of_ends(world.today, by=world.user("office"))


def test_the_tasks_are_on_the_schedule_and_known(world, settings, mails):
    from portal.tasks import app

    app.loader.import_default_modules()
    until(world, "delegate", 10)
    for name in ("members.delegates.warn_of_ends", "members.groups.tell_vacancies"):
        app.tasks[settings.CELERY_BEAT_SCHEDULE[name]["task"]].run()
    assert len(told(mails)) == 2
