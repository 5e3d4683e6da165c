"""The rows of a day as plain values, and the mails that were asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from members.accession.models import Departure
from members.authorship.models import Authorship
from members.groups.models import Appointment
from members.institutes.models import Institute
from members.memberships.models import Category, Delegate, Membership, Suspension
from members.people.models import Person
from members.requests.models import MembershipRequest
from portal.outbox.models import Effect

Row = dict[str, Any]
CURATED = (Membership, MembershipRequest, Delegate, Suspension, Appointment)
"""Of these history has to explain every change."""


def includes(period: Any, on: date) -> bool:
    return bool(period.lower <= on and (period.upper is None or on < period.upper))


def last_day(row: Row) -> date | None:
    return None if row["period"].upper is None else row["period"].upper - timedelta(days=1)


TABLES = (*CURATED, Person, Institute, Category, Departure, Authorship)
FINGERPRINT = " UNION ALL ".join(
    f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {model._meta.db_table} t" for model in TABLES
)


class Snapshot:
    """What is on record at the instant it is made; what is as it was in the snapshot `last` is not read again."""

    def __init__(self, last: Snapshot | None = None) -> None:
        self.now: datetime = timezone.now()
        self.on: date = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(FINGERPRINT)
            self.fingerprint = cursor.fetchall()
        if last is not None and last.fingerprint == self.fingerprint:
            self.__dict__ = {**last.__dict__, "now": self.now, "on": self.on}
        else:
            self._read()
        self.is_turning = any(self.on in (row["period"].lower, row["period"].upper) for row in self.dated)

    def _read(self) -> None:
        self.people: dict[int, Row] = {row["id"]: row for row in Person.objects.values()}
        self.institutes: dict[int, Row] = {row["id"]: row for row in Institute.objects.values()}
        self.categories: dict[int, Row] = {row["id"]: row for row in Category.objects.values()}
        self.departures: list[Row] = list(Departure.objects.values())
        self.curated: dict[Any, dict[int, Row]] = {
            model: {row["id"]: row for row in model.objects.order_by("pk").values()} for model in CURATED
        }
        self.memberships = list(self.curated[Membership].values())
        self.requests = list(self.curated[MembershipRequest].values())
        self.delegates = list(self.curated[Delegate].values())
        self.suspensions = list(self.curated[Suspension].values())
        self.appointments = list(self.curated[Appointment].values())
        self.dated = [*self.memberships, *self.institutes.values(), *Authorship.objects.values()]
        self.of: dict[int, list[Row]] = defaultdict(list)
        for row in sorted(self.memberships, key=lambda row: (row["position"], row["id"])):
            self.of[row["person_id"]].append(row)

    def living(self, person: int | None) -> bool:
        return person in self.people and not self.people[person]["deceased"]

    def is_suspended(self, person: int) -> bool:
        return any(row["person_id"] == person and includes(row["period"], self.on) for row in self.suspensions)


@dataclass
class Mails:
    """The mails of the outbox, each read once: (key without address, address)."""

    last: int = 0
    keys: set[str] = field(default_factory=set)

    def fresh(self) -> list[tuple[str, str]]:
        found = []
        rows = Effect.objects.filter(pk__gt=self.last, kind="mail").order_by("pk")
        for pk, key, payload in rows.values_list("pk", "key", "payload"):
            self.last = max(self.last, pk)
            address = payload.get("to", "")
            found.append((key.removesuffix(f":{address}"), address))
        self.keys.update(key for key, _ in found)
        return found
