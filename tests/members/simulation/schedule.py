"""Time that moves day by day, and a scheduler that calls what the settings schedule, except when it stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone


class Clock:
    """The instant that the portal believes in; only the database stamps its events with the real one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, first: date) -> None:
        self.now = datetime(first.year, first.month, first.day, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, day: date, hour: int) -> None:
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Scheduler:
    """Calls each entry of the settings once its interval has passed; `down`: the days on which it is out of order."""

    down: frozenset[date]
    last: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        current_app.loader.import_default_modules()

    def works(self, on: date) -> bool:
        return on not in self.down

    def run(self) -> None:
        """One pass; what stood still for long is called once, as a real scheduler does."""
        schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
        for name, entry in schedule.items():
            if name not in self.last or timezone.now() - self.last[name] >= entry["schedule"]:
                self.last[name] = timezone.now()
                current_app.tasks[entry["task"]]()


def outages(rng: Random, first: date, days: int, *long: tuple[int, int]) -> frozenset[date]:
    """The days without a scheduler: single ones, more than half, and each of `long` (first day by number, how many)."""
    down = {number for number in range(days) if rng.random() < 0.55}
    for start, count in long:
        down |= set(range(start, start + count))
        down.discard(start + count)  # afterwards it catches up
    return frozenset(first + timedelta(days=number) for number in down)
