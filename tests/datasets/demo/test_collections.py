"""150 collections: names, members, versions."""

from collections import Counter
from decimal import Decimal

import pytest

from datasets.collections.choices import CollectionState
from datasets.collections.names import parse
from datasets.demo.collections import collect


def test_150_collections_with_names_that_parse(demo):
    assert len(demo.collections) == len({one.path for one in demo.collections}) == 150
    for one in demo.collections:
        name = parse(one.path)
        assert name.path == one.path
        assert name.version in (1, 2)
    states = Counter(one.state for one in demo.collections)
    assert states == {
        CollectionState.PUBLISHED: 132,
        CollectionState.SUPERSEDED: 16,
        CollectionState.WITHDRAWN: 1,
        CollectionState.TEST: 1,
    }


def test_members_exist_once_and_are_what_the_columns_say(demo):
    datasets = {row.path: row.levels for row in demo.datasets}
    for one in demo.collections:
        assert len(set(one.members)) == len(one.members) > 0
        for path in one.members:
            levels = datasets[path]
            assert levels.campaign == one.campaign
            for column in ("event_type", "energy", "data_level", "general_skim", "skim_code"):
                assert getattr(one, column) in ("", getattr(levels, column))


def test_the_luminosity_is_the_sum_of_the_members(demo):
    worth = {row.path: row.luminosity for row in demo.datasets}
    for one in demo.collections:
        assert float(one.luminosity) == pytest.approx(sum(worth[path] for path in one.members), abs=1e-4)
        assert Decimal(0) < one.luminosity_error < one.luminosity


def test_a_superseded_version_has_a_published_successor_with_more_in_it(demo):
    collections = {one.path: one for one in demo.collections}
    for one in demo.collections:
        assert bool(one.superseded_by) == (one.state == CollectionState.SUPERSEDED)
        if one.superseded_by:
            newer = collections[one.superseded_by]
            assert newer.state == CollectionState.PUBLISHED
            assert parse(newer.path).family == parse(one.path).family
            assert set(one.members) < set(newer.members)
            assert one.published_on <= newer.published_on


def test_all_event_types_of_a_family_cover_the_same_luminosity(demo):
    run_1 = {one.luminosity for one in demo.collections if one.path.endswith("_Run1_4S_v2")}
    assert run_1 == {Decimal("395.9")}


def test_only_tests_are_not_published_and_each_has_a_contact_of_the_team(demo, people):
    team = {row.person for row in people.appointments if row.group == "data-production" and row.holds_on(people.today)}
    for one in demo.collections:
        assert (one.published_on is None) == (one.state == CollectionState.TEST)
        assert one.published_on is None or one.published_on <= people.today
        assert one.contact in team


def test_a_plan_that_finds_nothing_is_an_error(demo, people):
    with pytest.raises(ValueError, match="proc16_4S_had_v1: nothing in proc16 fits"):
        collect(demo.datasets[:10], ["p0001"], people.today)
