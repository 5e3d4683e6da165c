"""A review that the office has opened for the two institutes of the world."""

from datetime import timedelta

import pytest


@pytest.fixture
def opened(world):
    """`opened(due=60)`: the review of this year, as of today, due in so many days."""

    def start(due=60, **more):
        from members.reviews import actions

        day = world.today
        facts = {"year": day.year, "on": day, "due_on": day + timedelta(days=due)} | more
        return actions.open_review(by=world.user("office"), **facts)

    return start


@pytest.fixture
def of(opened):
    """`of("Sundridge")`: what the institute has to confirm."""
    from members.reviews.models import Confirmation

    def find(name):
        return Confirmation.objects.select_related("review", "institute").get(institute__short_name=name)

    return find
