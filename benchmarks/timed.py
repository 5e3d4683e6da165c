"""`python -m benchmarks.timed NAME sweep|dump SIZE`: timed work, in a process and database of its own.

Prints the seconds by step as JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from benchmarks import fill
from benchmarks.prepare import database

HEAD = "external_id,given_name,family_name,email,orcid,institute_short_name,category,from,share\n"
ROUNDS = 3
FEW, MANY = 10, 100


def seconds(work: Callable[[], None]) -> float:
    """How long it takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def sweep(people: int) -> dict[str, float]:
    """The nightly sweep with few and with many memberships that end soon; medians of some rounds."""
    from django.utils import timezone

    from members.bylaws import bylaws
    from members.memberships.expiry.actions import sweep as sweep_once

    fill.collaboration(people)
    today = timezone.localdate()
    end = today + timedelta(days=max(bylaws().memberships.reminder_days))

    def sweep_of(changes: int) -> float:
        _let_end(changes, end)
        done = 0

        def work() -> None:
            nonlocal done
            done = sweep_once(today)["reminded"]  # policies of the by-laws may do more beside

        took = seconds(work)
        if done != changes:
            raise RuntimeError(f"the sweep reminded of {done} ends, not of {changes}")
        return took

    sweep_of(FEW)  # what a process does once
    return {str(number): statistics.median(sweep_of(number) for _ in range(ROUNDS)) for number in (FEW, MANY)}


def _let_end(changes: int, end: date) -> None:
    """The next memberships without an end get one, as if somebody had recorded it long ago."""
    from members.memberships.models import Membership
    from portal.periods import Period

    keys = Membership.objects.filter(period__endswith__isnull=True).order_by("pk").values_list("pk", flat=True)
    for row in Membership.objects.filter(pk__in=list(keys[:changes])):
        row.period = Period(row.period.lower, end)
        row.save()


def dump(rows: int) -> dict[str, float]:
    """Reading a registry dump: of new rows, with writing them, and of known rows; and a plain bulk insert."""
    from members.dumps.importers import RegistryImporter
    from portal.policy import SYSTEM

    fill.people(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.csv"
        path.write_text(HEAD + "".join(map(_line, range(rows))), encoding="utf-8")

        def run(*, apply: bool) -> None:
            plan = RegistryImporter({"may_guess": True}).run([path], by=SYSTEM, apply=apply)
            if plan.exit_code != 0:
                raise RuntimeError(plan.words())

        return {
            "bulk insert": seconds(lambda: _floor(rows)),
            "plan of new rows": seconds(lambda: run(apply=False)),
            "plan and apply": seconds(lambda: run(apply=True)),
            "plan of known rows": seconds(lambda: run(apply=False)),
        }


def _line(number: int) -> str:
    place = f"Place {number % 12 + 1:04}"
    name = "".join(chr(97 + number // 26**at % 26) for at in range(4))
    return f"{number},Given{number % 997},Family{name},p{number}@example.org,,{place},postdoc,2020-01-01,50\n"


def _floor(rows: int) -> None:
    """The same people, memberships and identifiers, with their history, taken back."""
    from django.db import transaction

    from members.institutes.models import Institute
    from members.memberships.models import Membership
    from members.people.models import Person, PersonIdentifier
    from portal.periods import Period

    place, term = Institute.objects.order_by("pk")[0], Period(date(2020, 1, 1), None)
    with transaction.atomic():
        people = []
        for number in range(rows):
            given, family = f"Given{number % 997}", f"Family{number}"
            email = f"p{number}@example.org"
            person = Person(given_name=given, family_name=family, paper_name=f"G. {family}", email=email)
            person.derive()
            people.append(person)
        Person.objects.bulk_create(people, batch_size=500)
        identifiers = [
            PersonIdentifier(person=person, kind="OTHER", source="registry", value=str(person.pk)) for person in people
        ]
        PersonIdentifier.objects.bulk_create(identifiers, batch_size=500)
        memberships = [Membership(person=person, institute=place, period=term) for person in people]
        Membership.objects.bulk_create(memberships, batch_size=500)
        transaction.set_rollback(True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    database(sys.argv[1])
    print(json.dumps({"sweep": sweep, "dump": dump}[sys.argv[2]](int(sys.argv[3]))))
