"""Tables of experiments, runs, their luminosity, quoted values, beam energies and good-run lists."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from datasets.luminosity.choices import GOOD, Kind, Quality, Rule
from datasets.luminosity.units import DIGITS, PLACES, Luminosity, Measured
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url

COLUMNS = ("luminosity_invpb", "error_invpb", "stat_invpb", "syst_invpb")
"""Of a measured luminosity, in the order of the fields of `Measured`."""


def _invpb(label: str, *, null: bool = False) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=DIGITS, decimal_places=PLACES, null=null, blank=null, help_text="In pb⁻¹."
    )


class MeasuredRow(models.Model):
    """Columns of a measured luminosity. The numbers are in pb⁻¹; code outside the tables reads `measured`."""

    luminosity_invpb = _invpb("luminosity (pb⁻¹)")
    error_invpb = _invpb("error (pb⁻¹)", null=True)
    stat_invpb = _invpb("statistical error (pb⁻¹)", null=True)
    syst_invpb = _invpb("systematic error (pb⁻¹)", null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(luminosity_invpb__gte=0)
                & (Q(error_invpb__isnull=True) | Q(error_invpb__gte=0))
                & (Q(stat_invpb__isnull=True) | Q(stat_invpb__gte=0))
                & (Q(syst_invpb__isnull=True) | Q(syst_invpb__gte=0)),
                name="%(class)s_not_negative",
                violation_error_message="A luminosity and its errors are not negative.",
            ),
            models.CheckConstraint(
                condition=Q(error_invpb__isnull=True) | Q(stat_invpb__isnull=True, syst_invpb__isnull=True),
                name="%(class)s_errors",
                violation_error_message="An error is either one number or a statistical and a systematic one.",
            ),
        ]

    @property
    def measured(self) -> Measured:
        """The value with its errors, typed."""
        return measured(*(getattr(self, name) for name in COLUMNS))


def measured(*numbers: object) -> Measured:
    """Of the numbers of `COLUMNS`, which are in pb⁻¹."""
    value, *errors = (None if number is None else Luminosity(number) for number in numbers)  # type: ignore[arg-type]
    assert value is not None
    return Measured(value, *errors)


def columns(found: Measured) -> dict[str, Any]:
    """The columns that hold it. Raises UnitError when they cannot hold it exactly."""
    parts = (found.value, found.error, found.stat, found.syst)
    return {name: part.stored if part is not None else None for name, part in zip(COLUMNS, parts, strict=True)}


@counted
@tracked
class Experiment(models.Model):
    """A period of data taking by its number; runs are numbered anew in each."""

    number = models.PositiveIntegerField(unique=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "experiment"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Experiment {self.number}"

    def get_absolute_url(self) -> str:
        return page_url("experiment", self.pk)


@counted
@tracked
class Run(models.Model):
    """One run. When it began is kept as its source writes it: the zone of these clocks is not known."""

    experiment = models.ForeignKey(
        Experiment, models.PROTECT, to_field="number", db_column="experiment", related_name="runs"
    )
    number = models.PositiveIntegerField("run")
    energy = models.CharField(max_length=16, blank=True, help_text="Label such as 4S; empty in the gaps of the ranges.")
    energy_gev = models.DecimalField("energy (GeV)", max_digits=8, decimal_places=5, null=True, blank=True)
    quality = models.CharField(max_length=12, choices=Quality, default=Quality.UNJUDGED)
    started_text = models.CharField("start as written", max_length=40, blank=True)
    started_on = models.DateField("day as written", null=True, blank=True)
    zone = models.CharField("time zone", max_length=40, blank=True, help_text="Empty: not known.")
    minutes = models.PositiveIntegerField("length (min)", null=True, blank=True)

    class Meta:
        verbose_name = "run"
        ordering = ["experiment_id", "number"]
        constraints = [
            # also the index of the runs of an experiment, in order
            models.UniqueConstraint(fields=["experiment", "number"], name="run_once"),
        ]

    def __str__(self) -> str:
        return f"Experiment {self.experiment_id}, run {self.number}"

    @property
    def is_good(self) -> bool:
        return self.quality in GOOD

    def get_absolute_url(self) -> str:
        return page_url("run", self.pk)


@counted
@tracked
class RunLuminosity(MeasuredRow):
    """The luminosity of a run as one processing and kind has it; other processings have other values."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="luminosities")
    processing = models.CharField(
        max_length=64, blank=True, help_text="Such as proc13; empty for what was recorded without one."
    )
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta(MeasuredRow.Meta):
        verbose_name = "luminosity of a run"
        ordering = ["run", "processing", "kind"]
        constraints = [
            *MeasuredRow.Meta.constraints,
            models.UniqueConstraint(fields=["run", "processing", "kind"], name="run_luminosity_once"),
        ]
        indexes = [
            # the sums of one processing and kind
            models.Index(fields=["processing", "kind"], name="run_luminosity_processing")
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.processing or 'no processing'}, {self.kind}"


