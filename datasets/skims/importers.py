"""The registry of skims from a CSV table, as it is written out of the software of the field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from datasets.catalogue import policy
from datasets.skims.choices import REGISTRY_WORDS, SkimKind, SkimStatus
from datasets.skims.models import Skim, SkimRevision
from datasets.skims.queries import release_number
from portal.importing import Action, Change, Plan, SourceError
from portal.importing.importer import Progress
from portal.importing.tables import Row, RowError, Table, TableImporter, Wanted, compare, text_of, write_rows

CODE = re.compile(r"[0-9]{8}")
SUCCESSOR = re.compile(r"new (?:skim )?code: *([0-9]{8})", re.IGNORECASE)
"""How a registry says in its remark where a skim went."""
COLUMNS = {
    "name": ("name", 100), "group": ("wg", 60), "category": ("category", 100), "description": ("description", 10_000),
    "authors": ("authors", 300), "contact": ("contact", 200), "output": ("output_level", 40),
    "comment": ("registry_comment", 300), "module": ("wg_module", 60), "hadron_cut": ("hlt_hadron_cut", 10),
    "test_sample": ("test_sample", 200), "defined": ("code_defined", 10), "described_in": ("description_from", 60),
    "registry": ("registry_revision", 100), "registered_as": ("status", 40),
}  # fmt: skip
"""Columns of the record by the column of the table and its longest text."""
MEANING = ("name", "group", "description")
"""Of these the record keeps what they were."""
RELATIONS = ("parent", "replaced_by")


class SkimImporter(TableImporter):
    """Skims by code; a code whose name changes keeps the earlier one, for the datasets of its time."""

    name, noun, noun_plural = "skims", "skim", "skims"
    needs = policy.IMPORT
    needed = ("code", "name")
    about = (
        "A CSV table with the columns code and name, and, when there are, kind, combined_parent_code, "
        f"{', '.join(column for column, _ in COLUMNS.values() if column != 'name')}."
    )

    fields = {
        "release": lambda: forms.CharField(
            label="Release", max_length=64, required=False,
            help_text="Of the software that has this registry, such as release-08-00-00: what was made before "
            "keeps the earlier names. Empty: what is in the catalogue before today.",
        )
    }  # fmt: skip

    @property
    def release(self) -> str | None:
        """Of the software that has this registry. Raises SourceError."""
        said = str(self.options.get("release") or "").strip()
        if said and (len(said) > 64 or release_number(said) is None):
            raise SourceError(f"release: “{said[:40]}” is not written as release-08-00-00 is; leave out any other")
        return said or None

    def plan(self, rows: Table) -> Plan:
        plan = Plan(payload=[])
        _ = self.release
        wanted = self.judged(rows, plan, _judge)
        known = {skim.code: _Known(skim) for skim in Skim.objects.select_related(*RELATIONS)}
        there = known.keys() | {row.key for row in wanted}
        kept = []
        for row in wanted:
            named = {name: row.values.get(name) for name in RELATIONS}
            lost = [f"{name}: no skim has the code {to}" for name, to in named.items() if to and to not in there]
            if lost:
                plan.add(Change(Action.REJECT, self.noun, row.label, row.line, note="; ".join(lost)))
            else:
                kept.append(row)
        plan.payload = compare(plan, self.noun, kept, known, lambda name, value: str(value))
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        """Skims first, then what they refer to, which may stand further down in the same file."""
        facts = [
            {name: value for name, value in row.values.items() if name not in RELATIONS} for row, _ in plan.payload
        ]
        SkimRevision.objects.bulk_create(
            _before(known.skim, row, self.release)
            for row, known in plan.payload
            if known is not None and _means_else(known, row)
        )
        write_rows(
            Skim,
            (
                ({"code": row.key}, values, known and known.skim)
                for (row, known), values in zip(plan.payload, facts, strict=True)
            ),
        )
        by_code = Skim.objects.in_bulk(field_name="code")
        for row, _ in plan.payload:
            skim = by_code[row.key]
            changed = [name for name in RELATIONS if name in row.values]
            for name in changed:
                setattr(skim, name, by_code.get(row.values[name]))
            if changed:
                skim.save(update_fields=changed)


class _Known:
    """A skim as the table would write it: what it refers to by code."""

    def __init__(self, skim: Skim) -> None:
        self.skim = skim

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.skim, name)
        return (value.code if value else "") if name in RELATIONS else value


def _judge(row: Row) -> Wanted:
    code = row["code"]
    if not CODE.fullmatch(code):
        raise RowError(f"code: {code[:20]!r} is not eight digits")
    if not row["name"]:
        raise RowError("name: a skim needs a name")
    values: dict[str, Any] = {
        name: row.said(column, text_of(longest)) for name, (column, longest) in COLUMNS.items() if column in row.cells
    }
    if "description" in values:  # prose goes out as it came in
        values["description"] = row.written["description"]
    if "kind" in row.cells:
        values["kind"] = row.said("kind", SkimKind)
    if "status" in row.cells:
        values["status"] = row.said("status", _status)
    if "combined_parent_code" in row.cells:
        values["parent"] = row["combined_parent_code"]
    if found := SUCCESSOR.search(row["registry_comment"]):
        values |= {"replaced_by": found[1], "status": SkimStatus.REPLACED}
    for name in RELATIONS:
        if values.get(name) == code:
            raise RowError(f"{name}: a skim is neither its own group nor its own successor")
    return Wanted(code, f"{row['name']} ({code})", row.line, values)


def _status(text: str) -> SkimStatus:
    if text not in REGISTRY_WORDS:
        raise ValueError(f"{text[:40]!r} is none of {', '.join(filter(None, REGISTRY_WORDS))}")
    return REGISTRY_WORDS[text]


def _means_else(known: _Known, row: Wanted) -> bool:
    """Whether the name itself changes: another wording of the description is no other meaning."""
    return bool(known.skim.name) and row.values["name"] != known.skim.name


def _before(skim: Skim, row: Wanted, release: str | None) -> SkimRevision:
    former = {name: getattr(skim, name) for name in MEANING}
    registry = str(row.values.get("comment", ""))[:100]
    return SkimRevision(skim=skim, until=timezone.localdate(), registry=registry, release=release, **former)
