"""Two delegates, or two schedules, at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.reviews import actions
from members.reviews.models import Confirmation, Review
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.members.conftest import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def review(transactional_db):
    world = build_world()
    day = world.today
    return world, actions.open_review(year=2026, on=day, due_on=day + timedelta(days=60), by=world.user("office"))


def test_two_delegates_confirm_at_once(review):
    world, _ = review
    pk = Confirmation.objects.get(institute__short_name="Sundridge").pk

    def confirm(name):
        return lambda: actions.confirm(Confirmation.objects.get(pk=pk), by=world.user(name))

    results = at_once(confirm("delegate"), confirm("deputy"))
    [refused] = [result for result in results if result is not None]
    assert isinstance(refused, MoveRefused)
    assert Confirmation.objects.get(pk=pk).state == "confirmed"


def test_two_schedules_at_once_remind_once(review):
    _, opened = review
    due = timezone.localdate() + timedelta(days=14)
    Review.objects.filter(pk=opened.pk).update(due_on=due, opened_at=timezone.now() - timedelta(days=100))
    results = at_once(lambda: actions.remind(by=SYSTEM), lambda: actions.remind(by=SYSTEM))
    assert sorted(results) == [0, 2]
    assert Effect.objects.filter(key__contains=":14 days:").count() == 3
