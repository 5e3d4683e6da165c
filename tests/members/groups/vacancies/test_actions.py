"""The office hears of each vacancy once: of institutes without a delegate, and of seats in groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.groups.models import Appointment, VacancyNotice
from members.groups.vacancies.actions import tell_office
from members.memberships.models import Delegate, Suspension
from portal.periods import Period
from portal.policy import SYSTEM, Denied
from tests.members.conftest import ALWAYS

OFFICE = "office@lab.example"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def office(settings):
    settings.PORTAL_OFFICE_EMAIL = OFFICE


def tell(world, days=0):
    return tell_office(world.today + days * DAY, by=SYSTEM)


def letters(mails):
    return [(subject, text) for to, subject, text in mails() if "vacant" in subject and to == OFFICE]


def end(row, on):
    type(row).objects.filter(pk=row.pk).update(period=Period(row.period.lower, on))


def test_one_mail_for_all_that_is_new_and_none_for_what_was_told(world, organisation, mails):
    end(Delegate.objects.get(person=world.user("delegate").person), world.today)
    assert [tell(world), tell(world), tell(world, 300)] == [4, 0, 0]
    [(subject, text)] = letters(mails)
    assert subject == "4 posts are vacant"
    for line in ("Sundridge: a deputy decides, no delegate", "Production: manager", "Skims: liaison, 2 seats"):
        assert f"\n{line}\nhttp" in text
    assert "convener" not in text


def test_who_leaves_later_is_another_vacancy_also_of_the_same_post(world, organisation, mails):
    tell(world)
    row = Appointment.objects.get(post="convener")
    end(row, world.today + 5 * DAY)
    assert tell(world, 4) == 0
    assert tell(world, 40) == 1  # it stood still meanwhile
    next_one = organisation.post(
        world.user("member").person, row.group, "convener", world.today + 41 * DAY, world.today + 50 * DAY
    )
    assert [tell(world, 45), tell(world, 50), tell(world, 51)] == [0, 1, 0]
    assert [subject for subject, _ in letters(mails)][1:] == ["A post is vacant: Skims: convener"] * 2
    assert VacancyNotice.objects.filter(key__contains=f"group:{next_one.group_id}:convener:").count() == 2


def test_the_death_of_a_delegate_is_a_vacancy_of_its_own(world, mails):
    tell(world)
    delegate = world.user("stranger").person
    type(delegate).objects.filter(pk=delegate.pk).update(deceased=True, deceased_on=world.today - 9 * DAY)
    assert [tell(world), tell(world)] == [1, 0]
    assert letters(mails)[-1][0] == "A post is vacant: Northgate: no delegate"


def test_each_suspension_of_a_delegate_is_a_vacancy_of_its_own(world, mails):
    [first] = Delegate.objects.filter(institute__short_name="Sundridge", deputy=False)
    Delegate.objects.filter(institute__short_name="Sundridge", deputy=True).delete()
    tell(world)
    for start in (5, 50):
        period = Period(world.today + timedelta(days=start), world.today + timedelta(days=start + 9))
        Suspension.objects.create(person=first.person, period=period, reason="misuse")
        assert tell(world, start - 1) == 0
        assert tell(world, start) == 1
        assert tell(world, start + 1) == 0
        assert letters(mails)[-1][0] == "A post is vacant: Sundridge: no delegate"


def test_a_delegate_who_is_no_member_any_more_leaves_a_vacancy(world, mails):
    [first] = Delegate.objects.filter(institute__short_name="Sundridge", deputy=False)
    tell(world)
    first.person.memberships.update(period=Period(ALWAYS, world.today + timedelta(days=7)))
    assert tell(world, 6) == 0
    assert tell(world, 7) == 1
    assert tell(world, 8) == 0


def test_an_institute_that_never_had_a_delegate_and_one_that_left(world, mails):
    tell(world)
    world.institute("New")
    world.institute("Left", until=world.today)
    assert [tell(world), tell(world)] == [1, 0]


def test_a_rollback_of_the_mail_is_one_of_the_record(world, settings):
    world.institute("New")
    settings.PORTAL_OFFICE_EMAIL = "not an address"
    with pytest.raises(Exception, match="valid email"):
        tell(world)
    assert not VacancyNotice.objects.exists()
    settings.PORTAL_OFFICE_EMAIL = ""
    assert tell(world) == 0
    settings.PORTAL_OFFICE_EMAIL = OFFICE
    assert tell(world) == 1


def test_only_the_portal_and_administrators_do_it(world):
    with pytest.raises(Denied):
        tell_office(world.today, by=world.user("office"))
