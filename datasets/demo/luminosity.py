"""Runs of the demo with their luminosity, quoted values, beam energies and good-run lists; all invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from datasets.demo import runs as taken
from datasets.luminosity.choices import Kind, Quality, Rule
from datasets.luminosity.models import (
    BeamEnergy,
    Experiment,
    GoodRunList,
    ReferenceLuminosity,
    Run,
    RunLuminosity,
    columns,
)
from datasets.luminosity.numbers import experiments_of
from datasets.luminosity.units import Luminosity, Measured, Unit
from portal.demo import Story

RANGES = (
    ("4S_scan", "10.370", "10.515", None),
    ("4S_offres", "10.515", "10.540", "10.520"),
    ("4S", "10.570", "10.600", "10.580"),
    ("5S_scan", "10.600", "10.820", None),
)
LISTS = (
    ("Run 1, 4S", Rule.GOOD, "7-26", "4S", "Good runs at the resonance, for measurements that need every detector"),
    ("Run 1, 4S, with recoverable", Rule.RECOVERABLE, "7-26", "4S", "Also runs that a new calibration made usable"),
    ("Run 2", Rule.GOOD, "30-35", "", "Good runs of Run 2 at all energies, as of now"),
)
UNJUDGED = (7, 8)
"""Experiments from before runs were judged."""
LATEST = "proc16"


def load(story: Story, today: date) -> int:
    """Tell the story of the runs; how many."""
    rng = Random("luminosity")
    for label, low, high, simulated in RANGES:
        at = Decimal(simulated) if simulated else None
        story.create(BeamEnergy, label=label, low_gev=Decimal(low), high_gev=Decimal(high), simulated_gev=at)
    for experiment in sorted({run.experiment for run in taken.taken()}):
        story.create(Experiment, number=experiment, description=_about(experiment))
    for planned, started in zip(taken.taken(), _starts(rng, today), strict=True):
        _run(story, rng, planned, started)
    for name, rule, experiments, energy, about in LISTS:
        story.create(GoodRunList, name=name, rule=rule, experiments=experiments, energy=energy, description=about)
    for name, shift, syst in (("Bhabha events", "0.9991", "0.0058"), ("two photons", "1.0011", "0.0060")):
        _quoted(story, name, Decimal(shift), Decimal(syst))
    return len(taken.taken())


def _about(experiment: int) -> str:
    return "Energy scan above the 4S" if experiment == 21 else f"Run {1 if experiment in taken.RUN_1 else 2}"


def _starts(rng: Random, today: date) -> Iterator[datetime]:
    """When each run began, in the order in which they were taken; experiments follow each other with a pause."""
    at = datetime.combine(today - timedelta(days=1900), time(8, 12))
    before = 0
    for run in taken.taken():
        at += timedelta(days=60 if run.experiment != before else 0, minutes=rng.randint(90, 1500))
        before = run.experiment
        yield at


def _run(story: Story, rng: Random, planned: taken.Run, started: datetime) -> None:
    scan = planned.energy in taken.SCAN
    quality = rng.choices((Quality.GOOD, Quality.RECOVERABLE, Quality.BAD), (86, 6, 8))[0]
    run = story.create(
        Run,
        experiment_id=planned.experiment,
        number=planned.number,
        energy="5S_scan" if scan else planned.energy,
        energy_gev=Decimal(planned.energy) / 1000 if scan else None,
        quality=Quality.UNJUDGED if planned.experiment in UNJUDGED else quality,
        started_text=f"{started:%Y/%m/%d %H:%M}",
        started_on=started.date(),
        minutes=rng.randint(2, 600),
    )
    value = round(Decimal(planned.luminosity), 3)
    _value(story, run, Measured(Luminosity(round(value * Decimal(str(rng.uniform(0.97, 1.0))), 3))))
    if planned.experiment in taken.RUN_1 or scan:
        error = Luminosity(max(Decimal("0.001"), round(value.sqrt() / 40, 3)))
        _value(story, run, Measured(Luminosity(value), error), processing=LATEST, kind=Kind.OFFLINE)


def _value(story: Story, run: Run, found: Measured, **key: Any) -> None:
    story.create(RunLuminosity, run=run, **{"kind": Kind.ONLINE, **key}, **columns(found))


def _quoted(story: Story, method: str, shift: Decimal, syst: Decimal) -> None:
    """Run 1 as one method has it."""
    run_1 = sum(run.luminosity for run in taken.taken() if run.experiment in taken.RUN_1) / 1000
    value = round(Decimal(run_1) * shift, 2)
    errors = f"0.03 stat {round(value * syst, 2)} syst"
    story.create(
        ReferenceLuminosity,
        scope=f"Run 1, {method}",
        experiments="7-26",
        experiment_numbers=experiments_of("7-26"),
        quality="good",
        processing=LATEST,
        kind="note",
        source="Demo note 12",
        **columns(Measured.parse(str(value), errors, Unit.FB)),
    )
