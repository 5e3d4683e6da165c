"""What a guest sees, and what is left in the days of grace."""

from __future__ import annotations

from members.groups.models import Appointment, Group
from members.people import policy as people
from portal.periods import Period
from portal.policy import facts, may


def test_a_guest_sees_data_and_no_people(world, visit, guest):
    browser = visit("guest")
    user = world.user("guest")
    assert facts(user)["is_guest"]
    for address in ("/datasets/", "/collections/", "/campaigns/", "/skims/", "/global-tags/"):
        assert browser.get(address, follow=True).status_code in (200, 404), address
    assert browser.get("/datasets/").status_code == 200
    for address in ("/people/", "/author-lists/", "/authors/", "/approvals/", "/renewals/"):
        assert browser.get(address).status_code == 403, address
    assert browser.get(world.user("member").person.get_absolute_url()).status_code == 404
    assert browser.get(guest.person.get_absolute_url()).status_code == 200
    assert not may(user, people.SEE_PRIVATE, world.user("member").person)


def test_a_guest_who_is_a_member_elsewhere_is_a_member(world, guest):
    world.member(guest.person, "Northgate", category="postdoc")
    assert (facts(world.user("guest"))["is_guest"], facts(world.user("guest"))["is_member"]) == (False, True)


def test_in_the_days_of_grace_the_own_record_alone_is_left(world, visit, ending):
    person = ending(-5).person
    world.delegate(person, "Sundridge")
    group = Group.objects.create(code="data-production", name="Data production", kind="production")
    Appointment.objects.create(person=person, group=group, post="manager", period=Period(world.today, None))
    browser = visit("ending")
    assert browser.get(person.get_absolute_url()).status_code == 200
    assert browser.get("/").status_code == 200
    for address in ("/people/", "/datasets/", "/approvals/", "/authors/", "/renewals/", "/signal-mc/"):
        assert browser.get(address).status_code in (403, 404), address
    assert browser.get(world.user("member").person.get_absolute_url()).status_code == 404
    assert facts(world.user("ending"))["delegate_of"] == frozenset()
