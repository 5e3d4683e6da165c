"""The runs of the demo: those that its data were made from, with values that add up to its experiments."""

import pytest

from datasets.demo import runs as taken
from datasets.luminosity.choices import Kind, Quality
from datasets.luminosity.models import BeamEnergy, Experiment, GoodRunList, ReferenceLuminosity, Run
from datasets.luminosity.queries import luminosity_of, ranges_on, runs_on
from datasets.luminosity.units import Unit
from portal.history import entries

pytestmark = pytest.mark.django_db


def test_every_run_is_there_with_its_luminosity(loaded):
    assert set(Run.objects.values_list("experiment", "number")) == {
        (run.experiment, run.number) for run in taken.taken()
    }
    for experiment in (7, 21, 26):
        planned = [run for run in taken.taken() if run.experiment == experiment]
        found = luminosity_of(experiment, 0, 99_999, "proc16", Kind.OFFLINE)
        assert found.runs == len(planned)
        assert found.without_error == 0
        assert float(found.measured.value.number(Unit.FB)) == pytest.approx(taken.luminosity(planned), abs=0.001)
    assert luminosity_of(30, 0, 99_999, "proc16", Kind.OFFLINE).runs == 0


def test_every_energy_of_a_run_has_a_label(loaded):
    labels = set(BeamEnergy.objects.values_list("label", flat=True))
    assert set(Run.objects.values_list("energy", flat=True)) <= labels
    assert set(Run.objects.values_list("quality", flat=True)) == set(Quality.values)


def test_good_run_lists_differ_and_each_has_runs(loaded):
    sizes = {made.name: runs_on(made).count() for made in GoodRunList.objects.all()}
    assert sizes["Run 1, 4S, with recoverable"] > sizes["Run 1, 4S"] > 0
    assert sizes["Run 2"] > 0
    assert set(ranges_on(GoodRunList.objects.get(name="Run 2"))) == set(taken.RUN_2)


def test_quoted_values_are_near_the_sum_and_pages_have_a_history(loaded):
    run_1 = taken.luminosity(run for run in taken.taken() if run.experiment in taken.RUN_1)
    for row in ReferenceLuminosity.objects.all():
        assert float(row.measured.value.number(Unit.FB)) == pytest.approx(run_1, rel=0.002)
        assert row.measured.syst > row.measured.stat
    assert entries(Experiment.objects.get(number=18))
