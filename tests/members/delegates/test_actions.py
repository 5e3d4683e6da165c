"""Terms of delegates: who may give them, how long they are, and in whose place a deputy acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps

from members.delegates import actions
from members.delegates.queries import acting_for, term_end
from members.memberships.models import Delegate
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import Denied


@pytest.fixture
def member(world):
    return world.user("member").person


def appoint(world, person, by="office", on=None, **more):
    place = world.institutes["Sundridge"]
    return actions.appoint_delegate(place, person=person, on=on or world.today, by=world.user(by), **more)


def test_a_term_is_at_most_that_of_the_by_laws(world, member, by_law):
    by_law("[institutes]\nterm_years = 2")
    term = appoint(world, member, deputy=True)
    assert (term.period.lower, term.period.upper) == (world.today, term_end(world.today))
    other = world.person("Ida", "Quill")
    world.member(other, "Sundridge")
    with pytest.raises(MoveRefused, match="at the latest"):
        appoint(world, other, deputy=True, last_day=term_end(world.today))
    assert appoint(world, other, deputy=True, last_day=term_end(world.today) - timedelta(days=1))


def test_a_term_from_a_leap_day(by_law):
    by_law("[institutes]\nterm_years = 5")
    assert term_end(date(2028, 2, 29)) == date(2033, 3, 1)


def test_delegates_name_deputies_and_the_office_everybody(world, member):
    for who in ("stranger", "member"):
        with pytest.raises(Denied):
            appoint(world, member, by=who, deputy=True)
    with pytest.raises(Denied):
        appoint(world, member, by="delegate")
    assert appoint(world, member, by="delegate", deputy=True).deputy


def test_nobody_appoints_themselves(world):
    term = Delegate.objects.get(person=world.user("deputy").person)
    actions.end_delegation(term, on=world.today + timedelta(days=5), by=world.user("deputy"))
    with pytest.raises(MoveRefused, match="nobody appoints themselves"):
        appoint(world, world.user("deputy").person, "deputy", world.today + timedelta(days=5), deputy=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last_day": date(2020, 1, 1)}, "the last day lies before"),
        ({"on": date(2019, 2, 28)}, "not in the collaboration"),
        ({}, "Delegate Lindqvist is the delegate"),
    ],
)
def test_nonsense_is_refused_in_words(world, member, change, words):
    with pytest.raises(MoveRefused, match=words):
        appoint(world, member, **change)


def test_strangers_the_dead_and_those_who_hold_a_post_are_refused(world):
    dead = world.person("Ada", "Gone", deceased=True)
    world.member(dead, "Sundridge")
    for person, words in (
        (world.user("stranger").person, "is no member of Sundridge"),
        (dead, "has died"),
        (world.user("deputy").person, "is deputy of Sundridge at that time"),
    ):
        with pytest.raises(MoveRefused, match=words):
            appoint(world, person, deputy=True)


def test_a_deputy_acts_in_the_place_of_the_delegate_while_there_is_one(world, member):
    place = world.institutes["Sundridge"]
    assert acting_for(world.user("deputy"), place) == world.user("delegate").person
    assert acting_for(world.user("delegate"), place) is None
    assert acting_for(world.user("office"), place) is None
    assert acting_for("the applicant", place) is None
    term = appoint(world, member, by="deputy", deputy=True)
    [row] = apps.get_model("members", "DelegateEvent").objects.filter(pgh_obj_id=term.pk)
    assert row.pgh_context["for"] == "Delegate Lindqvist"
    Delegate.objects.filter(person=world.user("delegate").person).update(period=Period(date(2019, 3, 1), world.today))
    assert acting_for(world.user("deputy"), place) is None


def test_a_post_is_handed_over_and_the_past_stays(world):
    term = Delegate.objects.get(person=world.user("delegate").person)
    deputy = world.user("deputy").person
    day = world.today + timedelta(days=10)
    with pytest.raises(Denied):
        actions.hand_over(term, to=deputy, on=day, by=world.user("delegate"))
    made = actions.hand_over(term, to=deputy, on=day, by=world.user("office"), reason="elected")
    term.refresh_from_db()
    assert (term.period.upper, made.period.lower, made.deputy) == (day, day, False)
    assert [row.period.upper for row in Delegate.objects.filter(person=deputy, deputy=True)] == [day]
    assert entries(world.institutes["Sundridge"], related=("delegates",))[0].verb == "hand over"
    with pytest.raises(MoveRefused, match="holds the post already"):
        actions.hand_over(made, to=deputy, on=day + timedelta(days=1), by=world.user("office"))


def test_ending_a_term_does_not_undo_what_was_decided(world):
    term = Delegate.objects.get(person=world.user("deputy").person)
    for on, words in ((date(2019, 3, 1), "can end after"), (world.today - timedelta(days=1), "is over")):
        with pytest.raises(MoveRefused, match=words):
            actions.end_delegation(term, on=on, by=world.user("delegate"))
    actions.end_delegation(term, on=world.today, by=world.user("delegate"))
    with pytest.raises(MoveRefused, match="already"):
        actions.end_delegation(term, on=world.today, by=world.user("delegate"))


def test_a_term_to_come_is_taken_back(world, member):
    term = appoint(world, member, on=world.today + timedelta(days=3), deputy=True)
    actions.end_delegation(term, on=world.today, by=world.user("delegate"))
    assert not Delegate.objects.filter(pk=term.pk).exists()
