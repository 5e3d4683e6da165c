"""Acceptance of the privacy notice on paper: recorded by the office for somebody, with both names and the time."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.people.models import Person
from members.privacy import actions, collecting
from members.privacy.models import Acceptance
from portal.lifecycle import MoveRefused
from portal.policy import Denied


@pytest.fixture
def notice(world):
    return actions.publish(text="We keep addresses.", by=world.user("office"))


def person(account):
    return Person.objects.get(user__username=account)


def test_who_recorded_for_whom_and_when_is_kept(world, notice):
    before = timezone.now()
    paper = world.person("Paula", "Paper")
    actions.accept_for(paper, by=world.user("office"))
    row = Acceptance.objects.get()
    assert (row.version, row.person, row.on_behalf_of) == (notice, paper, "Paula Paper")
    assert (row.user, row.who) == (world.user("office"), "Office Castellanos")
    assert before <= row.accepted_at <= timezone.now()
    assert str(row) == "Paula Paper accepted version 1"


def test_the_office_records_many_and_its_own_acceptance_is_another(world, notice):
    office = world.user("office")
    for name in ("Paper", "Pencil"):
        actions.accept_for(world.person("P.", name), by=office)
    actions.accept(notice, by=office)
    actions.accept(notice, by=office)
    assert sorted(Acceptance.objects.values_list("on_behalf_of", flat=True)) == ["", "P. Paper", "P. Pencil"]


def test_a_member_who_signed_on_paper_is_not_asked_and_the_office_that_recorded_it_still_is(world, notice, visit):
    actions.accept_for(person("member"), by=world.user("office"))
    words = "new version of the privacy notice"
    assert words not in visit("member").get("/people/").content.decode()
    assert words in visit("office").get("/people/").content.decode()


def test_refused_twice_after_an_own_acceptance_and_without_a_notice(world):
    office = world.user("office")
    with pytest.raises(MoveRefused, match="no privacy notice is in force"):
        actions.accept_for(person("member"), by=office)
    version = actions.publish(text="We keep addresses.", by=office)
    actions.accept_for(person("member"), by=office)
    actions.accept(version, by=world.user("stranger"))
    for account in ("member", "stranger"):
        with pytest.raises(MoveRefused, match="accepted version 1 already"):
            actions.accept_for(person(account), by=office)
    actions.publish(text="Another text.", by=office)
    actions.accept_for(person("member"), by=office)
    with pytest.raises(IntegrityError, match="acceptance_on_paper_once"), transaction.atomic():
        Acceptance.objects.create(
            version=Acceptance.objects.first().version, person=person("member"), user=office, on_behalf_of="x"
        )


@pytest.mark.parametrize("account", ["member", "delegate", "stranger", "applicant"])
def test_nobody_but_the_office_may(world, notice, visit, account):
    with pytest.raises(Denied):
        actions.accept_for(person("deputy"), by=world.user(account))
    assert visit(account).post(f"/people/{person('deputy').pk}/data/accept/").status_code in (403, 404)
    assert not Acceptance.objects.exists()


def test_the_office_does_it_on_the_page_of_the_data_and_the_person_sees_by_whom(world, notice, visit):
    target, client = person("member"), visit("office")
    address = f"/people/{target.pk}/data/accept/"
    assert address in client.get(f"/people/{target.pk}/data/").content.decode()
    assert "on paper" in client.post(address, follow=True).content.decode()
    assert "Nothing was recorded" in client.post(address, follow=True).content.decode()
    [row] = dict(collecting.sections(target))["Privacy notices accepted"]
    assert (row["By"], row["On behalf of"]) == ("Office Castellanos", "Member Moreau")
    assert "accept/" not in visit("member").get("/your-data/").content.decode().partition("<main")[2]
