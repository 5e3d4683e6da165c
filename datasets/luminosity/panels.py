"""The pages of an experiment, a run, a quoted value and a good-run list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from datasets.luminosity import policy
from datasets.luminosity.choices import GOOD, TONES, Quality, Rule
from datasets.luminosity.links import runs
from datasets.luminosity.models import Experiment, GoodRunList, ReferenceLuminosity, Run, RunLuminosity
from datasets.luminosity.numbers import text_of
from datasets.luminosity.plots import cumulative
from datasets.luminosity.queries import RunValue, Total, ranges_on, runs_on, sums, total, values_of
from datasets.luminosity.units import Unit
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.policy import may
from portal.ui import components

REFERENCES_SHOWN = 50
NO_ZONE = "zone not known"


@dataclass(frozen=True, slots=True)
class Line:
    """The sums of an experiment at one energy, of one processing and kind; no two of them are added."""

    experiment: int
    energy: str
    processing: str
    kind: str
    all: Total
    good: Total

    def runs(self, **more: Any) -> str:
        """The list of the runs that are added."""
        key = {"energy": self.energy, "processing": self.processing, "kind": self.kind}
        return runs(**key, **more, experiment=self.experiment)


def _values(experiment: Experiment) -> list[RunValue]:
    """Table and plots are made of the same rows."""
    known = vars(experiment)
    if "_values" not in known:
        known["_values"] = values_of(experiment.number)
    found: list[RunValue] = known["_values"]
    return found


def _lines(experiment: Experiment, shown: Shown) -> list[Line]:
    groups: dict[tuple[str, str, str], list[RunValue]] = {}
    for value in _values(experiment):
        groups.setdefault((value.energy, value.processing, value.kind), []).append(value)
    return [
        Line(experiment.number, *key, total(found), total(value for value in found if value.good))
        for key, found in sorted(groups.items())
    ]


def _plot(experiment: Experiment, shown: Shown) -> dict[str, Any] | None:
    drawn = cumulative(experiment.number, _values(experiment))
    return {"kind": "html", "html": drawn} if drawn else None


def _references(experiment: Experiment, shown: Shown) -> Iterable[Any]:
    return ReferenceLuminosity.objects.filter(experiment_numbers__contains=[experiment.number])[:REFERENCES_SHOWN]


class ExperimentPage(Detail):
    """An experiment: what was recorded, by energy, processing and kind."""

    model, name, path = Experiment, "experiment", "experiments/<int:pk>/"
    listing, group, noun_plural = "experiments", "Data", "experiments"
    needs = policy.SEE
    left = (
        Table(
            "Luminosity",
            _lines,
            Cell("Energy", lambda line: line.energy or "no label", primary=True),
            Cell("Processing", lambda line: line.processing),
            Cell("Kind", lambda line: line.kind),
            Cell("Runs", lambda line: components.number(line.all.runs), href=lambda line: line.runs(), numeric=True),
            Cell("All", lambda line: line.all.words, numeric=True),
            Cell(
                "Good runs",
                lambda line: components.number(line.good.runs),
                href=lambda line: line.runs(quality=[*map(str, GOOD)]),
                numeric=True,
            ),
            Cell("Good", lambda line: line.good.words, numeric=True),
            more=lambda row, shown: ("All runs of this experiment", runs(experiment=row.number)),
            empty="No luminosity of this experiment is imported.",
        ),
        Template("", "", _plot),
        Table(
            "Quoted elsewhere",
            _references,
            Cell("Of what", lambda row: row.scope, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Energy", lambda row: row.energy),
            Cell("Luminosity", lambda row: row.measured.exact(), numeric=True),
        ),
    )
    right = (Facts("Facts", Fact("number", "Experiment"), Fact("description", "About")),)


def _of_run(run: Run, shown: Shown) -> Iterable[Any]:
    return run.luminosities.order_by("processing", "kind")


def _start(run: Run, shown: Shown) -> str:
    return f"{run.started_text} ({run.zone or NO_ZONE})" if run.started_text else ""


class RunPage(Detail):
    """A run and its luminosity in each processing."""

    model, name, path = Run, "run", "runs/<int:pk>/"
    listing, group, noun_plural = "runs", "Data", "runs"
    needs = policy.SEE
    select_related = ("experiment",)
    related_history = ("luminosities",)
    left = (
        Table(
            "Luminosity",
            _of_run,
            Cell("Processing", lambda row: row.processing or "none", primary=True),
            Cell("Kind", lambda row: row.get_kind_display()),
            Cell("Luminosity", lambda row: row.measured.exact(Unit.PB), numeric=True),
            empty="No luminosity of this run is imported.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("experiment", "Experiment", href=lambda run: run.experiment.get_absolute_url()),
            Fact("number", "Run"),
            Fact("energy", "Energy", value=lambda run, shown: run.energy or "no label"),
            Fact("energy_gev", "Energy (GeV)"),
            Fact("started_text", "Start", value=_start),
            Fact("minutes", "Length (min)", kind="number"),
        ),
    )

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        quality = Quality(obj.quality)
        return str(quality.label), str(TONES[quality])


class ReferencePage(Detail):
    """A value that was published or quoted, as its source has it."""

    model, name, path = ReferenceLuminosity, "reference_luminosity", "reference-luminosities/<int:pk>/"
    listing, group, noun_plural = "reference_luminosities", "Data", "reference luminosities"
    needs = policy.SEE
    left = (
        Facts(
            "Luminosity",
            Fact("luminosity_invpb", "As quoted", value=lambda row, shown: row.measured.exact()),
            Fact("error", "Errors in quadrature", value=lambda row, shown: _whole(row)),
            Fact("scope", "Of what"),
            Fact("experiments", "Experiments"),
            Fact("energy", "Energy"),
            Fact("quality", "Quality"),
            Fact("processing", "Processing"),
            Fact("kind", "Kind"),
            Fact("source", "Source"),
        ),
    )


def _whole(row: ReferenceLuminosity) -> str:
    """One error for the two that were quoted."""
    found = row.measured
    if found.whole_error is None or found.error is not None:
        return ""
    return type(found)(found.value, found.whole_error).words()


def _counted(found: GoodRunList, shown: Shown) -> dict[str, Any]:
    url = runs(good_run_list=found.pk)
    figures = [{"label": "runs", "value": components.number(runs_on(found).count()), "url": url}]
    rows = RunLuminosity.objects.filter(run__in=runs_on(found))
    for key, found_there in sums(rows):
        words = " ".join(filter(None, ("luminosity,", key["processing"], key["kind"])))
        figures.append({"label": words, "value": found_there.words, "url": runs(good_run_list=found.pk, **key)})
    return {"kind": "figures", "figures": figures}


def _ranges(found: GoodRunList, shown: Shown) -> list[tuple[int, str]]:
    return [(experiment, text_of(ranges)) for experiment, ranges in ranges_on(found).items()]


class GoodRunListPage(Detail):
    """A good-run list: how many runs, how much luminosity, and which."""

    model, name, path = GoodRunList, "good_run_list", "good-run-lists/<int:pk>/"
    listing, group, noun_plural = "good_run_lists", "Data", "good-run lists"
    needs = policy.SEE
    related_history = ("listed",)
    left = (
        Template("", "", _counted),
        Table(
            "Runs",
            _ranges,
            Cell("Experiment", lambda row: row[0], primary=True),
            Cell("Runs", lambda row: row[1]),
            more=lambda row, shown: ("The runs with their luminosity", runs(good_run_list=row.pk)),
            empty="None of its runs is on record.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("rule", "Which runs"),
            Fact("experiments", "Experiments", value=lambda row, shown: _unless_listed(row, row.experiments)),
            Fact("energy", "Energy", value=lambda row, shown: _unless_listed(row, row.energy)),
            Fact("run_low", "First run"),
            Fact("run_high", "Last run"),
            Fact("description", "About"),
        ),
    )

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        made = [
            {"label": "Text", "url": reverse("good_run_list_text", args=[obj.pk])},
            {"label": "JSON", "url": reverse("good_run_list_json", args=[obj.pk])},
        ]
        if may(shown.user, policy.MAKE):
            made.append({"label": "Change", "url": reverse("good_run_list_change", args=[obj.pk])})
            made.append({"label": "Remove", "url": reverse("good_run_list_remove", args=[obj.pk])})
        return made


def _unless_listed(found: GoodRunList, words: str) -> str:
    return "" if found.rule == Rule.LISTED else words or "all"