@counted
@tracked
class ReferenceLuminosity(MeasuredRow):
    """A value that was published or quoted, to compare with; nothing is computed from it."""

    scope = models.CharField(max_length=200, help_text="What it is the luminosity of, in the words of the source.")
    experiments = models.CharField(max_length=100, blank=True, help_text="As written: 12;14 or 7-26.")
    experiment_numbers = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    energy = models.CharField(max_length=16, blank=True)
    quality = models.CharField(max_length=60, blank=True, help_text="As written.")
    processing = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=60, blank=True, help_text="As written.")
    source = models.CharField(max_length=300, blank=True)

    class Meta(MeasuredRow.Meta):
        verbose_name = "reference luminosity"
        ordering = ["scope", "experiments", "energy"]
        constraints = [
            *MeasuredRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["scope", "experiments", "energy", "quality", "processing", "kind"], name="reference_once"
            ),
        ]
        indexes = [
            # values of an experiment, for its page
            GinIndex(fields=["experiment_numbers"], name="reference_experiments")
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.scope, self.experiments, self.energy, self.kind)))

    def get_absolute_url(self) -> str:
        return page_url("reference_luminosity", self.pk)


@counted
@tracked
class BeamEnergy(models.Model):
    """A label of the collision energy: from `low_gev`, below `high_gev`. Between the ranges there is no label."""

    label = models.CharField(max_length=16, unique=True)
    low_gev = models.DecimalField("from (GeV)", max_digits=8, decimal_places=5)
    high_gev = models.DecimalField("below (GeV)", max_digits=8, decimal_places=5)
    simulated_gev = models.DecimalField(
        "simulated at (GeV)",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text="The energy of simulation under this label; it may be outside the range.",
    )
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "beam energy"
        ordering = ["low_gev"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low_gev__gt=0, high_gev__gt=F("low_gev")),
                name="beam_energy_range",
                violation_error_message="A range of energies goes from low to high.",
            ),
            ExclusionConstraint(
                name="beam_energy_no_overlap",
                expressions=[(Func(F("low_gev"), F("high_gev"), Value("[)"), function="numrange"), "&&")],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Ranges of energy do not overlap.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@counted
@tracked
class GoodRunList(models.Model):
    """Runs to use, by name: those that a rule takes now, or those that somebody listed.

    Experiments, energy and runs narrow a rule; empty means all of them.
    """

    name = models.CharField(max_length=100, unique=True)
    rule = models.CharField(max_length=12, choices=Rule)
    experiments = models.CharField(max_length=100, blank=True, help_text="Such as 7-8;10;12; empty: all.")
    energy = models.CharField(max_length=16, blank=True)
    run_low = models.PositiveIntegerField("first run", null=True, blank=True)
    run_high = models.PositiveIntegerField("last run", null=True, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "good-run list"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(run_low__isnull=True) | Q(run_high__isnull=True) | Q(run_high__gte=F("run_low")),
                name="good_run_list_runs",
                violation_error_message="The first run is not after the last one.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("good_run_list", self.pk)


@tracked
class ListedRuns(models.Model):
    """A range of runs that somebody put on a good-run list; runs that are not imported yet count once they are."""

    good_run_list = models.ForeignKey(GoodRunList, models.CASCADE, related_name="listed")
    experiment = models.PositiveIntegerField()
    low = models.PositiveIntegerField("first run")
    high = models.PositiveIntegerField("last run")

    class Meta:
        verbose_name = "runs on a list"
        ordering = ["experiment", "low"]
        constraints = [
            # also the index by which the runs of a list are found
            models.UniqueConstraint(fields=["good_run_list", "experiment", "low"], name="listed_runs_once"),
            models.CheckConstraint(
                condition=Q(high__gte=F("low")),
                name="listed_runs_range",
                violation_error_message="The first run is not after the last one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.experiment}: {self.low}-{self.high}"
