"""What the global tags of the demo hold, and the chains of the campaigns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from datasets.demo.campaigns import campaigns
from datasets.globaltags.iov import Iov

_RUN_1 = (7, 8, 10, 12, 14, 16, 17, 18, 20, 22, 24, 26)
_RUN_2 = (30, 31, 32, 33)
_ALL = (0, 0, -1, -1)
_FIXED = ("MagneticField", "BeamPipeMaterial", "SVDSensorPositions", "TriggerMenuDefault")
"""Modules with one payload for ever."""
_PER_EXPERIMENT = (
    "BeamParameters",
    "CDCAlignment",
    "ECLCrystalEnergy",
    "TOPChannelMask",
    "KLMEfficiency",
    "PXDDeadPixels",
)
"""Modules with a payload for each experiment, some of them for parts of it."""
_SIMULATED = ("BeamParameters", "PXDDeadPixels", "KLMEfficiency", "ECLCrystalEnergy")
"""What a tag of run-dependent simulation has before that of the data."""

# tag, modules for ever, modules by experiment, experiments
_TAGS = (
    (1633, _FIXED, _PER_EXPERIMENT[:3], (7, 8, 10, 12)),
    (2397, _FIXED, _PER_EXPERIMENT, _RUN_1[:8]),
    (2652, (), _SIMULATED, _RUN_1[:8]),
    (3166, _FIXED, ("BeamParameters",), (1003,)),
    (3171, _FIXED, ("BeamParameters",), (1004,)),
    (3218, _FIXED, _PER_EXPERIMENT, _RUN_1),
    (3352, (), _SIMULATED, _RUN_1),
    (3353, (), _SIMULATED, _RUN_2),
    (3360, _FIXED, _PER_EXPERIMENT, _RUN_2),
)
NOT_ALL_ON_RECORD = 3353
"""A tag that declares more than was imported."""
ONLINE = "online"
"""The last tag of every chain; it is not imported."""


@dataclass(frozen=True, slots=True)
class Held:
    """A payload for an interval of validity in a tag."""

    tag: int
    module: str
    revision: int
    iov: Iov


@dataclass(frozen=True, slots=True)
class Chain:
    """The tags that a campaign uses from a day until another, by name."""

    campaign: str
    names: tuple[str, ...]
    since: date
    until: date | None = None


def held(rng: Random) -> tuple[Held, ...]:
    """What the tags hold; a later tag has later revisions, and some share a payload."""
    return tuple(
        row for number, fixed, moving, experiments in _TAGS for row in _held(rng, number, fixed, moving, experiments)
    )


def _held(
    rng: Random, number: int, fixed: tuple[str, ...], moving: tuple[str, ...], experiments: tuple[int, ...]
) -> Iterator[Held]:
    for module in fixed:
        yield Held(number, module, 1 + number // 1000, Iov.of(*_ALL))
    for module in moving:
        for experiment in experiments:
            revision = number // 10 + experiment
            split = rng.randrange(100, 400)
            if rng.random() < 0.7:
                yield Held(number, module, revision, Iov.of(experiment, 0, experiment, -1))
                continue
            yield Held(number, module, revision, Iov.of(experiment, 0, experiment, split))
            later = split + rng.choice((1, 1, 1, 12))  # mostly the next run, now and then a gap
            yield Held(number, module, revision + 500, Iov.of(experiment, later, experiment, -1))
        if rng.random() < 0.3:  # a repaired payload for the last experiments, over what was there
            yield Held(number, module, number // 10 + 900, Iov.of(experiments[-1], 50, experiments[-1], 90))


_CHAINS = {
    "proc12": ("data_reprocessing_proc12",),
    "proc13": ("data_reprocessing_proc13",),
    "MC15rd_b": ("mcrd_proc13_b", "data_reprocessing_proc13"),
    "MC16ri_run1": ("mc_production_mc16ri_run1",),
    "MC16ri_run2": ("mc_production_mc16ri_run2",),
    "proc16": ("data_proc16",),
    "MC16rd_proc16": ("mcrd_proc16_demo", "data_proc16"),
    "bucket39": ("data_prompt_rel08",),
    "prompt": ("data_prompt_rel08",),
}


def chains(today: date) -> tuple[Chain, ...]:
    """The chains; that of the simulation of prompt data was changed once."""
    known = campaigns()
    made = [
        Chain(name, (*names, ONLINE), known[name].registered_on(today, 0) - timedelta(days=20))
        for name, names in _CHAINS.items()
    ]
    begun = known["MC16rd_prompt"].registered_on(today, 0) - timedelta(days=20)
    changed = known["MC16rd_prompt"].registered_on(today, 0.4)
    return (
        *made,
        Chain("MC16rd_prompt", ("data_prompt_rel08", ONLINE), begun, changed),
        Chain("MC16rd_prompt", ("mcrd_prompt_rel08_demo", "data_prompt_rel08", ONLINE), changed),
    )
