"""The life of a membership portal, day by day: nothing is lost, told twice or left alone.

Five years by default; SIMULATION_DAYS=365 lives one of them, SIMULATION_SEED another life.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.members.conftest import build_world
from tests.members.simulation.founding import found
from tests.members.simulation.institutes import Institutes
from tests.members.simulation.invariants import Invariants
from tests.members.simulation.life import Life
from tests.members.simulation.newcomers import Newcomers
from tests.members.simulation.schedule import Clock, Scheduler, outages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIRST = date(2021, 3, 1)
DAYS = int(os.environ.get("SIMULATION_DAYS", "1826"))
SEED = int(os.environ.get("SIMULATION_SEED", "2021"))
OTHER_LAWS = """
expiry = [
    { when = "institute-leaving", days = 60, action = "mail" },
    { when = "end", days = 10, action = "tell-delegate", categories = ["phd-student"] },
    { when = "sponsor-gone", action = "end", categories = ["theory-guest"] },
]
[requests]
gates = ["delegate", "office"]
[memberships]
transfer_lag_days = 7
reminder_days = [60, 30, 7, -7]
"""
"""In the middle of the life the board changes the by-laws."""

HAPPENED = (
    *(
        "approve",
        "endorse",
        "decline",
        "ask transfer",
        "begin",
        "renew",
        "end",
        "correct",
        "appoint a delegate",
        "settle",
    ),
    *("reminders", "reminders overtaken", "policies", "reminders of departures", "alarm remind", "alarm office"),
    *("days in a transfer", "status active", "status expiring", "status expired", "status former"),
)
"""Of each at least one in a year, so that no invariant holds because nothing happened."""
SELDOM = (
    *("admit", "withdraw", "hold", "return", "claim", "hand over", "change category", "reactivate", "suspend", "lift"),
    *("record death", "ask renewal", "decline renewal", "end a term", "appoint", "merge institutes", "alarm deputy"),
    *("days with a term that ends", "status suspended", "status deceased", "status future"),
)
"""And of each of these in five."""


def test_every_day_keeps_what_the_rules_promise(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, by_law: Any
) -> None:
    rng = Random(SEED)
    clock = Clock(monkeypatch, FIRST)
    departure = int(DAYS * 0.28) + 100
    down = outages(rng, FIRST, DAYS, (departure - 15, 40), (int(DAYS * 0.85), 40))
    scheduler = Scheduler(down)
    life = Life(rng, found(build_world(), rng))
    newcomers, institutes, invariants = Newcomers(life), Institutes(life, DAYS), Invariants(life)
    for number in range(DAYS):
        if number == DAYS // 2:
            by_law(OTHER_LAWS)
        on = FIRST + timedelta(days=number)
        clock.set(on, 9)
        life.live(on)
        newcomers.live()
        institutes.live(number)
        if scheduler.works(on):
            for hour in (12, 20) if rng.random() < 0.1 else (20,):
                clock.set(on, hour)
                before = invariants.before()
                scheduler.run()
                invariants.scheduled(before)
        invariants.of_the_day()
    told = {**life.done, **invariants.counts}
    print(told, life.refused, sep="\n")  # for who runs it with -s
    expected = HAPPENED if DAYS < 1800 else (*HAPPENED, *SELDOM)
    assert [what for what in expected if not told.get(what)] == [], "this never happened, so that it was not tried"
