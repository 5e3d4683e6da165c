"""Runs with their luminosity, as the run database gives them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import Field

from datasets.luminosity import policy
from datasets.luminosity.choices import Kind, Quality
from datasets.luminosity.importers.base import energy_of, number_of, words
from datasets.luminosity.importers.checks import cumulative
from datasets.luminosity.importers.writing import write_experiments
from datasets.luminosity.models import BeamEnergy, Run, RunLuminosity, columns
from datasets.luminosity.numbers import LARGEST_EXPERIMENT, LARGEST_RUN
from datasets.luminosity.queries import label_in
from datasets.luminosity.units import Measured, Unit, unit_named
from portal.importing import Plan, SourceError
from portal.importing.importer import Progress
from portal.importing.tables import Row, RowError, Table, TableImporter, Wanted, compare, text_of, write_rows

_VALUE = re.compile("lumi(?:_recorded)?_inv([a-z]b)")
_DAY = re.compile("([0-9]{4})[/-]([0-9]{2})[/-]([0-9]{2})(?:[ T].*)?")
ZONES = {"start_utc": "UTC", "start_jst": "JST"}
"""What a column has to be called to say the zone of its times; any other leaves it unknown."""
QUALITIES = {"true": Quality.GOOD, "false": Quality.BAD, "": Quality.UNJUDGED} | {item.value: item for item in Quality}


class RunImporter(TableImporter):
    """Runs and one luminosity of each. Another processing or kind adds a value and changes none."""

    name, noun, noun_plural = "runs", "run", "runs"
    needs = policy.IMPORT
    needed = ("exp", "run")
    about = (
        "A CSV table with the columns exp, run and lumi_recorded_invpb (or _invfb), and, when there are, lumi_err, "
        "start…, length_hh_mm, good, beam_energy, energy_gev, processing, kind, cum_recorded_invfb and "
        "cum_delivered_invfb."
    )
    fields: ClassVar[dict[str, Callable[[], Field]]] = {
        "processing": lambda: forms.CharField(
            max_length=64,
            required=False,
            help_text="Where no column says it: such as proc13. Empty: none.",
        ),
        "kind": lambda: forms.ChoiceField(choices=Kind.choices, help_text="Where no column says it."),
    }

    def plan(self, rows: Table) -> Plan:
        column, unit = _value_column(rows.columns)
        plan = Plan(payload=None)
        ranges = list(BeamEnergy.objects.values_list("label", "low_gev", "high_gev"))
        values: list[Wanted] = []

        def judge(row: Row) -> Wanted:
            run = _run(row, rows.columns, ranges, plan)
            values.append(self._value(row, run.key, column, unit))
            return run

        runs = self.judged(rows, plan, judge)
        experiments = {experiment for experiment, _ in (run.key for run in runs)}
        known = {(row.experiment_id, row.number): row for row in Run.objects.filter(experiment__in=experiments)}
        with_value = RunLuminosity.objects.filter(run__experiment__in=experiments).select_related("run")
        valued = {(row.run.experiment_id, row.run.number, row.processing, row.kind): row for row in with_value}
        writes = compare(plan, self.noun, runs, known, words)
        there = {*known, *(run.key for run, _ in writes)}
        values = [row for row in values if row.key[:2] in there]  # a run in conflict has no place for a value
        plan.payload = (writes, compare(plan, "luminosity", values, valued, words))
        for line, message in cumulative(rows, column, unit):
            plan.problem(line, message)
        return plan

    def _value(self, row: Row, run: tuple[int, int], column: str, unit: Unit) -> Wanted:
        found = row.said(column, lambda text: Measured.parse(text, unit=unit))
        found = row.said("lumi_err", lambda text: Measured.parse(row[column], text, unit))
        if found.value.invpb < 0:
            raise RowError(f"{column}: {row[column]} is negative")
        processing = row.said("processing", text_of(64)) or str(self.options.get("processing", "")).strip()
        kind = row["kind"] or self.options.get("kind", Kind.ONLINE)
        if kind not in Kind.values:
            raise RowError(f"kind: {kind[:40]!r} is none of {', '.join(Kind.values)}")
        label = f"{run[0]}:{run[1]}, {processing or 'no processing'}, {kind}"
        values = row.said(column, lambda text: columns(found))
        return Wanted((*run, processing, kind), label, row.line, values)

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        runs, values = plan.payload
        wanted = {row.key[0] for row, _ in (*runs, *values)}
        write_experiments(wanted)
        writes = (({"experiment_id": row.key[0], "number": row.key[1]}, row.values, there) for row, there in runs)
        write_rows(Run, writes)
        progress(len(runs), len(runs) + len(values))
        found = Run.objects.filter(experiment__in=wanted).values_list("experiment_id", "number", "pk")
        keys = {(experiment, number): pk for experiment, number, pk in found}
        write_rows(
            RunLuminosity,
            (
                ({"run_id": keys[row.key[:2]], "processing": row.key[2], "kind": row.key[3]}, row.values, there)
                for row, there in values
            ),
        )
        progress(len(runs) + len(values), len(runs) + len(values))


def _value_column(names: tuple[str, ...]) -> tuple[str, Unit]:
    """The column of the luminosity; its name says the unit. Raises SourceError."""
    found = [(name, match[1]) for name in names if (match := _VALUE.fullmatch(name))]
    if len(found) != 1:
        raise SourceError("one column must be called lumi_recorded_invpb, or with another unit at its end")
    try:
        return found[0][0], unit_named(found[0][1])
    except ValueError as error:
        raise SourceError(f"{found[0][0]}: {error}") from error


def _run(row: Row, names: tuple[str, ...], ranges: list[tuple[str, Decimal, Decimal]], plan: Plan) -> Wanted:
    """The run of a row; only what the file has columns for is changed of a run on record."""
    key = row.said("exp", number_of(LARGEST_EXPERIMENT)), row.said("run", number_of(LARGEST_RUN))
    values: dict[str, Any] = {}
    if "beam_energy" in names:
        values["energy"] = row.said("beam_energy", text_of(16))
    if row["energy_gev"]:
        values["energy_gev"] = energy = row.said("energy_gev", energy_of)
        label = label_in(ranges, energy) or ""
        if not values.setdefault("energy", label):
            values["energy"] = label
        elif values["energy"] != label:
            plan.problem(row.line, f"{values['energy']} is written for {energy} GeV, which is {label or 'no label'}")
    if "good" in names:
        values["quality"] = row.said("good", _quality)
    start = next((name for name in names if name.startswith("start")), "")
    if start:
        values |= {"started_text": row.said(start, text_of(40)), "zone": ZONES.get(start, "")}
        values["started_on"] = row.said(start, _day)
    if "length_hh_mm" in names:
        values["minutes"] = row.said("length_hh_mm", _minutes)
    return Wanted(key, f"{key[0]}:{key[1]}", row.line, values)


def _quality(text: str) -> Quality:
    try:
        return QUALITIES[text.lower()]
    except KeyError as error:
        raise ValueError(f"{text[:40]!r} is none of True, False, {', '.join(Quality.values)}") from error


def _day(text: str) -> date | None:
    """The day as it is written, in whatever zone that is."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} does not begin with a day as 2021/04/09")
    return date(int(found[1]), int(found[2]), int(found[3]))


def _minutes(text: str) -> int | None:
    """Minutes of `hh:mm`; 00:00 is a run of less than one."""
    if not text:
        return None
    found = re.fullmatch("([0-9]{1,4}):([0-5][0-9])", text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no length in hours and minutes as 01:37")
    return 60 * int(found[1]) + int(found[2])
