"""`python -m benchmarks.dumps [ROWS]`: importing a registry dump, as a ratio to a plain bulk insert."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import psycopg

from benchmarks.serve import _environment

HEAD = "external_id,given_name,family_name,email,orcid,institute_short_name,category,from,share\n"
GOALS = {"plan of new rows": 1.0, "plan and apply": 2.5, "plan of known rows": 1.0}


def main(rows: int) -> None:
    """Make a database, import, and print."""
    from portal.embedded.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        Path(folder).chmod(0o755)  # the database runs as another user when this runs as root
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            key = cluster.connection()
            with psycopg.connect(
                host=key["HOST"], port=key["PORT"], user=key["USER"], dbname="postgres", autocommit=True
            ) as server:
                server.execute("CREATE DATABASE bench_dumps")
            os.environ.update(_environment(cluster, "bench_dumps", Path(folder)))
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
            django.setup()
            report(rows, measure(rows, Path(folder)))
            django.db.connections.close_all()
        finally:
            cluster.stop()


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Seconds of the floor and of each step."""
    from django.core.management import call_command

    from benchmarks import fill
    from members.dumps.importers import RegistryImporter
    from portal.policy import SYSTEM

    call_command("migrate", verbosity=0)
    fill.people(0)
    path = folder / "dump.csv"
    path.write_text(HEAD + "".join(map(_line, range(rows))), encoding="utf-8")

    def run(*, apply: bool) -> None:
        plan = RegistryImporter({"may_guess": True}).run([path], by=SYSTEM, apply=apply)
        assert plan.exit_code == 0, plan.words()

    return {
        "bulk insert": _seconds(lambda: _floor(rows)),
        "plan of new rows": _seconds(lambda: run(apply=False)),
        "plan and apply": _seconds(lambda: run(apply=True)),
        "plan of known rows": _seconds(lambda: run(apply=False)),
    }


def _line(number: int) -> str:
    place = f"Place {number % 12 + 1:04}"
    return f"{number},Given{number % 997},Family{number},p{number}@example.org,,{place},postdoc,2020-01-01,50\n"


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _floor(rows: int) -> None:
    """The same people, memberships and identifiers, with their history, taken back."""
    from datetime import date

    from django.db import transaction

    from members.institutes.models import Institute
    from members.memberships.models import Membership
    from members.people.models import Person, PersonIdentifier
    from portal.periods import Period

    place = Institute.objects.order_by("pk")[0]
    with transaction.atomic():
        people = [
            Person(
                given_name=f"Given{number % 997}", family_name=f"Family{number}", paper_name=f"G. Family{number}",
                email=f"p{number}@example.org",
            )
            for number in range(rows)
        ]  # fmt: skip
        for person in people:
            person.derive()
        Person.objects.bulk_create(people, batch_size=500)
        PersonIdentifier.objects.bulk_create(
            [
                PersonIdentifier(person=person, kind="OTHER", source="registry", value=str(person.pk))
                for person in people
            ],
            batch_size=500,
        )
        Membership.objects.bulk_create(
            [Membership(person=person, institute=place, period=Period(date(2020, 1, 1), None)) for person in people],
            batch_size=500,
        )
        transaction.set_rollback(True)


def report(rows: int, seconds: dict[str, float]) -> None:
    """Ratios first; seconds for orientation."""
    floor = seconds.pop("bulk insert")
    print(f"{rows:,} rows; a plain bulk insert takes {floor:.2f} s\n{'step':22}{'s':>8}{'ratio':>8}{'goal':>8}")
    for step, took in seconds.items():
        print(f"{step:22}{took:>8.2f}{took / floor:>8.2f}{'≤ ' + str(GOALS[step]):>8}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6_000)
