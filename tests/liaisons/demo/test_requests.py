"""120 requests: every state, people who may, samples that agree."""

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest

from datasets.campaigns.choices import CampaignKind
from datasets.demo import catalogue
from liaisons.demo.requests import generate
from liaisons.demo.timeline import RETURNED_FOR
from liaisons.requests.choices import Priority, RequestState
from members.demo import collaboration
from members.groups.choices import Post


def test_120_requests_in_every_state(demo):
    assert Counter(row.state for row in demo.requests) == {
        RequestState.DRAFT: 10,
        RequestState.SUBMITTED: 14,
        RequestState.RETURNED: 8,
        RequestState.ACCEPTED: 10,
        RequestState.PRODUCING: 12,
        RequestState.DONE: 58,
        RequestState.CANCELLED: 8,
    }
    assert [row.key for row in demo.requests] == [f"q{number:03}" for number in range(1, 121)]
    assert [row.created_at for row in demo.requests] == sorted(row.created_at for row in demo.requests)
    assert {row.priority for row in demo.requests} == set(Priority)


def test_the_facts_agree_with_the_state(demo, people):
    now = datetime.combine(people.today, time(), UTC)
    for row in demo.requests:
        assert (row.steps[-1].state if row.steps else RequestState.DRAFT) == row.state
        assert (row.closed_at is not None) == (row.state in (RequestState.DONE, RequestState.CANCELLED))
        if row.state not in (RequestState.DRAFT, RequestState.CANCELLED):
            assert row.submitted_at is not None
        assert (row.production is not None) == (row.state in (RequestState.PRODUCING, RequestState.DONE))
        assert bool(row.datasets) == (row.state == RequestState.DONE)
        assert row.created_at < now
        assert all(row.created_at < step.at < now for step in row.steps)
        assert all(row.created_at < remark.at < now for remark in row.remarks)
        assert row.events > 0


def test_what_is_done_has_the_sample_that_was_asked_for(demo, data):
    datasets = {row.path: row for row in data.datasets}
    files = {file.key: file for file in demo.decay_files}
    used = [path for row in demo.requests for path in row.datasets]
    assert len(set(used)) == len(used) == 58
    for row in demo.requests:
        for path in row.datasets:
            sample = datasets[path]
            assert sample.levels.event_type == files[row.decay_file].event_type
            assert (sample.levels.campaign, sample.levels.energy) == (row.campaign, row.energy)
            assert (sample.levels.production, sample.events) == (row.production, row.events)
            assert row.closed_at.date() == sample.registered_on


def test_productions_are_used_once(demo, data):
    running = [row.production for row in demo.requests if row.state == RequestState.PRODUCING]
    assert len(set(running)) == 12
    assert not set(running) & {row.levels.production for row in data.datasets}


def test_every_request_has_a_decay_file_of_its_group_and_a_simulation_campaign(demo, data):
    files = {file.key: file for file in demo.decay_files}
    kinds = {campaign.name: campaign.kind for campaign in data.campaigns}
    assert len({row.decay_file for row in demo.requests}) == 120
    for row in demo.requests:
        assert files[row.decay_file].group == row.group
        assert files[row.decay_file].by == row.filed_by
        assert kinds[row.campaign] in (CampaignKind.MC_RI, CampaignKind.MC_RD)


def test_a_liaison_of_the_group_files_and_the_production_manager_decides(demo, people):
    def holds(person, group, post, day):
        return any(
            (one.person, one.group, one.post) == (person, group, post) and one.holds_on(day)
            for one in people.appointments
        )

    strangers = 0
    for row in demo.requests:
        strangers += not holds(row.filed_by, row.group, Post.LIAISON, row.created_at.date())
        for step in row.steps:
            if step.by != row.filed_by:
                assert holds(step.by, "data-production", Post.MANAGER, step.at.date())
    assert strangers == 0


def test_a_reason_that_can_be_seen_is_in_the_file(demo):
    files = {file.key: file for file in demo.decay_files}
    returned = [row for row in demo.requests if row.state == RequestState.RETURNED]
    seen = [row for row in returned if row.steps[-1].reason in RETURNED_FOR]
    assert seen
    for row in seen:
        assert files[row.decay_file].flaw is RETURNED_FOR[row.steps[-1].reason]


def test_the_personas_find_something_to_do(demo, people):
    liaison = people.persona("liaison").person
    own = Counter(row.state for row in demo.requests if row.filed_by == liaison)
    assert own[RequestState.RETURNED] >= 1
    assert own[RequestState.DRAFT] >= 1
    assert sum(row.state == RequestState.SUBMITTED for row in demo.requests) == 14
    manager = people.persona("manager").person
    assert any(step.by == manager for row in demo.requests for step in row.steps)


def test_all_physics_groups_ask(demo):
    assert len({row.group for row in demo.requests}) >= 10


def test_the_same_record_gives_the_same_requests(demo, people, data):
    assert generate(people, data) == demo


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2030, 1, 1)])
def test_they_can_be_made_for_any_day(today):
    people = collaboration.generate(today)
    demo = generate(people, catalogue.generate(people))
    assert len(demo.requests) == 120
    assert max(step.at for row in demo.requests for step in row.steps).date() <= today
