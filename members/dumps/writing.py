"""Writing what a dump brings, in bulk; called in the transaction of the import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from members.authorship.models import Authorship
from members.dumps.choices import Verdict
from members.dumps.dating import Dated
from members.dumps.differences import PersonChange
from members.dumps.planning import Payload
from members.memberships.models import Membership
from members.people.actions import CALLED
from members.people.models import Person, PersonIdentifier, PersonName
from portal.importing import SourceError
from portal.importing.importer import Progress
from portal.periods import Period
from portal.periods.asof import FIRST

BATCH = 500
PERSON = ("given_name", "family_name", "suffix", "native_name", "paper_name", "email", "deceased")
MEMBERSHIP = ("period", "category", "share", "ending")


def write(payload: Payload, progress: Progress) -> None:
    """People, identifiers, then what ends, then what begins. Raises SourceError when the record changed meanwhile."""
    total = len(payload.people) + len(payload.dated)
    _people(payload.people)
    progress(len(payload.people), total)
    for model, columns in ((Membership, MEMBERSHIP), (Authorship, ("period",))):
        _dated(model, columns, [each for each in payload.dated if isinstance(each.record, model)])
    for decision, person in payload.decided:  # the next dump finds the one who was made
        decision.verdict, decision.person = Verdict.THIS, person
        decision.save(update_fields=["verdict", "person", "decided_at"])
    progress(total, total)


def _people(changes: list[PersonChange]) -> None:
    known = [change for change in changes if change.person.pk is not None]
    _unchanged(Person, ((change.person, change.before) for change in known))
    columns = (*PERSON, "sort_key", "search_name")
    Person.objects.bulk_update([change.person for change in known if change.before], columns, batch_size=BATCH)
    _former_names(known)
    Person.objects.bulk_create([change.person for change in changes if change.person.pk is None], batch_size=BATCH)
    PersonIdentifier.objects.bulk_create(
        [
            PersonIdentifier(person=change.person, kind=kind, source=source, value=value, problem=problem)
            for change in changes
            for kind, source, value, problem in change.identifiers
        ],
        batch_size=BATCH,
    )


def _former_names(changes: list[PersonChange]) -> None:
    """Who is called otherwise from today was called so until now; of two changes on one day the first name is kept."""
    renamed = {
        each.person.pk: each
        for each in changes
        if any(each.before.get(name) for name in ("given_name", "family_name"))  # a name that was missing is none
    }
    today = timezone.localdate()
    periods = PersonName.objects.filter(person__in=renamed).values_list("person", "period")
    since: dict[int, date] = defaultdict(lambda: FIRST)
    for pk, period in periods:
        since[pk] = max(since[pk], period.upper)
    PersonName.objects.bulk_create(
        [
            PersonName(
                person=each.person,
                period=Period(since[pk], today),
                **{name: each.before.get(name, getattr(each.person, name)) for name in CALLED},
            )
            for pk, each in renamed.items()
            if since[pk] < today
        ],
        batch_size=BATCH,
    )


def _dated(model: Any, columns: tuple[str, ...], rows: list[Dated]) -> None:
    """What ends earlier first, so that it makes room; no two may overlap at any moment."""
    known = [(each.record, each.before) for each in rows if each.before is not None]
    _unchanged(model, known)
    shorter = [record for record, before in known if _within(record.period, before.get("period", record.period))]
    longer = [record for record, before in known if not _within(record.period, before.get("period", record.period))]
    for batch in (shorter, longer):
        model.objects.bulk_update(batch, columns, batch_size=BATCH)
    model.objects.bulk_create([each.record for each in rows if each.before is None], batch_size=BATCH)


def _within(one: Any, other: Any) -> bool:
    ends = other.upper is None or (one.upper is not None and one.upper <= other.upper)
    return bool(one.lower >= other.lower and ends)


def _unchanged(model: Any, rows: Iterable[tuple[Any, dict[str, Any] | None]]) -> None:
    """Lock the rows and see that they still say what the plan was made from. Raises SourceError."""
    expected = {record.pk: before or {} for record, before in rows}
    now = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=expected).order_by("pk")}
    for pk, before in expected.items():
        if pk not in now or any(getattr(now[pk], name) != value for name, value in before.items()):
            raise SourceError("the record was changed while this was written; nothing was, make the plan again")
