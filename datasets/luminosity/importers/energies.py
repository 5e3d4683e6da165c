"""Ranges of beam energy with their labels."""

from __future__ import annotations

from typing import Any

from datasets.luminosity import policy
from datasets.luminosity.importers.base import energy_of, words
from datasets.luminosity.models import BeamEnergy
from portal.importing import Action, Change, Plan
from portal.importing.importer import Progress
from portal.importing.tables import Row, RowError, Table, TableImporter, Wanted, compare, text_of, write_rows


class BeamEnergyImporter(TableImporter):
    """Labels by range, from low up to and without high; what overlaps is in conflict."""

    name, noun, noun_plural = "beam_energies", "beam energy", "beam energies"
    needs = policy.IMPORT
    needed = ("tag", "low_gev", "high_gev")
    about = (
        "A CSV table with the columns tag, low_gev and high_gev (GeV), and, when there are, simulated_gev (the energy "
        "of simulation under the label), note and source."
    )

    def plan(self, rows: Table) -> Plan:
        plan = Plan(payload=[])
        known = {row.label: row for row in BeamEnergy.objects.all()}
        wanted = _apart(self.judged(rows, plan, _judge), known, plan)
        plan.payload = compare(plan, self.noun, wanted, known, words)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        write_rows(BeamEnergy, (({"label": row.key}, row.values, there) for row, there in plan.payload))


def _judge(row: Row) -> Wanted:
    label = row.said("tag", text_of(16))
    if not label:
        raise RowError("tag: a range needs a label")
    low, high = row.said("low_gev", energy_of), row.said("high_gev", energy_of)
    if not low < high:
        raise RowError(f"high_gev: {high} is not above low_gev {low}")
    values: dict[str, Any] = {"low_gev": low, "high_gev": high}
    if "simulated_gev" in row.cells:
        values["simulated_gev"] = row.said("simulated_gev", lambda text: energy_of(text) if text else None)
    more = {name: row.said(name, text_of(longest)) for name, longest in (("note", 200), ("source", 300))}
    values |= {name: text for name, text in more.items() if name in row.cells}
    return Wanted(label, label, row.line, values)


def _apart(wanted: list[Wanted], known: dict[str, BeamEnergy], plan: Plan) -> list[Wanted]:
    """The rows whose range overlaps that of no other label, neither here nor on record after the import."""
    there = [(row.label, row.low_gev, row.high_gev) for row in known.values()]
    named = {row.key for row in wanted}
    ranges = [item for item in there if item[0] not in named]
    ranges += [(row.key, row.values["low_gev"], row.values["high_gev"]) for row in wanted]
    apart = []
    for row in wanted:
        low, high = row.values["low_gev"], row.values["high_gev"]
        others = sorted({label for label, *ends in ranges if label != row.key and ends[0] < high and low < ends[1]})
        if others:
            note = f"{low} to {high} GeV overlaps {', '.join(others)}"
            plan.add(Change(Action.CONFLICT, "beam energy", row.label, row.line, note=note))
        else:
            apart.append(row)
    return apart
