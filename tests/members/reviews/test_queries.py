"""Who is confirmed, and what changed since."""

from dataclasses import replace
from datetime import date, timedelta

from members.reviews import queries
from members.reviews.queries import Belonging, changes


def somebody(key, category="postdoc", until=""):
    return Belonging(key, f"Person {key}", category, "affiliated with", "2020-01-01", until)


def test_changes_are_said_in_words():
    before = [somebody(1), somebody(2), somebody(3), somebody(4, until="2026-12-31")]
    now = [somebody(1), replace(somebody(3), category="faculty"), somebody(4), somebody(5, "PhD student")]
    assert [(name, words) for name, _, words in changes(before, now)] == [
        ("Person 2", "gone (was postdoc)"),
        ("Person 3", "faculty (was postdoc)"),
        ("Person 4", "until open end (was 2026-12-31)"),
        ("Person 5", "added as PhD student"),
    ]
    assert changes(before, before) == []


def test_namesakes_are_two_people():
    one, two = somebody(1), replace(somebody(2), name="Person 1")
    assert changes([one], [two]) == [("Person 1", 1, "gone (was postdoc)"), ("Person 1", 2, "added as postdoc")]


def test_a_person_counts_once_by_the_first_affiliation_there(world):
    twice = world.person("Ada", "Zimmer")
    world.member(twice, "Sundridge", category="phd-student", position=1, connection="Also at")
    world.member(twice, "Sundridge", category="postdoc", position=0)
    world.member(twice, "Northgate", category="phd-student", position=2)
    people = queries.people_of(world.institutes["Sundridge"], world.today)
    assert [item.category for item in people if item.person == twice.pk] == ["postdoc"]
    assert queries.headcounts(people) == {"postdoc": 4}


def test_the_day_decides_on_a_transfer_and_a_leap_day(world):
    mover, dead = world.person("Mo", "Ver"), world.person("De", "Parted", deceased=True, deceased_on=date(2024, 2, 29))
    leap = date(2024, 2, 29)
    world.member(mover, "Sundridge", until=leap)
    world.member(mover, "Northgate", since=leap)
    world.member(dead, "Sundridge")

    def names(institute, day):
        return {item.name for item in queries.people_of(world.institutes[institute], day)} & {"Mo Ver", "De Parted"}

    assert names("Sundridge", leap - timedelta(days=1)) == {"Mo Ver", "De Parted"}
    assert names("Sundridge", leap) == set()
    assert names("Northgate", leap) == {"Mo Ver"}


def test_those_without_a_category_come_last(world):
    world.member(world.person("No", "Body"), "Sundridge")
    assert list(queries.headcounts(queries.people_of(world.institutes["Sundridge"], world.today))) == [
        "postdoc",
        "no category",
    ]
