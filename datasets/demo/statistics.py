"""Statistics of some skims of the demo, as two releases were tested; invented numbers of the usual sizes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

RELEASES = ("release-08-00-10", "release-08-02-04")
SAMPLES = {
    "MC16rd_mixed": 1.0, "MC16rd_charged": 1.1, "MC16rd_ccbar": 0.6, "MC16rd_uubar": 0.3, "MC16rd_taupair": 0.1,
    "proc16_exp12": 0.4,
}  # fmt: skip
"""How much of a sample skims keep, beside mixed B mesons."""
TESTED = {
    "11180500": 6.2, "11180600": 8.9, "12160200": 2.1, "14140100": 3.4, "17230100": 4.4, "18520401": 0.31,
    "77000100": 21.0, "74000100": 17.5,
}  # fmt: skip
"""Percent of mixed B mesons that a skim keeps, by its code."""
INPUT = 200_000
HS06 = 24.57
"""What one second of the machine of the tests is worth."""


def tests() -> Iterator[tuple[str, dict[str, Any]]]:
    """The code of a skim and the columns of one test of it."""
    chance = Random("statistics of skims")
    for code, percent in TESTED.items():
        for release, (sample, share) in ((r, s) for r in RELEASES for s in SAMPLES.items()):
            kept = int(INPUT * percent / 100 * share * chance.uniform(0.95, 1.05))
            kilobytes, seconds = chance.uniform(9, 15), chance.uniform(0.04, 0.4)
            yield (
                code,
                {
                    "sample": sample,
                    "release": release,
                    "input_events": INPUT,
                    "skimmed_events": kept,
                    "retention": 100 * kept / INPUT,
                    "size_retention": 100 * kept / INPUT * chance.uniform(1.1, 1.5),
                    "cpu_per_event": seconds,
                    "hs06_per_event": seconds * HS06,
                    "kb_per_skimmed_event": kilobytes,
                    "kb_per_input_event": kilobytes * kept / INPUT,
                    "log_kb": chance.uniform(60, 300),
                    "multiplicity": None if code.startswith("7") else chance.uniform(1.1, 6),
                    "memory_mb": chance.uniform(1200, 1900),
                    "memory_max_mb": chance.uniform(1900, 2600),
                },
            )
