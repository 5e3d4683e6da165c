"""The whole: deterministic, any day, any seed, fast."""

import time
from dataclasses import fields
from datetime import date, timedelta

import pytest

from members.demo.collaboration import SEED, generate
from members.groups.choices import Post


def test_the_same_seed_and_day_give_the_same_collaboration(demo):
    again = generate(demo.today)
    for field in fields(demo):
        assert getattr(again, field.name) == getattr(demo, field.name), field.name


def test_another_seed_gives_other_people(demo):
    other = generate(demo.today, SEED + 1)
    assert {person.name for person in other.people} != {person.name for person in demo.people}


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 11, 26), date(2027, 1, 1), date(2031, 8, 31)])
@pytest.mark.parametrize("seed", [1, SEED])
def test_it_can_be_made_for_any_day_and_seed(today, seed):
    demo = generate(today, seed)
    assert len(demo.people) == len({person.username for person in demo.people}) == 1000
    assert [persona.key for persona in demo.personas][-1] == "administrator"
    places = {one.key: one for one in demo.institutes}
    for row in demo.memberships:
        assert places[row.institute].joined_on <= row.from_on
    for row in (*demo.memberships, *demo.delegates, *demo.appointments, *demo.authorships):
        assert row.until is None or row.from_on < row.until, row
    managers = [
        row for row in demo.appointments if row.post == Post.MANAGER and row.holds_on(today + timedelta(days=300))
    ]
    assert len(managers) == 1


def test_references_lead_somewhere(demo):
    people = {person.key for person in demo.people}
    institutes = {one.key for one in demo.institutes}
    groups = {group.code for group in demo.groups}
    categories = {category.code for category in demo.categories}
    for row in demo.memberships:
        assert {row.person} <= people
        assert {row.institute} <= institutes
        assert {row.category} <= categories
    assert {
        row.person for row in (*demo.delegates, *demo.appointments, *demo.authorships, *demo.author_notes)
    } <= people
    assert {row.group for row in demo.appointments} == groups
    assert {row.institute for row in (*demo.delegates, *demo.requests)} <= institutes
    assert {row.category for row in demo.requests} <= categories


def test_it_takes_less_than_three_seconds(demo):
    start = time.process_time()
    generate(demo.today, SEED + 2)
    assert time.process_time() - start < 3
