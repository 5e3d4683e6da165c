"""What the database itself refuses, whoever writes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from datasets.luminosity.models import BeamEnergy, GoodRunList, ListedRuns, ReferenceLuminosity, RunLuminosity, columns
from datasets.luminosity.units import Luminosity, Measured, UnitError

pytestmark = pytest.mark.django_db


def refused(make, constraint):
    def act():
        make()
        connection.check_constraints()  # those that wait for the end of the transaction

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


@pytest.mark.parametrize("name", ["luminosity_invpb", "error_invpb", "stat_invpb", "syst_invpb"])
def test_nothing_that_is_measured_is_negative(name):
    values = {"luminosity_invpb": Decimal(1)} | {name: Decimal("-0.000001")}
    refused(lambda: ReferenceLuminosity.objects.create(scope="x", **values), "not_negative")


def test_an_error_is_one_number_or_two_that_are_named():
    values = {"luminosity_invpb": 1, "error_invpb": 1, "stat_invpb": 1}
    refused(lambda: ReferenceLuminosity.objects.create(scope="x", **values), "errors")


def test_a_run_has_one_value_for_each_processing_and_kind(run):
    made = run(18, 200, "1")
    RunLuminosity.objects.create(run=made, kind="offline", luminosity_invpb=2)
    RunLuminosity.objects.create(run=made, kind="online", processing="proc13", luminosity_invpb=3)
    refused(lambda: RunLuminosity.objects.create(run=made, kind="online", luminosity_invpb=4), "run_luminosity_once")


def test_ranges_of_energy_touch_and_do_not_overlap():
    BeamEnergy.objects.create(label="a", low_gev=Decimal("10.1"), high_gev=Decimal("10.2"))
    BeamEnergy.objects.create(label="b", low_gev=Decimal("10.2"), high_gev=Decimal("10.3"))
    connection.check_constraints()
    between = {"low_gev": Decimal("10.19"), "high_gev": Decimal("10.21")}
    refused(lambda: BeamEnergy.objects.create(label="c", **between), "beam_energy_no_overlap")
    refused(lambda: BeamEnergy.objects.create(label="c", low_gev=2, high_gev=1), "beam_energy_range|range lower bound")


def test_ranges_of_runs_go_from_low_to_high():
    refused(lambda: GoodRunList.objects.create(name="x", rule="good", run_low=2, run_high=1), "good_run_list_runs")
    made = GoodRunList.objects.create(name="x", rule="listed")
    refused(lambda: ListedRuns.objects.create(good_run_list=made, experiment=18, low=2, high=1), "listed_runs_range")


def test_a_row_gives_back_what_was_put_in_and_refuses_what_it_would_round():
    found = Measured(
        Luminosity(Decimal("39.725001")), stat=Luminosity(Decimal("0.5")), syst=Luminosity(Decimal("0.000001"))
    )
    made = ReferenceLuminosity.objects.create(scope="x", **columns(found))
    made.refresh_from_db()
    assert made.measured == found
    with pytest.raises(UnitError):
        columns(Measured(Luminosity(Decimal("39.7250001"))))
