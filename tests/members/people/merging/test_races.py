"""A merge and an edit at the same moment, on two connections: never a change on a record that is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from members.memberships import actions as memberships
from members.memberships.models import Membership, Suspension
from members.memberships.standing import actions as standing
from members.people import actions as people
from members.people.merging import actions
from members.people.models import Merge, Person
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.members.conftest import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Any:
    return build_world()


def test_an_edit_comes_before_the_merge_or_is_refused(world):
    for number in range(4):
        kept, gone = world.person("Ida", f"Quist {number}x"), world.person("Ida", f"Kvist {number}x")
        results = at_once(
            lambda kept=kept, gone=gone: actions.merge(kept=kept, gone=gone, by=SYSTEM, reason="same"),
            lambda gone=gone: people.add_identifier(gone, kind="ACCOUNT", value=f"u{gone.pk}", source="x", by=SYSTEM),
        )
        assert isinstance(results[0], Merge)
        if isinstance(results[1], MoveRefused):
            assert "was merged into that of" in str(results[1])
        assert Person.everybody.get(pk=gone.pk).identifiers.count() == 0
        assert kept.identifiers.count() == (0 if isinstance(results[1], MoveRefused) else 1)


def test_two_merges_of_one_record_are_one(world):
    one, two, three = (world.person("Ida", "Quist") for _ in range(3))
    results = at_once(
        lambda: actions.merge(kept=one, gone=two, by=SYSTEM, reason="same"),
        lambda: actions.merge(kept=three, gone=two, by=SYSTEM, reason="same"),
    )
    [refused] = [result for result in results if not isinstance(result, Merge)]
    assert "was merged into another record already" in str(refused)
    assert Merge.objects.count() == 1


def test_crossed_merges_never_wait_for_each_other(world):
    one, two = world.person("Ida", "Quist"), world.person("Ida", "Quist")
    results = at_once(
        lambda: actions.merge(kept=one, gone=two, by=SYSTEM, reason="same"),
        lambda: actions.merge(kept=two, gone=one, by=SYSTEM, reason="same"),
    )
    assert sorted(type(result).__name__ for result in results) == ["Merge", "MoveRefused"]
    assert Person.everybody.filter(merged_into__isnull=False).count() == 1


def test_a_membership_that_ends_during_the_merge_ends_on_the_kept_record(world):
    """Whoever waits for the record that goes away must not write the membership back to it."""
    last, by = world.today + timedelta(days=9), world.user("office")
    for number in range(4):
        kept, gone = world.person("Ida", f"Quist {number}x"), world.person("Ida", f"Kvist {number}x")
        row = world.member(gone, "Sundridge")
        results = at_once(
            lambda kept=kept, gone=gone: actions.merge(kept=kept, gone=gone, by=SYSTEM, reason="same"),
            lambda row=row: memberships.end(membership=row, last_day=last, by=by),
        )
        assert isinstance(results[0], Merge)
        found = Membership.objects.get(pk=row.pk)
        assert found.person == kept
        if results[1] is None:
            assert found.period.upper == last + timedelta(days=1)
        else:
            assert isinstance(results[1], MoveRefused)
            assert "was merged into that of" in str(results[1])
            assert found.period.upper is None


@pytest.mark.parametrize("verb", ["begin", "suspend", "record_death"])
def test_nothing_is_recorded_on_the_record_that_goes_away(world, verb):
    by, place = world.user("office"), world.institutes["Sundridge"]
    for number in range(4):
        kept, gone = world.person("Ida", f"Quist {number}x"), world.person("Ida", f"Kvist {number}x")
        do = {
            "begin": lambda gone=gone: memberships.begin(
                person=gone, institute=place, category=None, starts_on=world.today, by=by
            ),
            "suspend": lambda gone=gone: standing.suspend(person=gone, reason="misuse", by=by),
            "record_death": lambda gone=gone: standing.record_death(person=gone, died_on=None, by=by),
        }[verb]
        merged, done = at_once(
            lambda kept=kept, gone=gone: actions.merge(kept=kept, gone=gone, by=SYSTEM, reason="same"), do
        )
        assert isinstance(merged, Merge)
        kept.refresh_from_db()
        told = (kept.memberships.exists(), Suspension.objects.filter(person=kept).exists(), kept.deceased)
        if isinstance(done, Exception):
            assert isinstance(done, MoveRefused)
            assert "was merged into that of" in str(done)
            assert not any(told)
        else:
            assert any(told)
        assert not gone.memberships.exists()
        assert not Suspension.objects.filter(person=gone).exists()
