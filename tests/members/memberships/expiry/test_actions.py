"""The sweep: reminders and policies, each once, in time and after it stood still."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.memberships import actions
from members.memberships.choices import Ending
from members.memberships.expiry.actions import sweep
from members.memberships.models import PolicyNote, Reminder, Suspension
from members.memberships.standing import actions as standing
from members.memberships.standing.actions import record_death
from portal.outbox.models import Effect
from portal.periods import Period
from portal.policy import Denied


@pytest.fixture(autouse=True)
def rules(by_law):
    by_law("expiry = []\n[memberships]\nreminder_days = [30, 14, 7, 1, -7]\ncatch_up_days = 60")


def recorded(row):
    return [(item.days, item.sent) for item in row.reminders.order_by("-days")]


def reminders(mails, account="ending"):
    return [subject for to, subject, _ in mails() if to.startswith(account)]


def test_each_occasion_is_mailed_on_its_day_and_once(world, ending, day, mails):
    row = ending(40)
    for offset in range(60):
        sweep(day(offset))
        sweep(day(offset))
    assert recorded(row) == [(30, True), (14, True), (7, True), (1, True), (-7, True)]
    assert reminders(mails) == [f"Your membership at Sundridge ends on {day(40)}"] * 4 + [
        f"Your membership at Sundridge ended on {day(40)}"
    ]


def test_a_reminder_is_not_early(world, ending, day):
    row = ending(40)
    sweep(day(9))
    assert recorded(row) == []
    sweep(day(10))
    assert recorded(row) == [(30, True)]


def test_after_a_gap_only_the_latest_is_mailed_and_the_rest_is_recorded(world, ending, day, mails):
    row = ending(10)
    done = sweep(day(40))
    assert recorded(row) == [(30, False), (14, False), (7, False), (1, False), (-7, True)]
    assert len(reminders(mails)) == 1
    assert (done["reminded"], done["overtaken"]) == (1, 4)
    assert not sweep(day(41))


def test_what_ended_before_the_look_back_is_left_alone(world, ending, day):
    row = ending(-90)
    sweep(day())
    assert recorded(row) == []


def test_a_new_end_has_reminders_of_its_own(world, ending, day):
    row = ending(5)
    sweep(day())
    actions.renew(membership=row, ends_on=day(20), by=world.user("delegate"))
    sweep(day())
    kept = {(item.until, item.days, item.sent) for item in row.reminders.all()}
    assert (day(20), 30, True) in kept
    assert (day(5), 7, True) in kept


@pytest.mark.parametrize("case", ["said", "dead", "suspended", "followed", "left", "open"])
def test_who_needs_no_reminder_gets_none(world, ending, day, mails, case):
    row = ending(5)
    if case == "said":
        actions.decline_renewal(membership=row, by=world.user("ending"))
    elif case == "dead":
        record_death(person=row.person, died_on=None, by=world.user("office"))
    elif case == "suspended":
        Suspension.objects.create(person=row.person, period=Period(day(), day(30)), reason="misuse")
    elif case == "followed":
        world.member(row.person, "Northgate", day(6))
    elif case == "left":
        actions.end(membership=row, last_day=day(4), by=world.user("delegate"))
    else:
        actions.renew(membership=row, ends_on=None, by=world.user("delegate"))
    before = len(mails())
    sweep(day())
    assert (len(mails()), recorded(row)) == (before, [])


def test_a_gap_of_one_day_is_no_succession(world, ending, day):
    row = ending(5)
    world.member(row.person, "Northgate", day(7))
    sweep(day())
    assert recorded(row)


def test_without_an_address_it_is_recorded_as_not_sent(world, day):
    row = world.member(world.person("Ida", "Berg"), "Sundridge", until=day(3))
    sweep(day())
    assert {sent for _, sent in recorded(row)} == {False}


def test_one_bad_row_does_not_hold_up_the_others(world, ending, day):
    bad, good = ending(4, "bad"), ending(5, "good")
    type(bad.person).objects.filter(pk=bad.person_id).update(email="no address")
    done = sweep(day())
    assert (done["failed"], recorded(bad)) == (1, [])
    assert recorded(good)


def test_nobody_else_sweeps(world, day):
    with pytest.raises(Denied):
        sweep(day(), by=world.user("office"))


def test_the_work_does_not_grow_with_the_members(world, ending, day):
    ending(5)
    sweep(day())

    def statements():
        with CaptureQueriesContext(connection) as captured:
            sweep(day())
        return len(captured)

    before = statements()
    for number in range(20):
        world.member(world.person("Ida", f"Berg{number}"), "Sundridge", until=day(400 + number))
    assert statements() == before


SPONSOR = '[[expiry]]\nwhen = "sponsor-gone"\naction = "{}"\n[memberships]\nreminder_days = []\ncatch_up_days = 60\n'


def test_when_the_sponsor_leaves_the_delegates_are_told_once(world, guest, day, mails, by_law):
    by_law(SPONSOR.format("tell-delegate"))
    sponsor = world.user("member").person.memberships.get()
    assert not sweep(day())
    actions.end(membership=sponsor, last_day=day(3), by=world.user("delegate"))
    assert not sweep(day(2))
    assert not PolicyNote.objects.exists()
    sweep(day(3))
    sweep(day(9))
    told = [to for to, subject, _ in mails() if subject == "Gustav Gast needs another sponsor at Sundridge"]
    assert sorted(told) == ["delegate@lab.example", "deputy@lab.example"]
    assert PolicyNote.objects.get().on == day(3)


def test_a_sponsor_who_stays_in_another_category_is_not_gone(world, guest, day, by_law):
    by_law(SPONSOR.format("tell-delegate"))
    sponsor = world.user("member").person.memberships.get()
    actions.change_category(
        membership=sponsor, category=world.categories["phd-student"], since=day(1), by=world.user("delegate")
    )
    assert not sweep(day(5))


def test_a_policy_may_end_the_membership_of_the_guest(world, guest, day, by_law):
    by_law(SPONSOR.format("end"))
    actions.end(membership=world.user("member").person.memberships.get(), last_day=day(3), by=world.user("delegate"))
    sweep(day(40))  # it stood still meanwhile
    guest.refresh_from_db()
    assert (guest.period.upper, guest.ending) == (day(4), Ending.SPONSOR)


@pytest.mark.parametrize("died", [-3, -200])
def test_the_death_of_a_sponsor_is_told_once_however_late_it_is_known(world, guest, day, mails, by_law, died):
    by_law(SPONSOR.format("tell-delegate"))
    standing.record_death(person=world.user("member").person, died_on=day(died), by=world.user("office"))
    for offset in (0, 1, 90):
        sweep(day(offset))
    told = [to for to, subject, _ in mails() if subject == "Gustav Gast needs another sponsor at Sundridge"]
    assert sorted(told) == ["delegate@lab.example", "deputy@lab.example"]
    assert PolicyNote.objects.get().on == day(died)


def test_a_guest_is_not_ended_for_the_months_before_the_death_was_known(world, guest, day, by_law):
    by_law(SPONSOR.format("end"))
    standing.record_death(person=world.user("member").person, died_on=day(-200), by=world.user("office"))
    sweep(day())
    guest.refresh_from_db()
    assert (guest.period.upper, guest.ending) == (day(1), Ending.SPONSOR)


def test_a_sponsor_who_moves_or_becomes_a_guest_no_longer_answers(world, guest, day, by_law):
    by_law(SPONSOR.format("tell-delegate"))
    sponsor = world.user("member").person.memberships.get()
    only_guest = guest.category
    only_guest.is_member = False
    only_guest.save()
    actions.change_category(
        membership=sponsor,
        category=only_guest,
        since=day(1),
        ends_on=day(300),
        sponsor=world.user("delegate").person,
        by=world.user("delegate"),
    )
    assert not sweep(day(-1))
    assert sweep(day(1))["sponsor-gone: tell-delegate"] == 1
    assert not sweep(day(2))


def test_a_new_sponsor_who_leaves_too_is_another_occasion(world, guest, day, by_law):
    by_law(SPONSOR.format("tell-delegate"))
    delegate, deputy = world.user("delegate"), world.user("deputy").person
    actions.end(membership=world.user("member").person.memberships.get(), last_day=day(), by=delegate)
    assert sweep(day())["sponsor-gone: tell-delegate"] == 1
    actions.change_sponsor(membership=guest, sponsor=deputy, by=delegate)
    assert not sweep(day(1))
    actions.end(membership=deputy.memberships.get(), last_day=day(5), by=delegate)
    assert not sweep(day(4))
    assert sweep(day(6))["sponsor-gone: tell-delegate"] == 1
    assert not sweep(day(7))


def test_a_guest_who_leaves_before_the_sponsor_needs_none(world, guest, day, by_law):
    by_law(SPONSOR.format("tell-delegate"))
    actions.end(membership=world.user("member").person.memberships.get(), last_day=day(9), by=world.user("delegate"))
    actions.end(membership=guest, last_day=day(9), by=world.user("delegate"))
    assert not sweep(day(20))


def test_a_guest_who_ended_with_the_sponsor_hears_of_it_once_and_is_not_reminded(world, guest, day, by_law, mails):
    by_law(SPONSOR.format("end").replace("reminder_days = []", "reminder_days = [30, 14, 7, 1, -7]"))
    actions.end(membership=world.user("member").person.memberships.get(), last_day=day(), by=world.user("delegate"))
    assert sweep(day())["sponsor-gone: end"] == 1
    guest.refresh_from_db()
    assert guest.ending == Ending.SPONSOR
    for offset in range(20):
        assert not sweep(day(offset))["reminded"]
    assert recorded(guest) == []
    assert len(reminders(mails, "guest")) == 1


def test_another_sponsor_in_time_saves_the_guest(world, guest, day, by_law):
    by_law(SPONSOR.format("end"))
    actions.end(membership=world.user("member").person.memberships.get(), last_day=day(3), by=world.user("delegate"))
    actions.change_sponsor(membership=guest, sponsor=world.user("deputy").person, by=world.user("delegate"))
    assert not sweep(day(10))


def test_people_of_a_leaving_institute_hear_of_it_sixty_days_before(world, day, mails, by_law):
    by_law('[memberships]\nreminder_days = []\n[[expiry]]\nwhen = "institute-leaving"\naction = "mail"\ndays = 60\n')
    world.institute("Westlake", until=day(101))
    person = world.person("Ida", "Berg", account="ida")
    world.member(person, "Westlake")
    sweep(day(39))
    assert not mails()
    for offset in (40, 41, 70):
        sweep(day(offset))
    assert [(to, subject) for to, subject, _ in mails()] == [
        ("ida@lab.example", f"Westlake leaves the collaboration on {day(100)}")
    ]


def test_a_policy_for_some_categories_leaves_the_others(world, ending, day, by_law, mails):
    by_law(
        "[memberships]\nreminder_days = []\n"
        '[[expiry]]\nwhen = "end"\naction = "tell-delegate"\ndays = 10\ncategories = ["phd-student"]\n'
    )
    row = ending(5)
    assert not sweep(day())
    row.category = world.categories["phd-student"]
    row.save()
    assert sweep(day())["end: tell-delegate"] == 1
    assert "ends on" in mails()[-1][1]


def test_a_policy_at_the_end_says_why_it_ended(world, ending, day, by_law):
    by_law('[memberships]\nreminder_days = []\n[[expiry]]\nwhen = "end"\naction = "end"\n')
    row = ending(5)
    sweep(day(6))
    row.refresh_from_db()
    assert (row.period.upper, row.ending) == (day(6), Ending.TERM)
    assert not sweep(day(7))


def test_a_reminder_belongs_to_its_end(world, ending, day):
    row = ending(0)
    sweep(day())
    assert {item.until for item in Reminder.objects.filter(membership=row)} == {day()}
    assert Effect.objects.filter(key__startswith=f"membership:{row.pk}:reminder:{day()}:1").count() == 1
    assert row.period.upper == day() + timedelta(days=1)
