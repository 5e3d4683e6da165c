"""`python -m benchmarks [PART ...]`: prepare, serve, ask, print."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import ask, serve
from benchmarks.report import Report

PARTS = ("lists", "members", "sweep", "dump", "catalogue", "memory")
MODULES = {"catalogue": "benchmarks.catalogue", "memory": "benchmarks.memory"}


def main() -> None:
    """Measure each part at each size and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 100_000], help="people and datasets of lists, small to large"
    )
    parser.add_argument(
        "--people", type=int, nargs="+", default=[1_000, 6_000], help="of members, sweep and dump, small to large"
    )
    parser.add_argument("--datasets", type=int, nargs="+", default=[100_000, 1_000_000], help="of catalogue and memory")
    parser.add_argument("--requests", type=int, default=200, help="counted requests for each page")
    chosen = parser.parse_args()
    from portal.embedded.cluster import Cluster

    report = Report()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        Path(folder).chmod(0o755)  # the database runs as another user when this runs as root
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            for part in chosen.parts or PARTS:
                sizes = {"lists": chosen.sizes, "catalogue": chosen.datasets, "memory": chosen.datasets}.get(
                    part, chosen.people
                )
                if part in ask.PAGES:
                    report.pages([pages(cluster, part, size, Path(folder), chosen.requests) for size in sizes], sizes)
                else:
                    getattr(report, part)([timed(cluster, part, size, Path(folder)) for size in sizes], sizes)
        finally:
            cluster.stop()
    report.end()


def pages(cluster: object, part: str, size: int, folder: Path, requests: int) -> list[ask.Result]:
    """All pages of a part at one size, in a database of its own."""
    with serve.site(cluster, part, folder, size) as site:
        return [ask.pair(site, page, requests) for page in ask.PAGES[part]]


def timed(cluster: object, part: str, size: int, folder: Path) -> dict[str, Any]:
    """What the steps of a part take at one size, in a process and a database of its own."""
    module = MODULES.get(part, "benchmarks.timed")
    words = [] if part in MODULES else [part]
    answer = serve.run(cluster, folder, module, f"bench_{part}_{size}", *words, str(size))
    found: dict[str, Any] = json.loads(answer)
    return found


if __name__ == "__main__":
    main()
