"""The energy of a dataset as label and as value.

A path says one of the two: a label such as 4S, or a number of MeV. The other follows from the records of labels and
runs, as far as they tell it. Of data with a label the value is somewhere in the range of the label, unless its runs
have it. Simulation is made at one energy, which may be outside the range that data has: somebody has to record it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, DecimalField, F, Func, Max, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from datasets.catalogue.choices import DatasetClass
from datasets.catalogue.models import Dataset
from datasets.luminosity.models import BeamEnergy, Run
from datasets.luminosity.queries import label_of
from datasets.luminosity.units import plain

_MEV = "^[0-9]{1,6}$"
_TEXT: CharField[str, str] = CharField()


class _Gev(Func):
    """The number of MeV in a text as GeV; NULL for any other text."""

    template = f"(substring(%(expressions)s from '{_MEV}')::numeric / 1000)"
    output_field: DecimalField[Any, Any] = DecimalField(max_digits=8, decimal_places=5)


def label() -> Any:
    """For a list of datasets: the label; NULL for a number of MeV in no range of a label."""
    energy = _Gev(OuterRef("energy"))
    found = BeamEnergy.objects.filter(low_gev__lte=energy, high_gev__gt=energy).order_by().values("label")[:1]
    return Case(When(energy__regex=_MEV, then=Subquery(found)), default=F("energy"), output_field=_TEXT)


def value() -> Any:
    """For a list of datasets: GeV as text, a number or `from..below`; NULL where it is not known."""
    known = BeamEnergy.objects.filter(label=OuterRef("energy")).order_by()
    ends = Concat(_number("low_gev"), Value(".."), _number("high_gev"), output_field=_TEXT)
    return Case(
        When(energy__regex=_MEV, then=_number(_Gev("energy"))),
        When(data_class=DatasetClass.DATA, then=Subquery(known.values(said=ends)[:1])),
        When(data_class=DatasetClass.MC, then=Subquery(known.values(said=_number("simulated_gev"))[:1])),
        output_field=_TEXT,
    )


def _number(expression: Any) -> Cast:
    """A number as text, without the zeros behind its last decimal."""
    return Cast(Func(expression, function="trim_scale", output_field=DecimalField()), _TEXT)


def words(dataset: Dataset) -> str:
    """Both in words, for the page of a dataset: `4S, 10.5794 GeV`, `10.81 GeV, 5S_scan`."""
    if not dataset.energy:
        return ""
    if not (dataset.energy.isascii() and dataset.energy.isdigit()):
        return ", ".join(filter(None, (dataset.energy, _value(dataset))))
    gev = Decimal(dataset.energy) / 1000
    return f"{plain(gev)} GeV, {label_of(gev) or 'in the range of no label'}"


def _value(dataset: Dataset) -> str:
    """What the runs and the label tell of the value; several values are said as a range, never as one of them."""
    simulated = dataset.data_class == DatasetClass.MC
    ends = {} if simulated else _runs(dataset).aggregate(low=Min("energy_gev"), high=Max("energy_gev"))
    if ends.get("low") is not None:
        low, high = plain(ends["low"]), plain(ends["high"])
        return f"{low} GeV" if low == high else f"{low} to {high} GeV over its runs"
    known = BeamEnergy.objects.filter(label=dataset.energy).first()
    if known is None:
        return ""
    if simulated:
        return f"{plain(known.simulated_gev)} GeV" if known.simulated_gev is not None else ""
    return f"between {plain(known.low_gev)} and {plain(known.high_gev)} GeV"


def _runs(dataset: Dataset) -> Any:
    """The runs of its experiment that were taken under its label; those of its own range, where it has one."""
    rows = Run.objects.filter(experiment=dataset.experiment, energy=dataset.energy)
    if dataset.run_low:  # 0 is merged over runs
        rows = rows.filter(number__gte=dataset.run_low, number__lte=dataset.run_high)
    return rows
