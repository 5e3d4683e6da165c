"""Experiments and runs of the demo, and what is generated per unit of luminosity.

Luminosities are invented, in fb⁻¹ per experiment and energy, shared out over few long runs so that a sum over runs is
the luminosity of the experiment. Cross-sections in nb at 10.58 GeV, rounded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random


@dataclass(frozen=True, slots=True)
class Run:
    """One run with its recorded luminosity in pb⁻¹."""

    experiment: int
    number: int
    energy: str
    luminosity: float


@dataclass(frozen=True, slots=True)
class EventClass:
    """A generic event type: cross-section (nb), streams of a run-dependent campaign, kB per event."""

    name: str
    cross_section: float
    streams: float
    event_size: float

    def events(self, luminosity: float) -> int:
        """Events of `streams` streams for a luminosity in fb⁻¹."""
        return max(1, round(luminosity * 1e6 * self.cross_section * self.streams))


# experiment, energy label or MeV, luminosity in fb⁻¹, runs
_TAKEN = (
    (7, "4S", 0.5, 6), (8, "4S", 4.7, 24), (10, "4S", 3.8, 20), (12, "4S", 53.9, 60), (12, "4S_offres", 8.6, 12),
    (14, "4S", 16.5, 24), (16, "4S", 10.4, 16), (17, "4S", 10.8, 16), (18, "4S", 89.7, 60), (18, "4S_offres", 9.1, 10),
    (20, "4S", 3.9, 12), (21, "10653", 3.6, 5), (21, "10701", 1.7, 5), (21, "10746", 9.9, 5), (21, "10805", 4.8, 5),
    (22, "4S", 39.6, 30), (24, "4S", 91.8, 40), (26, "4S", 70.3, 50), (26, "4S_offres", 17.7, 14),
    (30, "4S", 20.9, 24), (30, "4S_offres", 3.3, 8), (31, "4S", 14.2, 16), (32, "4S", 20.1, 20), (33, "4S", 35.4, 24),
    (34, "4S", 9.7, 12), (35, "4S", 30.2, 24),
)  # fmt: skip
RUN_1 = (7, 8, 10, 12, 14, 16, 17, 18, 20, 22, 24, 26)
RUN_2 = (30, 31, 32, 33, 34, 35)
SCAN = ("10653", "10701", "10746", "10805")

MAIN = tuple(
    EventClass(*row)
    for row in (
        ("uubar", 1.61, 4, 8.0), ("ddbar", 0.40, 4, 8.0), ("ssbar", 0.38, 4, 8.0), ("ccbar", 1.33, 4, 10.0),
        ("charged", 0.54, 4, 12.0), ("mixed", 0.51, 4, 12.0), ("taupair", 0.92, 4, 5.0),
    )
)  # fmt: skip
CONTINUUM = tuple(kind for kind in MAIN if kind.name not in ("charged", "mixed"))
LOW_MULTIPLICITY = tuple(
    EventClass(*row)
    for row in (
        ("mumu", 1.15, 4, 4.0), ("gg", 5.1, 2, 3.0), ("ee", 295.0, 0.1, 1.0), ("eeee", 39.5, 1, 3.0),
        ("eemumu", 18.8, 1, 4.0), ("llXX", 2.0, 4, 4.0), ("hhISR", 0.22, 1, 5.0),
    )
)  # fmt: skip
RARE = tuple(
    EventClass(name, 0.05, 1, 5.0)
    for name in (
        "K0K0barISR", "KKISR", "pipiISR", "pipipi0ISR", "eeKK", "eepipi", "eepp", "eetautau", "mumumumu", "mumutautau",
        "tautautautau",
    )
)  # fmt: skip
ABOVE_4S = (EventClass("BBstar", 0.15, 4, 12.0), EventClass("BstarBstar", 0.2, 4, 12.0))
HADRON = EventClass("hadron", 4.6, 1, 11.0)
ALL = EventClass("all", 38.0, 1, 5.0)


@cache
def taken() -> tuple[Run, ...]:
    """All runs in the order in which they were taken."""
    rng = Random("runs")
    return tuple(
        run for experiment, energy, total, runs in _TAKEN for run in _share(rng, experiment, energy, total, runs)
    )


def _share(rng: Random, experiment: int, energy: str, total: float, runs: int) -> Iterator[Run]:
    """`total` fb⁻¹ over so many runs, short and long ones."""
    weights = [rng.uniform(0.1, 1) ** 2 for _ in range(runs)]
    number = rng.randint(20, 400) + 700 * (energy == "4S_offres") + 500 * (SCAN.index(energy) if energy in SCAN else 0)
    for weight in weights:
        yield Run(experiment, number, energy, 1000 * total * weight / sum(weights))
        number += rng.choice((1, 1, 1, 2, 3, 7, 19))


def select(experiments: Iterable[int], energy: str = "4S") -> tuple[Run, ...]:
    """The runs of some experiments at one energy."""
    wanted = set(experiments)
    return tuple(run for run in taken() if run.experiment in wanted and run.energy == energy)


def luminosity(runs: Iterable[Run]) -> float:
    """Integrated luminosity in fb⁻¹."""
    return sum(run.luminosity for run in runs) / 1000
