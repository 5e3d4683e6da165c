"""The lists of runs, experiments, reference values, beam energies and good-run lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join

from datasets.luminosity import policy
from datasets.luminosity.actions import change, make
from datasets.luminosity.choices import GOOD, TONES, Kind, Quality, Rule
from datasets.luminosity.forms import GoodRunListForm
from datasets.luminosity.links import runs
from datasets.luminosity.models import (
    BeamEnergy,
    Experiment,
    GoodRunList,
    ReferenceLuminosity,
    Run,
    RunLuminosity,
)
from datasets.luminosity.queries import Total, runs_on, sums
from datasets.luminosity.units import Luminosity, Unit, plain
from portal.listing import Column, Context, Listing, Query
from portal.listing.base import Action
from portal.listing.columns import Row
from portal.listing.filters import NumberFilter
from portal.listing.writing import Writes
from portal.ui.addresses import page_url


def in_pb(number: Decimal) -> str:
    """A stored number with three decimals, as runs have them, and more where there are more."""
    thousandths = number.quantize(Decimal("0.001"))
    return f"{thousandths}" if thousandths == number else plain(number)


def in_fb(number: Decimal) -> str:
    """A stored number, which is in pb⁻¹, in fb⁻¹ with all its digits."""
    return plain(Luminosity(number).number(Unit.FB))


class LuminosityListing(Listing):
    """Everybody who may see these lists sees all of them."""

    group = "Data"
    needs = policy.SEE

    def scope(self, context: Context) -> str:
        return "all"


class RunsListing(LuminosityListing):
    """A row for each run, processing and kind: the same run has other values in other processings."""

    name, path = "runs", "runs/"
    model, noun, noun_plural = RunLuminosity, "run luminosity", "run luminosities"
    ordering = ("run__experiment_id", "run__number")
    search = ("run__energy", "processing", "run__started_text")
    search_label = "Energy, processing or start, such as 2021/04/09"
    counted = (Run, RunLuminosity, GoodRunList)
    actions = (Action("Import runs", "import_start", policy.IMPORT, args=("runs",)),)
    filters = {"good_run_list": NumberFilter(label="on list", decimal_places=0)}
    empty_text = "The production manager can import the runs and their luminosity."
    columns = (
        Column("run.number", "Run", name="run", kind="number", filter="range", primary=True, uses=("run_id",),
               short=str, href=lambda row: page_url("run", row["run_id"])),
        Column("run.experiment_id", "Experiment", name="experiment", kind="number", filter="choice", short=str),
        Column("run.energy", "Energy", name="energy", filter="choice"),
        Column("run.quality", "Quality", name="quality", filter="choice", choices=Quality, tones=TONES),
        Column("processing", "Processing", filter="choice"),
        Column("kind", "Kind", filter="choice", choices=Kind),
        Column("luminosity_invpb", "Luminosity (pb⁻¹)", kind="number", short=in_pb, help="In pb⁻¹."),
        Column("error_invpb", "Error (pb⁻¹)", kind="number", short=in_pb, help="In pb⁻¹; nothing more is said of it."),
        Column("stat_invpb", "Stat. error (pb⁻¹)", kind="number", short=in_pb, shown=False),
        Column("syst_invpb", "Syst. error (pb⁻¹)", kind="number", short=in_pb, shown=False),
        Column("run.started_text", "Start (as written)", name="started", help="In the zone of its column, if known."),
        Column("run.zone", "Zone", name="zone", shown=False, help="Empty: the zone of the times is not known."),
        Column("run.started_on", "Day (as written)", name="day", kind="date", filter="dates", shown=False),
        Column("run.minutes", "Length (min)", name="minutes", kind="number"),
        Column("run.energy_gev", "Energy (GeV)", name="energy_gev", kind="number", short=plain, shown=False),
    )  # fmt: skip

    def row_url(self, row: Row) -> str:
        return page_url("run", row["run_id"])

    def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]:
        if name not in self.filters:
            return super().narrow(rows, name, value, query)
        found = GoodRunList.objects.filter(pk=int(value)).first()
        return rows.filter(run__in=runs_on(found)) if found else rows.none()

    def words(self, name: str, value: Any, query: Query) -> str:
        return str(GoodRunList.objects.filter(pk=int(value)).first() or value)

    def hint(self, query: Query) -> str:
        """The sum of what is listed, for each processing and kind by itself."""
        html: str = self.remember(query, "sums", lambda: self._sums(query))
        return html

    def _sums(self, query: Query) -> str:
        found = sums(self.select(query))
        parts = format_html_join("; ", "{}, {}: <b>{}</b>", (_said(key, total) for key, total in found))
        return format_html("Sum of {}", parts) if found else ""


def _said(key: dict[str, Any], total: Total) -> tuple[str, str, str]:
    noun = "run" if total.runs == 1 else "runs"
    return f"{total.runs:,} {noun}", " ".join(filter(None, (key["processing"], key["kind"]))), total.words


def _runs(context: Context, **only: Any) -> Coalesce:
    """How many runs an experiment has."""
    rows = Run.objects.filter(Q(**only), experiment=OuterRef("number")).order_by().values("experiment")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


class ExperimentsListing(LuminosityListing):
    """Experiments with their runs."""

    name, path, detail = "experiments", "experiments/", "experiment"
    model, noun, noun_plural = Experiment, "experiment", "experiments"
    ordering = ("number",)
    search = ("description",)
    search_label = "Description"
    counted = (Experiment, Run)
    actions = (
        Action("Quoted values", "reference_luminosities", policy.SEE),
        Action("Beam energies", "beam_energies", policy.SEE),
        Action("Import runs", "import_start", policy.IMPORT, args=("runs",)),
    )
    empty_text = "An experiment is there as soon as one of its runs is imported."
    columns = (
        Column("number", "Experiment", kind="number", filter="range", primary=True, short=str),
        Column("runs", kind="number", expr=_runs, href=lambda row: runs(experiment=row["number"]), uses=("number",)),
        Column(
            "good_runs",
            "Good runs",
            kind="number",
            expr=lambda context: _runs(context, quality__in=GOOD),
            href=lambda row: runs(experiment=row["number"], quality=[*map(str, GOOD)]),
            uses=("number",),
        ),
        Column("description", "About"),
    )


class ReferenceListing(LuminosityListing):
    """Values that were published or quoted."""

    name, path, detail = "reference_luminosities", "reference-luminosities/", "reference_luminosity"
    model, noun, noun_plural = ReferenceLuminosity, "reference luminosity", "reference luminosities"
    ordering = ("scope", "experiments", "energy")
    search = ("scope", "source")
    search_label = "Scope or source"
    counted = (ReferenceLuminosity,)
    actions = (Action("Import values", "import_start", policy.IMPORT, args=("reference_luminosities",)),)
    empty_text = "The production manager can import values to compare with."
    columns = (
        Column("scope", "Of what", primary=True),
        Column("experiments", "Experiments"),
        Column("energy", "Energy", filter="choice"),
        Column("quality", "Quality", filter="choice"),
        Column("processing", "Processing", filter="choice"),
        Column("kind", "Kind", filter="choice"),
        Column("luminosity_invpb", "Luminosity (fb⁻¹)", kind="number", short=in_fb, help="In pb⁻¹."),
        Column("error_invpb", "Error (fb⁻¹)", kind="number", short=in_fb, help="In pb⁻¹."),
        Column("stat_invpb", "Stat. (fb⁻¹)", kind="number", short=in_fb, help="In pb⁻¹."),
        Column("syst_invpb", "Syst. (fb⁻¹)", kind="number", short=in_fb, help="In pb⁻¹."),
        Column("source", "Source", shown=False),
    )


class BeamEnergiesListing(LuminosityListing):
    """Labels of the collision energy; between the ranges there is no label."""

    name, path = "beam_energies", "beam-energies/"
    model, noun, noun_plural = BeamEnergy, "beam energy", "beam energies"
    ordering = ("low_gev",)
    search = ("label", "note")
    search_label = "Label or note"
    counted = (BeamEnergy,)
    actions = (Action("Import ranges", "import_start", policy.IMPORT, args=("beam_energies",)),)
    empty_text = "The production manager can import the ranges; until then no energy has a label."
    columns = (
        Column("label", "Label", primary=True, href=lambda row: runs(energy=row["label"])),
        Column("low_gev", "From (GeV)", kind="number", short=plain),
        Column("high_gev", "Below (GeV)", kind="number", short=plain),
        Column("note", "Note"),
        Column("source", "Source", shown=False),
    )


class GoodRunListsListing(LuminosityListing):
    """Named lists of runs to use."""

    name, path, detail = "good_run_lists", "good-run-lists/", "good_run_list"
    model, noun, noun_plural = GoodRunList, "good-run list", "good-run lists"
    ordering = ("name",)
    search = ("name", "description")
    search_label = "Name or description"
    counted = (GoodRunList,)
    actions = (Action("New list", "good_run_list_create", policy.MAKE, primary=True),)
    empty_text = "The production manager makes lists from the quality of the runs."
    writes = Writes(policy.MAKE, GoodRunListForm, make, change)
    columns = (
        Column("name", "List", primary=True),
        Column("rule", "Which runs", filter="choice", choices=Rule),
        Column("experiments", "Experiments"),
        Column("energy", "Energy", filter="choice"),
        Column("run_low", "First run", kind="number", short=str, shown=False),
        Column("run_high", "Last run", kind="number", short=str, shown=False),
        Column("description", shown=False),
    )
