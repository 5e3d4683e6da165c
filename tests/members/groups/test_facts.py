"""What is true of a user today, and when access ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.groups.facts import access
from members.groups.models import Appointment, Group
from members.memberships.models import Membership
from members.people.models import Person
from members.requests import actions
from portal.accounts.models import Identity, Session, User
from portal.periods import Period
from portal.policy import facts

GRACE = 12


@pytest.fixture(autouse=True)
def grace(by_law):
    by_law(f"[memberships]\ngrace_days = {GRACE}")


def ended(world, last_day):
    """An account whose last membership had its last day then."""
    person = world.person("Eva", "Former", account="former")
    world.member(person, "Sundridge", date(2020, 1, 1), last_day + timedelta(days=1))
    return world.user("former")


def test_a_member_is_known_by_the_record(world):
    user = world.user("delegate")
    Identity.objects.create(user=user, kind="oidc", issuer="https://sso.example", subject="a,b {c}")
    found = facts(world.user("delegate"))
    assert (found["name"], found["is_member"], found["about"]) == ("Delegate Lindqvist", True, "delegate")
    assert found["delegate_of"] == {world.institutes["Sundridge"].pk}
    assert found["identities"] == {("https://sso.example", "a,b {c}")}
    assert found["url"] == user.person.get_absolute_url()
    assert facts(world.user("applicant")) == {}


def test_posts_and_terms_are_those_of_today(world):
    person, today = world.user("member").person, world.today
    group = Group.objects.create(code="EWP", name="Electroweak penguins", kind="working_group")
    for post, since, until in (
        ("liaison", today, today + timedelta(days=1)),
        ("convener", today - timedelta(days=9), today),
        ("secretary", today + timedelta(days=1), None),
    ):
        Appointment.objects.create(person=person, group=group, post=post, period=Period(since, until))
    found = facts(world.user("member"))
    assert (found["posts"], found["liaison_of"]) == ({("EWP", "liaison")}, {group.pk})
    assert found["about"] == "liaison, EWP"


@pytest.mark.parametrize(
    ("days_ago", "allowed"), [(0, True), (1, True), (GRACE, True), (GRACE + 1, False), (2000, False)]
)
def test_access_ends_a_grace_after_the_last_day(world, days_ago, allowed):
    last = world.today - timedelta(days=days_ago)
    answer = access(ended(world, last))
    assert answer.allowed == allowed
    if days_ago:
        assert answer.until == last + timedelta(days=GRACE)
    assert (f"Your membership ended on {last}" in answer.reason) == (not allowed)


def test_the_last_of_several_memberships_counts(world):
    user = ended(world, world.today - timedelta(days=400))
    assert not access(user).allowed
    other = world.member(
        user.person, "Northgate", date(2021, 1, 1), world.today - timedelta(days=GRACE - 1), position=1
    )
    assert access(world.user("former")).allowed
    Membership.objects.filter(pk=other.pk).delete()
    world.member(user.person, "Northgate", world.today + timedelta(days=300), position=1)
    assert access(world.user("former")).allowed  # comes back


@pytest.mark.parametrize("open_membership", [True, False])
def test_the_account_of_somebody_who_died_is_closed(world, open_membership):
    Person.objects.filter(user__username="member").update(deceased=True)
    if not open_membership:
        Membership.objects.filter(person__user__username="member").delete()
    assert not access(world.user("member")).allowed


def test_administrators_and_accounts_without_a_record_keep_theirs(world):
    ended(world, world.today - timedelta(days=400))
    User.objects.filter(username="former").update(is_staff=True)
    assert access(world.user("former")).allowed
    assert access(world.user("applicant")).allowed


def test_the_session_ends_with_the_access_in_words(world, visit):
    user = ended(world, world.today - timedelta(days=GRACE))
    client = visit("former")
    assert client.get(f"/people/{user.person.pk}/").status_code == 200
    Membership.objects.filter(person=user.person).update(
        period=Period(date(2020, 1, 1), world.today - timedelta(days=GRACE))
    )
    answer = client.get("/people/", follow=True)
    assert "Your membership ended on" in answer.content.decode()
    assert answer.request["PATH_INFO"] == "/sign-in/"
    assert not Session.objects.filter(user=user).exists()
    assert client.get("/api/v1/people/").status_code == 403


def test_somebody_admitted_for_later_is_told_from_when(world, visit, client):
    start = world.today + timedelta(days=10)
    person = world.approve(world.waiting(starts_on=start))
    client = visit(person.user.username)
    answer = client.get("/people/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert f"member from {start}" in page
    assert "Only active members" in page
    assert client.get(f"/people/{person.pk}/").status_code == 200
    assert actions.APPLICANT not in page


def test_facts_cost_one_query(world, django_assert_num_queries):
    user = world.user("delegate")
    with django_assert_num_queries(1):
        facts(user)
        facts(user)
