"""`python -m benchmarks.memory NAME SIZE`: what memory import and export of datasets take at most.

Prints as JSON: megabytes at the peak of this process, and seconds, after an import of SIZE paths, of as many JSON lines
that change every row, and after a text export of all.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.prepare import database


def measure(size: int) -> dict[str, dict[str, float]]:
    """Import and export at one size."""
    from datasets.catalogue.importers import DatasetImporter, DatasetLinesImporter

    found = {"nothing": {"peak": _peak(), "seconds": 0.0}}
    with tempfile.TemporaryDirectory() as folder:
        paths, lines = Path(folder) / "paths.txt", Path(folder) / "lines.jsonl"
        with paths.open("w", encoding="utf-8") as text, lines.open("w", encoding="utf-8") as objects:
            for number in range(size):
                path = _path(number)
                text.write(f"{path}\n")
                objects.write(json.dumps({"path": path, "files": 10, "events": number, "general_skim": "all"}) + "\n")
        found["import of paths"] = _timed(lambda: _import(DatasetImporter(), paths))
        found["import of figures"] = _timed(lambda: _import(DatasetLinesImporter(), lines))
    found["export of paths"] = _timed(_export)
    return found


def _timed(work: Callable[[], None]) -> dict[str, float]:
    begun = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - begun, "peak": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _import(importer: Any, path: Path) -> None:
    from portal.policy import SYSTEM

    plan = importer.run([path], by=SYSTEM, apply=True)
    if plan.exit_code or not plan.writes:
        raise RuntimeError(plan.words())


def _export() -> None:
    from django.http import QueryDict
    from django.utils import timezone

    from datasets.catalogue.listing import DatasetsListing
    from portal.listing import Context
    from portal.listing.exports import respond
    from portal.listing.query import read_query
    from portal.policy import SYSTEM

    today = timezone.localdate()
    query = read_query(DatasetsListing(), Context(SYSTEM, today, today), QueryDict(""))
    for _ in respond(query, "txt").streaming_content:  # type: ignore[attr-defined]
        pass


def _path(number: int) -> str:
    return (
        f"/belle/Data/release-09-00-01/DB{4000 + number % 20:08}/proc{number % 7}/prod{60000 + number // 200:08}"
        f"/e{30 + number % 5:04}/4S/r{number % 99_999:05}/mdst"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    database(sys.argv[1])
    print(json.dumps(measure(int(sys.argv[2]))))
