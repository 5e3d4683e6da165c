"""Sums of luminosity and the runs behind them. Values are typed (`units.Measured`); energies are in GeV."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from datasets.luminosity.choices import GOOD, TAKES, Rule
from datasets.luminosity.models import COLUMNS, BeamEnergy, GoodRunList, ListedRuns, Run, RunLuminosity, measured
from datasets.luminosity.numbers import Range, experiments_of, joined
from datasets.luminosity.units import EXACT, ZERO, Luminosity, Measured, add_up

_SQUARE: DecimalField[Any, Any] = DecimalField(max_digits=48, decimal_places=12)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over some runs of one processing and kind; `without_error` of the runs have no error and add none."""

    runs: int
    measured: Measured
    without_error: int = 0

    @property
    def words(self) -> str:
        """In fb⁻¹, as precise as the error; says when the error is not that of all runs."""
        if not self.without_error or self.without_error == self.runs:
            return self.measured.words()
        return f"{self.measured.words()} (error of {self.runs - self.without_error} of {self.runs} runs)"


NOTHING = Total(0, Measured(ZERO))


def luminosity_of(experiment: int, low: int, high: int, processing: str, kind: str) -> Total:
    """Runs `low` to `high` (both included) of an experiment, good and bad, as one processing and kind has them.

    The value is typed: `total.measured.value.number(Unit.FB)` is the number in fb⁻¹. Runs that this processing and kind
    does not have are not in the sum; compare `total.runs` with `runs_between`. All energies are added.
    """
    rows = RunLuminosity.objects.filter(processing=processing, kind=kind)
    rows = rows.filter(run__experiment=experiment, run__number__gte=low, run__number__lte=high)
    return total_of(rows)


def runs_between(experiment: int, low: int, high: int) -> QuerySet[Run]:
    """The runs `low` to `high` (both included) of an experiment that are on record, in order."""
    return Run.objects.filter(experiment=experiment, number__gte=low, number__lte=high).order_by("number")


def good_runs(experiment: int | None = None, rule: Rule = Rule.RECOVERABLE) -> QuerySet[Run]:
    """The runs that a rule takes, of one experiment or of all, in order; see `choices.Rule`.

    Raises KeyError for the rule of listed runs, which belongs to a list: see `runs_on`.
    """
    rows = Run.objects.filter(quality__in=TAKES[rule]).order_by("experiment_id", "number")
    return rows if experiment is None else rows.filter(experiment=experiment)


def runs_on(found: GoodRunList) -> QuerySet[Run]:
    """The runs on a good-run list that are on record, as of now, in order."""
    if found.rule == Rule.LISTED:
        within = {"experiment": OuterRef("experiment_id"), "low__lte": OuterRef("number")}
        ranges = ListedRuns.objects.filter(good_run_list=found, high__gte=OuterRef("number"), **within)
        return Run.objects.filter(Exists(ranges)).order_by("experiment_id", "number")
    rows = good_runs(rule=Rule(found.rule))
    if found.experiments:
        rows = rows.filter(experiment__in=experiments_of(found.experiments))
    if found.energy:
        rows = rows.filter(energy=found.energy)
    if found.run_low is not None:
        rows = rows.filter(number__gte=found.run_low)
    if found.run_high is not None:
        rows = rows.filter(number__lte=found.run_high)
    return rows


def ranges_on(found: GoodRunList) -> dict[int, list[Range]]:
    """The runs on a good-run list as ranges by experiment. Numbers within a range follow each other."""
    made: dict[int, list[Range]] = {}
    for experiment, number in runs_on(found).values_list("experiment_id", "number"):
        made.setdefault(experiment, []).append((number, number))
    return {experiment: joined(ranges) for experiment, ranges in made.items()}


def sums(rows: QuerySet[RunLuminosity], *by: str) -> list[tuple[dict[str, Any], Total]]:
    """Sums by some fields, and always by processing and kind, of which no two may be added; in the order of `by`.

    Errors add as in `units.add_up`, in the database.
    """
    keys = (*by, "processing", "kind")
    found = rows.order_by().values(*keys).annotate(**_sums()).order_by(*keys)
    return [({key: row[key] for key in keys}, _total(row)) for row in found]


@dataclass(frozen=True, slots=True)
class RunValue:
    """The luminosity of one run in one processing and kind."""

    processing: str
    kind: str
    energy: str
    run: int
    good: bool
    measured: Measured


def values_of(experiment: int) -> list[RunValue]:
    """All values of an experiment in one query, by processing, kind and run: sums and plots are made of them."""
    rows = RunLuminosity.objects.filter(run__experiment=experiment).order_by("processing", "kind", "run__number")
    found = rows.values_list("processing", "kind", "run__energy", "run__number", "run__quality", *COLUMNS)
    return [
        RunValue(processing, kind, energy, run, quality in GOOD, measured(*numbers))
        for processing, kind, energy, run, quality, *numbers in found
    ]


def total(values: Iterable[RunValue]) -> Total:
    """The sum of values of one processing and kind, which the caller has chosen; NOTHING of none."""
    parts = [value.measured for value in values]
    return Total(len(parts), add_up(parts), sum(not part.errors for part in parts))


def total_of(rows: QuerySet[RunLuminosity]) -> Total:
    """The sum of rows of one processing and kind; NOTHING without rows. Raises ValueError when there are several."""
    found = sums(rows)
    if len(found) > 1:
        raise ValueError("the rows are of several processings or kinds; the same runs would count twice")
    return found[0][1] if found else NOTHING


def _sums() -> dict[str, Any]:
    errors = Coalesce(F("error_invpb"), F("stat_invpb"))
    return {
        "n": Count("pk"),
        "value": Sum("luminosity_invpb"),
        "squares": Sum(errors * errors, output_field=_SQUARE),
        "syst": Sum("syst_invpb"),
        "stats": Count("stat_invpb"),
        "bare": Count("pk", filter=Q(error_invpb__isnull=True, stat_invpb__isnull=True, syst_invpb__isnull=True)),
    }


def _total(row: dict[str, Any]) -> Total:
    spread = None if row["squares"] is None else Luminosity(EXACT.sqrt(row["squares"]))
    syst = None if row["syst"] is None else Luminosity(row["syst"])
    named = bool(row["stats"]) or syst is not None
    value = Luminosity(row["value"])
    return Total(row["n"], Measured(value, stat=spread, syst=syst) if named else Measured(value, spread), row["bare"])


def label_of(energy: Decimal) -> str | None:
    """The label of a collision energy in GeV; None in the gaps between the ranges."""
    return label_in(BeamEnergy.objects.values_list("label", "low_gev", "high_gev"), energy)


def label_in(ranges: Iterable[tuple[str, Decimal, Decimal]], energy: Decimal) -> str | None:
    """The same in ranges of (label, from, below) that are at hand."""
    return next((label for label, low, high in ranges if low <= energy < high), None)
