"""How requests come to their states."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from liaisons.demo.timeline import MOVES, RETURNED_FOR, Course
from liaisons.requests.choices import RequestState

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ENDED = BEGAN + timedelta(days=40)


@pytest.mark.parametrize("state", [*RequestState])
@pytest.mark.parametrize("seed", range(12))
def test_every_course_replays_from_a_draft_to_its_state(state, seed):
    steps = Course(Random(seed), "liaison", lambda day: f"manager of {day:%B}").run(state, BEGAN, ENDED)
    now, before = RequestState.DRAFT, BEGAN
    for step in steps:
        sources, target = MOVES[step.verb]
        assert now in sources
        assert step.state == target
        assert before < step.at <= ENDED
        now, before = step.state, step.at
    assert now == state
    assert not steps or steps[-1].at == ENDED


def test_only_a_return_and_a_cancellation_have_reasons():
    for seed in range(40):
        for state in (RequestState.DONE, RequestState.RETURNED, RequestState.CANCELLED):
            for step in Course(Random(seed), "liaison", lambda day: "manager").run(state, BEGAN, ENDED):
                assert bool(step.reason) == (step.verb in ("return", "cancel"))


def test_the_manager_of_the_day_decides_and_the_liaison_files():
    managers = {}
    for seed in range(40):
        for step in Course(Random(seed), "liaison", lambda day: f"m{day.month}").run(RequestState.DONE, BEGAN, ENDED):
            assert step.by == ("liaison" if step.verb == "submit" else f"m{step.at.month}")
            managers.setdefault(step.by, 0)
    assert managers.keys() == {"liaison", "m1", "m2"}


def test_some_requests_come_back_once_before_they_are_accepted():
    courses = [Course(Random(seed), "l", lambda day: "m").run(RequestState.DONE, BEGAN, ENDED) for seed in range(200)]
    returned = sum(any(step.verb == "return" for step in steps) for steps in courses)
    assert returned in range(30, 75)


def test_the_reasons_that_can_be_seen_name_different_flaws():
    assert len(set(RETURNED_FOR.values())) == len(RETURNED_FOR) == 3
