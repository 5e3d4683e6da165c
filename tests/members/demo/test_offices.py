"""Groups and posts: seats, terms, who may hold what."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from members.demo.offices import GROUPS, Presence
from members.groups.choices import GroupKind, Post


@pytest.fixture(scope="session")
def presence(demo):
    return Presence(demo.memberships)


def test_a_dozen_working_groups_and_the_other_bodies():
    assert Counter(group.kind for group in GROUPS) == {
        GroupKind.WORKING_GROUP: 14,
        GroupKind.PRODUCTION: 2,
        GroupKind.BOARD: 2,
        GroupKind.COMMITTEE: 2,
        GroupKind.OFFICE: 1,
    }
    assert len({group.code for group in GROUPS}) == len({group.name for group in GROUPS}) == len(GROUPS)


def test_every_seat_is_taken_today_and_for_another_year(demo):
    for day in (demo.today, demo.today + timedelta(days=364)):
        taken = Counter((row.group, row.post) for row in demo.appointments if row.holds_on(day))
        for group in GROUPS:
            for post, seats in group.seats.items():
                assert taken[group.code, post] == seats, (group.code, post, day)


def test_nobody_holds_a_post_without_being_a_member(demo, presence):
    for row in demo.appointments:
        end = presence.until(row.person, row.from_on)
        assert end is not None, row
        assert row.until is None or row.from_on < row.until <= end


def test_a_person_holds_one_office_at_a_time(demo):
    posts = defaultdict(list)
    working = {group.code for group in GROUPS if group.kind == GroupKind.WORKING_GROUP}
    for row in demo.appointments:
        if row.post != Post.MEMBER or row.group not in working:
            posts[row.person].append(row)
    for rows in posts.values():
        rows.sort(key=lambda row: row.from_on)
        assert all(before.until <= after.from_on for before, after in pairwise(rows))


def test_the_same_post_is_never_held_twice_at_a_time(demo):
    rows = defaultdict(list)
    for row in demo.appointments:
        rows[row.person, row.group, row.post].append(row)
    for same in rows.values():
        same.sort(key=lambda row: row.from_on)
        assert all(before.until is not None and before.until <= after.from_on for before, after in pairwise(same))


def test_terms_last_two_years_and_do_not_all_change_on_one_day(demo):
    conveners = [row for row in demo.appointments if row.post == Post.CONVENER]
    assert max((row.until - row.from_on).days for row in conveners) in (730, 731)
    assert len({row.from_on for row in conveners if row.holds_on(demo.today)}) >= 5
    assert len(conveners) > 100


def test_liaisons_are_young_and_chairs_are_staff(demo, presence):
    for row in demo.appointments:
        if row.post in (Post.LIAISON, Post.CHAIR):
            category = next(one.category for one in presence.rows(row.person) if one.holds_on(row.from_on))
            assert category in (("postdoc", "phd") if row.post == Post.LIAISON else ("faculty", "engineer"))


def test_presence_joins_adjacent_memberships_and_stops_at_a_gap(demo, presence):
    gaps = [
        (before, after)
        for person in presence.people
        for before, after in pairwise([row for row in presence.rows(person) if row.position == 0])
        if before.until < after.from_on
    ]
    before, after = gaps[0]
    assert presence.until(before.person, before.from_on) == before.until
    assert presence.until(before.person, before.until) is None
    assert presence.until(after.person, after.from_on) > after.from_on
