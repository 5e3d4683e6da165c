"""What the sources of the demo say beside the paths: copies at sites, and values that their producers declare."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from datasets.catalogue.importers import DatasetLinesImporter
from datasets.catalogue.models import Dataset
from portal.policy import SYSTEM

DISKS, TAPES = ("ALBA-DISK", "BORA-DISK", "CIRRUS-DISK", "DELTA-DISK"), ("ALBA-TAPE", "ORION-TAPE")
OVERLAY = "BGx1"
"""The background level of run-dependent MC."""


def load(today: date) -> str:
    """Import a file of figures as a site gets it; says in words what came in."""
    with tempfile.TemporaryDirectory(prefix="portal-demo-") as folder:
        path = Path(folder) / "figures.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in _lines(today)), encoding="utf-8")
        plan = DatasetLinesImporter().run([path], by=SYSTEM, apply=True, reason="figures of the file catalogue")
    return f"figures of {plan.writes:,} datasets"


def _lines(today: date) -> Iterator[dict[str, Any]]:
    rng = Random(23)
    for row in Dataset.objects.filter(campaign__in=("proc16", "prompt")).order_by("path"):
        yield {"path": row.path, "replicas": list(_replicas(rng, row, today))}
    for row in Dataset.objects.filter(campaign="MC16rd_proc16", energy="4S").order_by("path")[:300]:
        yield {"path": row.path, "background": OVERLAY}
    # of the processings before the level stood in paths the producers know the general skim
    for row in Dataset.objects.filter(campaign="proc11", general_skim="").order_by("path"):
        yield {"path": row.path, "general_skim": "all"}
    for row in Dataset.objects.filter(campaign="proc13").exclude(release="").order_by("path")[:3]:
        yield {"path": row.path, "release": "release-05-01-99"}


def _replicas(rng: Random, row: Dataset, today: date) -> Iterator[dict[str, Any]]:
    for site, kind in [
        *((site, "disk") for site in rng.sample(DISKS, rng.choice((1, 2)))),
        (rng.choice(TAPES), "tape"),
    ]:
        yield {
            "site": site,
            "kind": kind,
            "checksum": f"adler32:{rng.getrandbits(32):08x}",
            "files": row.files,
            "size": row.size,
            "verified_on": (today - timedelta(days=rng.randint(3, 400))).isoformat(),
        }
