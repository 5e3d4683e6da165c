"""`python -m benchmarks`: prepare, serve, ask, print."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import ask, serve


def main() -> None:
    """Measure at each size and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 100_000], help="people and datasets, small to large"
    )
    parser.add_argument("--requests", type=int, default=200, help="counted requests for each page")
    chosen = parser.parse_args()
    from portal.embedded.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        Path(folder).chmod(0o755)  # the database runs as another user when this runs as root
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            results = [measure(cluster, size, Path(folder), chosen.requests) for size in chosen.sizes]
        finally:
            cluster.stop()
    report(results, chosen.sizes)


def measure(cluster: object, size: int, folder: Path, requests: int) -> list[ask.Result]:
    """All pages at one size, in a database of its own."""
    with serve.site(cluster, f"bench_{size}", folder, size) as site:
        return [ask.pair(site, page, requests) for page in ask.PAGES]


def report(results: list[list[ask.Result]], sizes: list[int]) -> None:
    """Ratios first; milliseconds for orientation."""
    print(f"{'page':28}{'rows':>9}{'floor ms':>10}{'page ms':>10}{'ratio':>8}{'goal':>7}{'p95/median':>12}")
    missed = 0
    for size, found in zip(sizes, results, strict=True):
        for result in found:
            missed += result.ratio > result.page.goal or result.spread > 2
            print(
                f"{result.page.label:28}{size:>9,}{result.floor:>10.2f}{result.median:>10.2f}{result.ratio:>8.2f}"
                f"{'≤ ' + str(result.page.goal):>7}{result.spread:>12.2f}"
            )
    if len(results) > 1:
        print(f"\n{'page':28}{f'{sizes[-1]:,} against {sizes[0]:,} rows':>34}{'goal':>7}")
        for small, large in zip(results[0], results[-1], strict=True):
            missed += large.median / small.median > 1.3
            print(f"{small.page.label:28}{large.median / small.median:>34.2f}{'≤ 1.3':>7}")
    print(f"\n{missed} of the goals missed" if missed else "\nall goals met")


if __name__ == "__main__":
    sys.exit(main())
