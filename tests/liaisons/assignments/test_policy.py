"""Who acts for a working group today."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from liaisons.assignments.policy import is_liaison, is_liaison_of, is_production_manager
from liaisons.assignments.queries import liaisons_of, managers, own_groups
from members.groups.models import Appointment
from members.people.models import Person
from portal.periods import Period

LIAISONS = {"liaison", "second_liaison", "other_liaison"}
MANAGERS = {"manager", "second_manager"}


def test_liaisons_and_managers_are_those_who_hold_the_post(cast):
    assert {role for role in cast.people if is_liaison(getattr(cast, role))} == LIAISONS
    assert {role for role in cast.people if is_production_manager(getattr(cast, role))} == MANAGERS


def test_a_liaison_acts_for_the_own_group_only(cast, group, other_group):
    assert {role for role in cast.people if is_liaison_of(getattr(cast, role), group)} == {"liaison", "second_liaison"}
    assert [is_liaison_of(cast.liaison, thing) for thing in (None, group, other_group)] == [True, True, False]
    assert list(own_groups(cast.liaison)) == [group]
    assert list(own_groups(cast.member)) == []


@pytest.mark.parametrize(
    ("first", "until", "serves"), [(-9, 0, False), (-9, 1, True), (0, None, True), (1, None, False)]
)
def test_the_term_counts_by_the_day(cast, group, first, until, serves):
    today = timezone.localdate()
    until = today + timedelta(days=until) if until is not None else None
    term = Period(today + timedelta(days=first), until)
    Appointment.objects.filter(person__user=cast.liaison).update(period=term)
    assert is_liaison_of(cast.liaison, group) is serves
    assert (Person.objects.get(user=cast.liaison) in liaisons_of(group.pk)) is serves


def test_a_post_of_another_group_of_the_same_name_is_not_enough(cast, group):
    """Only the manager of the data production decides about requests, whatever else has managers."""
    person = Person.objects.get(user=cast.member)
    Appointment.objects.create(person=person, group=group, post="manager", period=Period(date(2020, 1, 1), None))
    assert not is_production_manager(cast.member)


def test_nobody_writes_to_the_dead(cast):
    Person.objects.filter(user=cast.manager).update(deceased=True)
    assert [person.email for person in managers()] == ["second_manager@lab.example"]
