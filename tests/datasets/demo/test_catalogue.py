"""The whole: deterministic, on any day."""

from datetime import date

import pytest

from datasets.demo.catalogue import generate
from members.demo import collaboration


def test_the_same_collaboration_gives_the_same_data(demo, people):
    assert generate(people) == demo


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2030, 1, 1)])
def test_it_can_be_made_for_any_day(today):
    demo = generate(collaboration.generate(today))
    assert len(demo.datasets) == 5000
    assert max(row.registered_on for row in demo.datasets) <= today
