"""The feeds of the demo: what they brought is on record, one waits, and the schedule changes neither."""

import pytest
from django.utils import timezone

from datasets.catalogue.models import Dataset
from datasets.demo.feeds import CONFIGURATION
from datasets.feeds import actions
from datasets.feeds.choices import FeedState
from datasets.feeds.models import Feed
from portal.importing import actions as imports
from portal.importing.models import ImportRun, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture
def feeds(loaded, settings):
    settings.PORTAL_FEEDS = str(CONFIGURATION)
    return {feed.name: feed for feed in Feed.objects.all()}


def test_one_went_well_and_one_waits_for_a_person(feeds, as_persona):
    assert {name: feed.state for name, feed in feeds.items()} == {
        "figures": FeedState.OK, "file-catalogue": FeedState.HELD,
    }  # fmt: skip
    runs = ImportRun.objects.filter(by=None, file_name__startswith="figures: ")
    assert [run.state for run in runs] == [RunState.APPLIED] * 3
    assert all(run.started_at < timezone.now() and not run.content for run in runs)
    held = feeds["file-catalogue"]
    assert "would be marked as missing, more than 5 percent" in held.error
    assert not Dataset.objects.exclude(missing_since=None).exists()
    manager = as_persona("manager")
    for feed in feeds.values():
        page = manager.get(feed.get_absolute_url()).content.decode()
        assert f"{feed.name}: " in page
        assert str(CONFIGURATION.parent) not in page  # the folders of the machine are nobody's business
    assert "would be marked as missing" in manager.get("/feeds/").content.decode()


def test_the_schedule_leaves_them_as_they_are_until_they_are_due(feeds):
    before = list(Feed.objects.order_by("pk").values())
    actions.tick()
    assert list(Feed.objects.order_by("pk").values()) == before


def test_both_can_be_gone_on_with(feeds, personas):
    held, manager = feeds["file-catalogue"], personas["manager"]
    imports.release(held.run, by=manager, reason="a campaign was deleted")
    imports.apply(held.run, by=manager)
    imports.carry_on(held.run)
    Feed.objects.filter(name="figures").update(next_at=timezone.now())
    known = Dataset.objects.count()
    actions.tick()
    after = {feed.name: feed for feed in Feed.objects.all()}
    assert {feed.state for feed in after.values()} == {FeedState.OK}
    assert after["file-catalogue"].counts["end"] > 10
    assert (after["figures"].error, Dataset.objects.count()) == ("", known + 2)
