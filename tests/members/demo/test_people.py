"""The people and their memberships: quotas, unique identities, periods that fit."""

import gzip
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
from lxml import etree

from members.demo.institutes import founded_on
from members.people import identifiers
from members.people.names import fold


@pytest.fixture(scope="session")
def careers(demo):
    rows = defaultdict(list)
    for row in demo.memberships:
        rows[row.person].append(row)
    return rows


@pytest.fixture(scope="session")
def places(demo):
    return {one.key: one for one in demo.institutes}


def status(rows, today):
    now = [row for row in rows if row.holds_on(today)]
    if now:
        ends = [row.until for row in now]
        soon = None not in ends and max(ends) <= today + timedelta(days=28)
        return "expiring" if soon else "active"
    return "future" if any(row.from_on > today for row in rows) else "former"


def test_a_thousand_people_in_every_status(demo, careers):
    assert len(demo.people) == 1000
    assert set(careers) == {person.key for person in demo.people}
    dead = {person.key for person in demo.people if person.deceased_on}
    states = Counter("deceased" if key in dead else status(rows, demo.today) for key, rows in careers.items())
    assert states == {"active": 767, "expiring": 40, "future": 12, "former": 179, "deceased": 2}


def test_an_active_term_does_not_end_within_three_months(demo, careers):
    for rows in careers.values():
        ends = [row.until for row in rows if row.holds_on(demo.today)]
        if status(rows, demo.today) == "active":
            assert None in ends or max(ends) >= demo.today + timedelta(days=100)


def test_memberships_lie_inside_the_time_of_their_institute(demo, places):
    for row in demo.memberships:
        place = places[row.institute]
        assert place.joined_on <= row.from_on
        assert row.until is None or row.from_on < row.until
        if place.left_on:
            assert row.until is not None
            assert row.until <= place.left_on


def test_no_two_memberships_of_a_person_overlap_at_one_institute_nor_of_one_position(careers):
    for rows in careers.values():
        for key in {("institute", row.institute) for row in rows} | {("position", row.position) for row in rows}:
            same = sorted((row for row in rows if getattr(row, key[0]) == key[1]), key=lambda row: row.from_on)
            assert all(before.until is not None and before.until <= after.from_on for before, after in pairwise(same))


def test_keys_of_memberships_are_unique(demo):
    assert len({row.key for row in demo.memberships}) == len(demo.memberships)


def test_about_four_percent_stand_under_two_institutes(demo, careers):
    now = [[row for row in rows if row.holds_on(demo.today)] for rows in careers.values()]
    counts = Counter(len(rows) for rows in now)
    assert set(counts) == {0, 1, 2}
    assert 0.03 < counts[2] / (counts[1] + counts[2]) < 0.055
    for rows in now:
        if len(rows) == 2:
            assert [row.position for row in rows] == [0, 1]
            assert rows[0].from_on <= rows[1].from_on


def test_careers_join_move_are_promoted_leave_and_return(demo, careers):
    moved = promoted = returned = 0
    for rows in careers.values():
        for before, after in pairwise([row for row in rows if row.position == 0]):
            moved += before.institute != after.institute
            promoted += (before.category, after.category) == ("phd", "postdoc")
            returned += before.until < after.from_on
    assert moved > 200
    assert promoted > 100
    assert returned in range(10, 80)
    assert Counter(row.category for row in demo.memberships).keys() == {category.code for category in demo.categories}


def test_the_collaboration_grows_over_eight_years(demo):
    first = founded_on(demo.today)
    sizes = [
        len({row.person for row in demo.memberships if row.holds_on(first.replace(year=year))})
        for year in range(2018, 2027)
    ]
    assert sizes[0] > 200
    assert sizes == sorted(sizes)


def test_every_present_institute_has_staff_and_some_are_large(demo, places):
    sizes = Counter(row.institute for row in demo.memberships if row.holds_on(demo.today))
    assert sizes.keys() == {key for key, place in places.items() if place.member_on(demo.today)}
    staff = {row.institute for row in demo.memberships if row.holds_on(demo.today) and row.category == "faculty"}
    assert staff == sizes.keys()
    assert max(sizes.values()) > 15


def test_identities_are_unique_and_valid(demo):
    for field in ("key", "email", "username"):
        assert len({getattr(person, field) for person in demo.people}) == 1000, field
    for person in demo.people:
        assert person.username.isascii()
        assert person.username.isalnum()
        assert person.username == person.username.lower()
        assert len(person.username) in range(4, 9), person
        assert person.email.endswith(".example")
        assert identifiers.orcid(person.orcid).value == person.orcid
        assert person.orcid[:9] in ("", "0009-0099")
    known = [person.orcid for person in demo.people if person.orcid]
    assert len(set(known)) == len(known)
    assert len(known) in range(650, 750)


def test_namesakes_work_at_one_institute(demo, careers):
    names = {person.key: (person.name.display, person.name.native) for person in demo.people}
    here = Counter((names[row.person], row.institute) for row in demo.memberships if row.holds_on(demo.today))
    assert sum(number > 1 for number in here.values()) >= 4
    printed = Counter(fold(person.name.printed) for person in demo.people)
    assert sum(number > 1 for number in printed.values()) > 20


def test_the_deceased_are_no_members_from_that_day(demo, careers):
    for person in demo.people:
        if person.deceased_on:
            assert max(row.until for row in careers[person.key]) == person.deceased_on


def test_nobody_has_the_name_of_a_published_author(demo, shared):
    published = set()
    for path in (shared / "data/authorship/real").iterdir():
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
        for node in root.iter("{*}Person"):
            published.add((fold(node.findtext("{*}familyName") or ""), fold(node.findtext("{*}givenName") or "")))
    assert len(published) > 1500
    invented = {(fold(person.name.family), fold(person.name.given)) for person in demo.people}
    assert invented & published == set()
