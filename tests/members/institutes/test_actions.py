"""An institute is corrected, renamed and tied to others; nonsense is refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.authorship.models import Authorship
from members.authorship.queries import published_list
from members.institutes import actions, queries
from members.institutes.choices import Tie
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import Denied

LEAP = date(2024, 2, 29)


@pytest.fixture
def places(world):
    """Sundridge and Northgate, a cluster, an associate to be, and one that left."""
    world.institute("Union", kind="cluster")
    world.institute("Oldham", until=date(2022, 1, 1))
    world.institute("Smallville")
    world.institute("Nowhere", kind="external")
    return world.institutes


def rename(world, name="Sundridge Institute of Science", on=LEAP, place="Sundridge", **more):
    institute = world.institutes[place]
    fields = {"name": name, "short_name": name.partition(" ")[0], "address": ""} | more
    actions.rename(institute, on=on, by=world.user("office"), **fields)
    return institute


def test_a_new_name_holds_from_its_day_and_the_old_one_before(world):
    institute = rename(world)
    days = (LEAP - timedelta(days=1), LEAP, world.today)
    assert [queries.named(institute, day).name for day in days] == [
        "University of Sundridge", "Sundridge Institute of Science", "Sundridge Institute of Science",
    ]  # fmt: skip
    rename(world, "Sundridge Technical University", date(2025, 1, 1))
    assert queries.named(institute, date(2024, 12, 31)).name == "Sundridge Institute of Science"
    assert queries.named(institute, LEAP - timedelta(days=1)).name == "University of Sundridge"


@pytest.mark.parametrize(
    ("name", "on", "words"),
    [
        ("University of Sundridge", LEAP, "the same as now"),
        ("Other", date(2019, 3, 1), "has to begin after that day"),
        ("Other", date(2018, 1, 1), "has to begin after that day"),
        ("Other", date(2190, 1, 1), "still to come"),
        ("", LEAP, "has a name"),
    ],
)
def test_a_name_that_makes_no_sense_is_refused(world, name, on, words):
    short = "Sundridge" if name.startswith("University") else "Other"
    with pytest.raises(MoveRefused, match=words):
        rename(world, name, on, short_name=short)
    world.institutes["Sundridge"].refresh_from_db()
    assert (world.institutes["Sundridge"].name, world.institutes["Sundridge"].former_names.count()) == (
        "University of Sundridge",
        0,
    )


def test_an_author_list_prints_the_names_of_its_day(world):
    person = world.person("Ida", "Quill")
    world.member(person, "Sundridge")
    Authorship.objects.create(person=person, period=Period(date(2020, 1, 1), None))
    rename(world, address="2 New Street, Sundridge")
    printed = [published_list(day).institutes[0] for day in (LEAP - timedelta(days=1), LEAP)]
    assert [place.name for place in printed] == ["University of Sundridge", "Sundridge Institute of Science"]
    assert [place.address for place in printed] == ["", "2 New Street, Sundridge"]
    assert printed[0].uuid == printed[1].uuid


def test_only_the_office_keeps_institutes(world):
    for name in ("member", "delegate", "stranger"):
        with pytest.raises(Denied):
            actions.edit(world.institutes["Sundridge"], by=world.user(name), city="Elsewhere")
    actions.edit(world.institutes["Sundridge"], by=world.user("office"), city="Sund", reason="moved")
    [entry] = [item for item in entries(world.institutes["Sundridge"]) if item.verb == "edit"]
    assert (entry.who, entry.reason) == ("Office Castellanos", "moved")


def test_two_institutes_never_share_a_ror_and_coordinates_go_together(world):
    actions.edit(world.institutes["Northgate"], by=world.user("office"), ror="https://ror.org/00pjdza24")
    assert world.institutes["Northgate"].ror == "00pjdza24"
    for facts, words in (({"ror": "00pjdza24"}, "that of Northgate"), ({"ror": "00pjdza25"}, "check digits"),
                         ({"latitude": 4.0}, "go together")):  # fmt: skip
        with pytest.raises(MoveRefused, match=words):
            actions.edit(world.institutes["Sundridge"], by=world.user("office"), **facts)


def test_a_cluster_is_joined_and_left(world, places):
    office, place = world.user("office"), places["Sundridge"]
    actions.join_cluster(place, cluster=places["Union"], on=LEAP, by=office)
    assert queries.tie_on(place, Tie.CLUSTER, LEAP - timedelta(days=1)) is None
    assert queries.tie_on(place, Tie.CLUSTER, LEAP).other == places["Union"]
    with pytest.raises(MoveRefused, match="already"):
        actions.join_cluster(place, cluster=places["Union"], on=date(2025, 1, 1), by=office)
    with pytest.raises(MoveRefused, match="can end after"):
        actions.leave_cluster(place, on=LEAP, by=office)
    actions.leave_cluster(place, on=date(2025, 1, 1), by=office)
    assert queries.tie_on(place, Tie.CLUSTER, date(2025, 1, 1)) is None
    with pytest.raises(MoveRefused, match="part of no cluster"):
        actions.leave_cluster(place, on=date(2025, 1, 2), by=office)


@pytest.mark.parametrize(
    ("who", "cluster", "on", "words"),
    [
        ("Sundridge", "Northgate", LEAP, "is no cluster"),
        ("Union", "Union", LEAP, "only full members"),
        ("Nowhere", "Union", LEAP, "only full members"),
        ("Sundridge", "Union", date(2019, 2, 28), "not in the collaboration on 2019-02-28"),
        ("Oldham", "Union", date(2022, 1, 1), "until 2021-12-31"),
    ],
)
def test_a_cluster_of_nonsense_is_refused(world, places, who, cluster, on, words):
    with pytest.raises(MoveRefused, match=words):
        actions.join_cluster(places[who], cluster=places[cluster], on=on, by=world.user("office"))


def test_an_associate_stands_under_one_host_at_a_time(world, places):
    office, small = world.user("office"), places["Smallville"]
    actions.put_under_host(small, host=places["Sundridge"], on=LEAP, by=office)
    assert small.kind == "associate"
    for host, words in (("Sundridge", "already"), ("Smallville", "a host is a full member")):
        with pytest.raises(MoveRefused, match=words):
            actions.put_under_host(small, host=places[host], on=date(2025, 1, 1), by=office)
    # in a circle, and a chain
    with pytest.raises(MoveRefused, match="a host is a full member"):
        actions.put_under_host(places["Sundridge"], host=small, on=date(2025, 1, 1), by=office)
    with pytest.raises(MoveRefused, match="Smallville stands under Sundridge"):
        actions.put_under_host(places["Sundridge"], host=places["Northgate"], on=date(2025, 1, 1), by=office)
    actions.put_under_host(small, host=places["Northgate"], on=date(2025, 1, 1), by=office)
    days = (date(2024, 12, 31), date(2025, 1, 1))
    assert [str(queries.tie_on(small, Tie.HOST, day).other) for day in days] == ["Sundridge", "Northgate"]
    actions.leave_host(small, on=date(2026, 1, 1), by=office)
    assert small.kind == "full"


def test_an_institute_is_not_its_own_host(world, places):
    with pytest.raises(MoveRefused, match="itself"):
        actions.put_under_host(places["Sundridge"], host=places["Sundridge"], on=LEAP, by=world.user("office"))
