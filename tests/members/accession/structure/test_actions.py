"""Mergers and splits: people go on, and nothing before the day is rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.accession.structure import actions
from members.institutes.actions import join_cluster, put_under_host
from members.memberships.models import Delegate, Membership
from portal.lifecycle import MoveRefused
from portal.policy import Denied

LEAP = date(2024, 2, 29)


@pytest.fixture
def day(world):
    return world.today + timedelta(days=30)


def merge(world, on, who="Sundridge", into="Northgate", by="office"):
    actions.merge(world.institutes[who], into=world.institutes[into], on=on, by=world.user(by), reason="decided")


def spans(person):
    rows = Membership.objects.filter(person=person).order_by("period", "-institute__short_name")
    return [(str(row.institute), row.period.lower, row.period.upper) for row in rows]


def test_members_go_on_with_all_facts_and_the_past_stays(world, day):
    person = world.person("Ida", "Quill")
    first = world.member(person, "Sundridge", LEAP, day + timedelta(days=300), "postdoc", share=60, position=1)
    before = list(Membership.objects.filter(institute=world.institutes["Sundridge"]).values_list("pk", "period"))
    merge(world, day)
    assert spans(person) == [("Sundridge", LEAP, day), ("Northgate", day, day + timedelta(days=300))]
    made = Membership.objects.get(person=person, institute=world.institutes["Northgate"])
    assert (made.category, made.share, made.position) == (first.category, 60, 1)
    after = dict(Membership.objects.filter(pk__in=[pk for pk, _ in before]).values_list("pk", "period"))
    assert {pk: period.lower for pk, period in before} == {pk: period.lower for pk, period in after.items()}
    assert {period.upper for period in after.values()} == {day}
    place = world.institutes["Sundridge"]
    assert place.period.upper == day
    assert [(tie.kind, str(tie.other), tie.period.lower) for tie in place.ties.all()] == [("merged", "Northgate", day)]
    assert not Delegate.objects.filter(institute=place).current(day).exists()
    assert Delegate.objects.filter(institute=place).current(day - timedelta(days=1)).count() == 2


def test_who_is_at_the_other_place_already_is_not_there_twice(world, day):
    both, sometimes = world.person("Ida", "Both"), world.person("Ola", "Sometimes")
    world.member(both, "Sundridge")
    world.member(both, "Northgate", position=1)
    world.member(sometimes, "Sundridge")
    gap = (day + timedelta(days=10), day + timedelta(days=20))
    world.member(sometimes, "Northgate", *gap, position=1)
    merge(world, day)
    start = date(2019, 3, 1)
    assert spans(both) == [("Sundridge", start, day), ("Northgate", start, None)]
    assert spans(sometimes) == [
        ("Sundridge", start, day),
        ("Northgate", day, gap[0]),
        ("Northgate", *gap),
        ("Northgate", gap[1], None),
    ]


def test_what_begins_later_moves_as_a_whole_or_is_refused(world, day):
    person, late = world.person("Ida", "Quill"), day + timedelta(days=5)
    world.member(person, "Sundridge", since=late)
    merge(world, day)
    assert spans(person) == [("Northgate", late, None)]
    world.institute("Third")
    world.member(person, "Third", since=late + timedelta(days=3), position=1)
    with pytest.raises(MoveRefused, match="Ida Quill cannot go on at Third"):
        merge(world, day, "Northgate", "Third")


def test_the_dead_go_nowhere(world, day):
    dead = world.person("Ada", "Gone", deceased=True)
    world.member(dead, "Sundridge")
    merge(world, day)
    assert [place for place, _, _ in spans(dead)] == ["Sundridge"]


def test_nonsense_is_refused_in_words(world, day):
    world.institute("Oldham", until=world.today)
    world.institute("Nowhere", kind="external")
    for who, into, on, words in (
        ("Sundridge", "Sundridge", day, "with itself"),
        ("Sundridge", "Northgate", world.today - timedelta(days=1), "the past stays"),
        ("Oldham", "Northgate", day, "not in the collaboration"),
        ("Sundridge", "Oldham", day, "not in the collaboration"),
        ("Sundridge", "Nowhere", day, "only an address"),
    ):
        with pytest.raises(MoveRefused, match=words):
            merge(world, on, who, into)
    with pytest.raises(Denied):
        merge(world, day, by="delegate")
    small = world.institute("Smallville")
    put_under_host(small, host=world.institutes["Sundridge"], on=LEAP, by=world.user("office"))
    with pytest.raises(MoveRefused, match="Smallville is associate of Sundridge"):
        merge(world, day)


def test_ties_end_with_the_institute_and_those_of_history_stay(world, day):
    cluster, office = world.institute("Union", kind="cluster"), world.user("office")
    join_cluster(world.institutes["Sundridge"], cluster=cluster, on=LEAP, by=office)
    merge(world, day)
    ties = world.institutes["Sundridge"].ties.order_by("period")
    assert [(tie.kind, tie.period.upper) for tie in ties] == [("cluster", day), ("merged", None)]


def test_a_part_becomes_an_institute_of_its_own(world, day):
    place, person = world.institutes["Sundridge"], world.user("member").person
    row, office = person.memberships.get(), world.user("office")
    foreign = world.user("stranger").person.memberships.get()
    fields = {"name": "Sundridge Laboratory", "short_name": "SuLab", "on": day, "by": office}
    with pytest.raises(MoveRefused, match="not current"):
        actions.split(place, members=[foreign], **fields)
    with pytest.raises(MoveRefused, match="called northgate already"):
        actions.split(place, **fields | {"short_name": "northgate"})
    made = actions.split(place, members=[row], **fields)
    assert spans(person) == [("Sundridge", date(2019, 3, 1), day), ("SuLab", day, None)]
    assert (made.period.lower, made.country) == (day, "NO")
    assert [(tie.kind, tie.other) for tie in made.ties.all()] == [("split", place)]
    assert len(spans(world.user("delegate").person)) == 1
