"""Quoted luminosities and beam energies on their way in."""

import csv
from decimal import Decimal

import pytest

from datasets.luminosity.importers import BeamEnergyImporter, ReferenceImporter
from datasets.luminosity.models import BeamEnergy, ReferenceLuminosity
from datasets.luminosity.queries import label_of
from datasets.luminosity.units import Luminosity, Unit, add_up, in_quadrature
from portal.importing import Action
from tests.datasets.luminosity.conftest import counts, noted, take

pytestmark = pytest.mark.django_db


def test_the_real_reference_values_come_out_as_they_went_in(shared):
    path = shared / "data/catalogue/luminosity_reference.csv"
    assert counts(take(ReferenceImporter, path)) == {"create": 23}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    written = []
    for found in ReferenceLuminosity.objects.all():
        value, *errors = found.measured.exact().removesuffix(" fb⁻¹").split(" ± ")
        facts = (found.scope, found.experiments, found.energy, found.quality, value, " ".join(errors), found.kind)
        written.append(facts)
    names = ("scope", "exp", "energy", "quality", "lumi_invfb", "err", "kind")
    assert sorted(written) == sorted(tuple(row[name] for name in names) for row in rows)
    assert not ReferenceLuminosity.objects.filter(source="same").exists()
    assert ReferenceLuminosity.objects.get(scope="Run 1 dimuon").source == "arXiv:2407.00965 abstract"
    assert counts(take(ReferenceImporter, path)) == {"skip": 23}


def test_the_same_runs_have_one_reference_value_for_each_processing(shared):
    take(ReferenceImporter, shared / "data/catalogue/luminosity_reference.csv")
    rows = ReferenceLuminosity.objects.filter(experiments="12", energy="4S_offres").order_by("processing")
    assert [(row.processing, row.measured.words()) for row in rows] == [
        ("proc12", "8.716 ± 0.002 fb⁻¹"),
        ("proc13", "8.685 ± 0.002 fb⁻¹"),
    ]
    assert ReferenceLuminosity.objects.get(experiments="30;31;32").processing == "bucket37-39"
    run_1 = ReferenceLuminosity.objects.get(scope="Run 1 (Mar 2019 - Jun 2022)")
    assert run_1.experiment_numbers == list(range(7, 27))
    assert ReferenceLuminosity.objects.filter(experiment_numbers__contains=[14]).count() == 9


def test_the_real_beam_energies_label_what_is_in_a_range_and_nothing_else(shared):
    path = shared / "data/catalogue/beam_energies.csv"
    assert counts(take(BeamEnergyImporter, path)) == {"create": 8}
    assert counts(take(BeamEnergyImporter, path)) == {"skip": 8}
    none = dict.fromkeys(("10.535", "10.55", "10.865", "10.32"))
    expected = none | {"10.580": "4S", "10.520": "4S_scan", "10.525": "4S_offres", "10.595": "5S_scan"}
    expected |= {"10.653": "5S_scan", "10.370": "4S_scan"}
    assert {energy: label_of(Decimal(energy)) for energy in expected} == expected
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    there = {row.label: row for row in BeamEnergy.objects.all()}
    for row in rows:
        found = there[row["tag"]]
        assert (found.low_gev, found.high_gev) == (Decimal(row["low_gev"]), Decimal(row["high_gev"]))
        assert found.note == row["note"]


@pytest.mark.parametrize(
    ("row", "action", "note"),
    [
        ("x,10.5,10.4,,\n", Action.REJECT, "high_gev: 10.4 is not above low_gev 10.5"),
        ("x,nan,10.4,,\n", Action.REJECT, "low_gev: 'nan' is no energy in GeV"),
        ("x,1e999999999,10.4,,\n", Action.REJECT, "low_gev: '1e999999999' is no energy in GeV"),
        (",10.1,10.2,,\n", Action.REJECT, "tag: a range needs a label"),
        ("x,10.59,10.60,,\n", Action.CONFLICT, "10.59 to 10.60 GeV overlaps 4S"),
    ],
)
def test_ranges_that_are_none_or_overlap(table, row, action, note):
    head = "tag,low_gev,high_gev,note,source\n"
    take(BeamEnergyImporter, table(head + "4S,10.58,10.595,,\n"))
    plan = take(BeamEnergyImporter, table(head + row))
    ((_, said),) = noted(plan, action)
    assert note in said
    assert BeamEnergy.objects.count() == 1


def test_ranges_move_together_when_they_do_not_overlap_afterwards(table):
    head = "tag,low_gev,high_gev\n"
    take(BeamEnergyImporter, table(head + "a,10.1,10.2\nb,10.2,10.3\n"))
    assert counts(take(BeamEnergyImporter, table(head + "a,10.2,10.3\nb,10.1,10.2\n"))) == {"update": 2}
    assert label_of(Decimal("10.25")) == "a"


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ("a,14-12,4S,all,1,,x,y\n", "exp: '14-12' is not an experiment or a range from low to high"),
        ("a,1-9000,4S,all,1,,x,y\n", "exp: 1-9000 are more than 200 experiments"),
        ("a,12,4S,all,-1,,x,y\n", "lumi_invfb: -1 is negative"),
        ("a,12,4S,all,1,0.1 fb,x,y\n", "err: '0.1 fb' is no error such as 0.004"),
        (",12,4S,all,1,,x,y\n", "scope: a value needs to say of what it is"),
    ],
)
def test_reference_values_that_say_nothing_clear(table, row, note):
    plan = take(ReferenceImporter, table("scope,exp,energy,quality,lumi_invfb,err,kind,source\n" + row))
    ((line, said),) = noted(plan, Action.REJECT)
    assert (line, said) == (2, said if note in said else note)


def test_the_quoted_total_of_two_experiments_has_their_errors_in_quadrature(shared):
    """Every number is rounded to thousandths, so that each error may be half of one larger or smaller."""
    take(ReferenceImporter, shared / "data/catalogue/luminosity_reference.csv")
    rows = ReferenceLuminosity.objects.filter(energy="4S", processing="proc12")
    one, other, both = (rows.get(experiments=text).measured for text in ("12", "14", "12;14"))
    half, step = (Luminosity.of(Decimal(number), Unit.FB) for number in ("0.0005", "0.001"))
    assert abs(add_up([one, other]).value - both.value) <= step
    assert in_quadrature([one.error + half, other.error + half]) + half >= both.error
    assert both.error + half < (one.error - half) + (other.error - half) + half
