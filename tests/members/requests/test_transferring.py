"""The form of a transfer asks for a sponsor where the category needs one, and names the field that is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.memberships.forms import choice_of
from members.memberships.models import Category
from members.people.models import Person
from members.requests import actions
from members.requests.models import MembershipRequest
from portal.lifecycle import MoveRefused


@pytest.fixture
def visitor(world):
    world.categories["visitor"] = Category.objects.create(
        code="visitor", name="visitor", needs_sponsor=True, needs_end=True, is_member=False, order=90
    )
    return world.categories["visitor"]


def person(account):
    return Person.objects.get(user__username=account)


@pytest.fixture
def send(world, visit):
    """`send(sponsor="stranger")`: the member asks to move to Northgate."""

    def sent(by="member", category="visitor", sponsor=None, **changes):
        row = person(by).memberships.get()
        data = {
            "membership": choice_of(row),
            "institute": world.institutes["Northgate"].pk,
            "category": world.categories[category].pk,
            "starts_on": world.today + timedelta(days=9),
            "leaves_on": world.today + timedelta(days=8),
            "ends_on": world.today + timedelta(days=90),
            "sponsor": person(sponsor).pk if sponsor else "",
        }
        return visit(by).post(f"/people/{person(by).pk}/transfer/", data | changes)

    return sent


def test_a_visitor_is_filed_with_the_sponsor_who_then_answers(world, visitor, send):
    assert send(sponsor="stranger").status_code == 302
    request = MembershipRequest.objects.get()
    assert request.sponsor == person("stranger")
    actions.approve(request, by=world.user("stranger"))
    assert request.membership.sponsor == person("stranger")


@pytest.mark.parametrize(
    ("sponsor", "changes", "field", "words"),
    [
        (None, {}, "sponsor", "A membership as visitor needs a sponsor, a member of Northgate."),
        ("delegate", {}, "sponsor", "Delegate Lindqvist is no member of Northgate on"),
        ("member", {}, "sponsor", "Select a valid choice"),
        ("stranger", {"ends_on": ""}, "ends_on", "A membership as visitor needs a last day."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, visitor, send, sponsor, changes, field, words):
    answer = send(sponsor=sponsor, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.context["form"].errors[field][0]
    assert not MembershipRequest.objects.exists()


def test_a_sponsor_who_leaves_before_the_first_day_is_none(world, visitor, send):
    row = person("stranger").memberships.get()
    type(row).objects.filter(pk=row.pk).update(period=type(row.period)(row.period.lower, world.today))
    world.member(person("stranger"), "Sundridge", since=world.today)
    answer = send(sponsor="stranger")
    assert "is no member of Northgate" in answer.context["form"].errors["sponsor"][0]


def test_who_becomes_a_full_member_has_no_sponsor(world, visitor, send):
    assert send(category="postdoc", sponsor="delegate").status_code == 302
    assert MembershipRequest.objects.get().sponsor is None


def test_the_field_is_there_only_when_a_category_needs_it_and_people_may_be_seen(world, visit):
    address = f"/people/{person('member').pk}/transfer/"
    Category.objects.filter(needs_sponsor=True).delete()
    assert "sponsor" not in visit("member").get(address).context["form"].fields
    made = Category.objects.create(code="visitor", name="visitor", needs_sponsor=True, is_member=False, order=90)
    field = visit("member").get(address).context["form"].fields["sponsor"]
    assert field.help_text == "A member of the new institute; only for: visitor."
    assert person("member") not in field.queryset
    guest = world.person("Gita", "Guest", account="guest")
    world.categories["visitor"] = made
    world.member(guest, "Sundridge", category="visitor", sponsor=person("member"))
    assert "sponsor" not in visit("guest").get(f"/people/{guest.pk}/transfer/").context["form"].fields


def test_the_verb_refuses_a_sponsor_from_elsewhere(world, visitor):
    with pytest.raises(MoveRefused, match="the sponsor Delegate Lindqvist is no member of Northgate"):
        actions.ask_transfer(
            leaving=person("member").memberships.get(),
            institute=world.institutes["Northgate"],
            category=visitor,
            starts_on=world.today,
            leaves_on=world.today,
            ends_on=world.today + timedelta(days=9),
            sponsor=person("delegate"),
            by=world.user("member"),
        )
