"""Two people decide at the same moment, on two connections: one clean outcome, and words for the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.memberships.models import Membership
from members.people.models import Person
from members.requests import actions
from members.requests.desk import actions as desk
from members.requests.invitations import actions as invitations
from members.requests.models import MembershipRequest
from portal.accounts.models import User
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.testing.races import at_once
from tests.members.conftest import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_world()


def test_two_delegates_approve_at_once(world):
    request = world.waiting()
    people, accounts = Person.objects.count(), User.objects.count()

    def approve(name):
        return lambda: actions.approve(MembershipRequest.objects.get(pk=request.pk), by=world.user(name))

    results = at_once(approve("delegate"), approve("deputy"))
    [refused] = [result for result in results if result is not None]
    assert isinstance(refused, MoveRefused)
    assert str(refused) == "cannot approve: it is already approved"
    assert (Person.objects.count(), User.objects.count()) == (people + 1, accounts + 1)
    assert Membership.objects.filter(person__family_name="Benmoussa").count() == 1
    assert Effect.objects.filter(key__endswith=":approved:" + request.email).count() == 1
    assert [entry.verb for entry in entries(request)] == ["approve", "confirm", "file"]
    request.refresh_from_db()
    assert request.decided_by.username == ("delegate", "deputy")[results.index(None)]


def test_one_approves_while_the_other_declines(world):
    request = world.waiting()

    def decide(name, verb, reason):
        return lambda: verb(MembershipRequest.objects.get(pk=request.pk), by=world.user(name), reason=reason)

    results = at_once(decide("delegate", actions.approve, ""), decide("deputy", actions.decline, "not known here"))
    request.refresh_from_db()
    won = results.index(None)
    assert request.state == ("approved", "declined")[won]
    assert (request.membership is not None) == (won == 0)
    assert str(results[1 - won]).endswith(f"it is already {request.state}")


def test_two_delegates_click_at_once_on_the_page(world):
    request = world.waiting()

    def click(name):
        client = Client()
        client.force_login(world.user(name))
        return lambda: client.post(f"/approvals/{request.pk}/approve/", follow=True)

    answers = at_once(click("delegate"), click("deputy"))
    said = [answer.content.decode() for answer in answers]  # their contexts are mixed up: signals know no threads
    done, refused = (
        "Benmoussa at Sundridge: approved.",
        "Benmoussa at Sundridge: cannot approve: it is already approved.",
    )
    assert sorted((done in text, refused in text) for text in said) == [(False, True), (True, False)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_two_namesakes_approved_at_once_get_two_usernames(world):
    requests = [world.waiting(), world.waiting()]

    def approve(request, name):
        return lambda: actions.approve(request, by=world.user(name))

    assert at_once(approve(requests[0], "delegate"), approve(requests[1], "deputy")) == [None, None]
    names = Person.objects.filter(family_name="Benmoussa").values_list("user__username", flat=True)
    assert sorted(names) == ["abenmoussa", "abenmoussa2"]


def test_the_same_form_sent_twice_is_one_request(world):
    typed = world.typed()

    def send():
        return Client().post("/join/", typed)

    answers = at_once(send, send)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert MembershipRequest.objects.count() == 1


def test_two_delegates_claim_at_once(world):
    request = world.waiting()

    def claim(name):
        return lambda: desk.claim(MembershipRequest.objects.get(pk=request.pk), by=world.user(name))

    results = at_once(claim("delegate"), claim("deputy"))
    won = results.index(None)
    request.refresh_from_db()
    assert request.claimed_by.username == ("delegate", "deputy")[won]
    who = ("Delegate Lindqvist", "Deputy Okonkwo")[won]
    assert isinstance(results[1 - won], MoveRefused)
    assert str(results[1 - won]).startswith(f"cannot claim: {who} has it since ")
    assert [entry.verb for entry in entries(request)] == ["claim", "confirm", "file"]


def test_an_invitation_used_twice_at_once_is_one_request(world):
    invited = invitations.invite(
        institute=world.institutes["Sundridge"], email="nora@lab.example", by=world.user("delegate")
    )

    def use(address):
        fields = world.fields(email=address)
        return lambda: actions.file(by="the applicant", invitation=invited, **fields)

    results = at_once(use("nora@lab.example"), use("other@lab.example"))
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert str(refused) == "this invitation does not work any more: it is used"
    assert MembershipRequest.objects.count() == 1


def test_two_clocks_at_once_tell_once(world):
    request = world.waiting()
    now = timezone.now() + timedelta(hours=49)
    told = at_once(lambda: desk.watch(now=now), lambda: desk.watch(now=now))
    assert sorted(told, key=len) == [{}, {"remind": 1}]
    assert Effect.objects.filter(key__startswith="membership-requests-overdue").count() == 1
    assert request.alarms.count() == 1
