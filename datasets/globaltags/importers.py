"""Global tags from the list of the conditions database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from datasets.globaltags import policy
from datasets.globaltags.choices import GOES_TO, TagState
from datasets.globaltags.models import GlobalTag
from datasets.globaltags.sources import TagRow, Tags, read_tags
from portal.importing import Action, Change, Importer, Plan
from portal.importing.importer import Progress

FACTS = (
    *("name", "state", "type", "owner_kind", "owner", "description"),
    *("is_default", "modified_at", "modified_by", "payload_count", "module_count"),
)
OPTIONAL = ("type", "is_default", "modified_at", "modified_by", "payload_count", "module_count")
"""Facts that one of the two sources need not have; what is on record stays then."""
BATCH = 2000


class GlobalTagImporter(Importer):
    """Registers tags by number and takes over what changed; a state that may not follow is a conflict."""

    name, noun_plural = "globaltags", "global tags"
    needs = policy.IMPORT
    accept = ".csv,.json"
    about = (
        "The list of the conditions database: CSV with the columns name, id, status, type, modified, modified_by, "
        "total_payloads, distinct_column, description, or the JSON of its REST interface."
    )

    def read(self, files: Sequence[Path]) -> Tags:
        return read_tags(files)

    def plan(self, tags: Tags) -> Plan:
        plan, rows = Plan(payload=([], [])), tags.rows
        for line, words in tags.problems:
            plan.problem(line, words)
        known = GlobalTag.objects.in_bulk([row.number for row in rows if not row.problem], field_name="number")
        names = [dict(row.facts)["name"] for row in rows if not row.problem]
        holders = dict(GlobalTag.objects.filter(name__in=names).values_list("name", "number"))
        seen: set[Any] = set()
        for row in rows:
            change, write = _judge(row, known.get(row.number), holders, seen)
            plan.add(change)
            if change.action in (Action.CREATE, Action.UPDATE):
                plan.payload[change.action == Action.UPDATE].append(write)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        new, changed = plan.payload
        GlobalTag.objects.bulk_create(new, batch_size=BATCH)
        progress(len(new), len(new) + len(changed))
        GlobalTag.objects.bulk_update(changed, FACTS, batch_size=BATCH)
        progress(len(new) + len(changed), len(new) + len(changed))


def _judge(
    row: TagRow, tag: GlobalTag | None, holders: dict[str, int], seen: set[Any]
) -> tuple[Change, GlobalTag | None]:
    """What happens to a row, and the tag to write."""

    def said(action: Action, note: str = "", fields: Any = ()) -> Change:
        return Change(action, "global tag", row.label, row.line, fields, note)

    if row.problem:
        return said(Action.REJECT, row.problem), None
    facts = dict(row.facts)
    if row.number in seen or facts["name"] in seen:
        return said(Action.CONFLICT, "the number or the name stands in the file already"), None
    seen |= {row.number, facts["name"]}
    if holders.get(facts["name"], row.number) != row.number:
        return said(Action.CONFLICT, f"the name is that of tag {holders[facts['name']]}"), None
    if tag is None:
        return said(Action.CREATE), GlobalTag(number=row.number, **_given(facts))
    fields = tuple(
        (_label(name), _words(getattr(tag, name)), _words(value))
        for name, value in _given(facts).items()
        if getattr(tag, name) != value
    )
    if not fields:
        return said(Action.SKIP), None
    if tag.state != facts["state"] and facts["state"] not in GOES_TO[TagState(tag.state)]:
        return said(Action.CONFLICT, f"a tag does not go from {tag.state} to {facts['state']}", fields), None
    for name, value in _given(facts).items():
        setattr(tag, name, value)
    return said(Action.UPDATE, "", fields), tag


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "") or name not in OPTIONAL}


def _label(name: str) -> str:
    return str(getattr(GlobalTag._meta.get_field(name), "verbose_name", name))


def _words(value: Any) -> str:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else "" if value is None else str(value)
