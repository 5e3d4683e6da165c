"""The verbs beside an import: say what the columns mean, decide a conflict, take the decision back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from members.dumps import columns, policy
from members.dumps.choices import Subject, Verdict
from members.dumps.decided import subject_of
from members.dumps.models import ColumnMapping, Decision
from members.institutes.models import Institute
from members.people.models import Person
from portal.history import recorded
from portal.importing import actions as imports
from portal.importing.models import ImportRun
from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import require


def map_columns(run: ImportRun, headers: tuple[str, ...], said: dict[str, str], *, date_order: str, by: Any) -> None:
    """These headers mean this, now and in every later file that has the same ones; the plan is made again.

    Raises MoveRefused, RunRefused, Denied.
    """
    require(by, policy.IMPORT)
    try:
        mapping = columns.checked(said, date_order)
    except ValueError as error:
        raise MoveRefused(str(error)) from error
    kept = {header: str(field) for header, field in mapping.fields.items()}
    with transaction.atomic(), recorded("map columns", by=by):
        ColumnMapping.objects.update_or_create(
            signature=columns.signature(headers),
            defaults={"columns": kept, "date_order": date_order, "mapped_by": by},
        )
        imports.answer(run, by=by, options={"columns": kept, "date_order": date_order})


def decide(conflict: dict[str, Any], choice: str, *, by: Any) -> Decision:
    """How a conflict of a plan is settled, remembered for every later dump. Raises MoveRefused, Denied.

    `choice` is one of the conflict's own (`new`, `out`, `this`, `this:` with the number of a person), or `this:` with
    the number of any institute where it is the institute that nobody knows.
    """
    require(by, policy.IMPORT)
    subject = subject_of(conflict["key"])
    verdict, _, number = choice.partition(":")
    chosen: dict[str, Any] = {"person": None, "institute": None}
    if subject == Subject.PLACE and verdict == Verdict.THIS:
        chosen["institute"] = Institute.objects.filter(pk=whole(number) or 0).first()
        known = chosen["institute"] is not None
    else:
        known = choice in {value for value, _ in conflict["choices"]}
        if known and number:
            chosen["person"] = Person.objects.filter(pk=whole(number) or 0).first()
            known = chosen["person"] is not None
    if not known:
        raise MoveRefused("choose one of the answers; a person or an institute may be gone meanwhile")
    with transaction.atomic(), recorded("decide", by=by, reason=conflict["note"][:500]):
        made, _ = Decision.objects.update_or_create(
            key=conflict["key"],
            defaults={
                "subject": subject,
                "label": conflict["label"][:300],
                "verdict": verdict,
                "decided_by": by,
                **chosen,
            },
        )
    return made


def take_back(decision: Decision, *, by: Any) -> None:
    """The next dump asks again. What an earlier one wrote by this decision stays. Raises Denied."""
    require(by, policy.IMPORT)
    with transaction.atomic(), recorded("take back", by=by):
        decision.delete()
