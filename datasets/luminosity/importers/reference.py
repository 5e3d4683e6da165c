"""Luminosities as others quote them."""

from __future__ import annotations

import re
from typing import Any

from datasets.luminosity import policy
from datasets.luminosity.importers.base import words
from datasets.luminosity.models import ReferenceLuminosity, columns
from datasets.luminosity.numbers import experiments_of
from datasets.luminosity.units import Measured, Unit
from portal.importing import Plan
from portal.importing.importer import Progress
from portal.importing.tables import Row, Table, TableImporter, Wanted, compare, text_of, write_rows

KEY = ("scope", "experiments", "energy", "quality", "processing", "kind")
_PROCESSING = re.compile(r"\b(?:proc|bucket)[0-9]+(?:-[0-9]+)?", re.IGNORECASE)


class ReferenceImporter(TableImporter):
    """Values in fb⁻¹; the same scope may have one for each experiment, energy, quality, processing and kind."""

    name, noun, noun_plural = "reference_luminosities", "reference luminosity", "reference luminosities"
    needs = policy.IMPORT
    needed = ("scope", "exp", "energy", "quality", "lumi_invfb", "err", "kind", "source")
    about = (
        "A CSV table with the columns scope, exp (12;14 or 7-26), energy, quality, lumi_invfb, err (0.004 or "
        "0.03 stat 2.48 syst, in fb⁻¹), kind and source; a column processing is read as well, else the scope names it."
    )

    def plan(self, rows: Table) -> Plan:
        plan = Plan(payload=[])
        known = {tuple(getattr(row, name) for name in KEY): row for row in ReferenceLuminosity.objects.all()}
        plan.payload = compare(plan, self.noun, self.judged(rows, plan, _judge), known, words)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        writes = ((dict(zip(KEY, row.key, strict=True)), row.values, there) for row, there in plan.payload)
        write_rows(ReferenceLuminosity, writes)


def _judge(row: Row) -> Wanted:
    scope = row.said("scope", text_of(200))
    if not scope:
        raise ValueError("scope: a value needs to say of what it is")
    experiments = row.said("exp", text_of(100))
    numbers = row.said("exp", experiments_of)
    found = row.said("lumi_invfb", lambda text: Measured.parse(text, unit=Unit.FB))
    found = row.said("err", lambda text: Measured.parse(row["lumi_invfb"], text, Unit.FB))
    if found.value.invpb < 0:
        raise ValueError(f"lumi_invfb: {row['lumi_invfb']} is negative")
    measured = row.said("lumi_invfb", lambda text: columns(found))
    processing = row.said("processing", text_of(64)) or _named(scope)
    quality, kind = row.said("quality", text_of(60)), row.said("kind", text_of(60))
    key = (scope, experiments, row.said("energy", text_of(16)), quality, processing, kind)
    label = " · ".join(filter(None, key))
    return Wanted(key, label, row.line, measured | {"experiment_numbers": numbers, "source": row["source"][:300]})


def _named(scope: str) -> str:
    """The processing that a scope names first: `test DB proc12 (+prompt)` is proc12, `bucket37-39` all three."""
    found = _PROCESSING.search(scope)
    return found[0].lower() if found else ""
