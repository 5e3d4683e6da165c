"""The clock of memberships."""

from __future__ import annotations

from celery import current_app
from django.conf import settings

from members.memberships.tasks import sweep


def test_the_task_sweeps_today(world, ending):
    row = ending(5)
    sweep()
    assert row.reminders.filter(sent=True).count() == 1


def test_it_runs_several_times_a_day():
    entry = settings.CELERY_BEAT_SCHEDULE["members.memberships.sweep"]
    current_app.loader.import_default_modules()
    assert entry["task"] in current_app.tasks
    assert entry["schedule"].total_seconds() <= 12 * 3600
