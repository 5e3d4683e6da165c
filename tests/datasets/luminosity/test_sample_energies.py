"""The energy of a dataset as label and value: what the path says, and of the other what the records tell."""

import json
from decimal import Decimal

import pytest

from datasets.luminosity.importers import BeamEnergyImporter
from datasets.luminosity.models import BeamEnergy, Experiment, Run
from portal.testing.data_rows import dataset
from tests.datasets.luminosity.conftest import counts, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def labels(shared):
    """The real ranges; for two of the labels it is recorded how they are simulated."""
    take(BeamEnergyImporter, shared / "data/catalogue/beam_energies.csv")
    for label, gev in (("4S", "10.580"), ("4S_offres", "10.520")):
        BeamEnergy.objects.filter(label=label).update(simulated_gev=Decimal(gev))


def run(experiment, number, energy, gev=None):
    Experiment.objects.get_or_create(number=experiment)
    Run.objects.create(experiment_id=experiment, number=number, energy=energy, energy_gev=gev and Decimal(gev))


KNOWN = {
    # what the path says: (label, value in a list, words of the page)
    ("MC", "10810"): ("5S_scan", "10.81", "10.81 GeV, 5S_scan"),
    ("Data", "10810"): ("5S_scan", "10.81", "10.81 GeV, 5S_scan"),
    ("Data", "10580"): ("4S", "10.58", "10.58 GeV, 4S"),
    ("Data", "10595"): ("5S_scan", "10.595", "10.595 GeV, 5S_scan"),  # a range ends before its upper end
    ("Data", "10570"): (None, "10.57", "10.57 GeV, in the range of no label"),
    ("Data", "4S"): ("4S", "10.58..10.595", "4S, between 10.58 and 10.595 GeV"),
    ("MC", "4S"): ("4S", "10.58", "4S, 10.58 GeV"),
    ("MC", "4S_offres"): ("4S_offres", "10.52", "4S_offres, 10.52 GeV"),  # outside the range of the data
    ("MC", "5S_scan"): ("5S_scan", None, "5S_scan"),
    ("Data", "6S"): ("6S", None, "6S"),
}


def test_lists_exports_and_the_api_tell_both(as_persona, labels):
    made = {dataset(number, data_class=kind, energy=energy).pk: (kind, energy)
            for number, (kind, energy) in enumerate(KNOWN)}  # fmt: skip
    member = as_persona("member")
    rows = member.get("/api/v1/datasets/").json()["results"]
    told = {made[row["id"]]: (row["energy_label"], row["energy_gev"]) for row in rows}
    assert told == {key: said[:2] for key, said in KNOWN.items()}
    answer = member.get("/datasets/", {"format": "json", "col": ["path", "energy", "energy_label", "energy_gev"]})
    exported = json.loads(b"".join(answer.streaming_content))
    assert {(row["energy"], row["energy_label"], row["energy_gev"]) for row in exported} == {
        (energy, *said[:2]) for (_, energy), said in KNOWN.items()
    }
    page = member.get("/datasets/", {"col": ["energy_label", "energy_gev"]}).content.decode()
    assert "10.58..10.595" in page


@pytest.mark.parametrize("key", KNOWN)
def test_the_page_tells_both(as_persona, labels, key):
    kind, energy = key
    made = dataset(1, data_class=kind, energy=energy, experiment=12)
    page = as_persona("member").get(made.get_absolute_url()).content.decode()
    assert f'&amp;energy={energy}">{KNOWN[key][2]}</a>' in page


def test_runs_tell_the_value_of_data_and_several_are_a_range(as_persona, labels):
    for number, gev in ((10, "10.5794"), (11, "10.5794"), (12, None)):
        run(12, number, "4S", gev)
    for number, gev in ((10, "10.5794"), (20, "10.5821"), (21, "10.6530")):
        run(14, number, "4S" if number < 21 else "5S_scan", gev)
    one = dataset(1, data_class="Data", energy="4S", experiment=12, run="r00000", run_low=0, run_high=0)
    several = dataset(2, data_class="Data", energy="4S", experiment=14, run="r00000", run_low=0, run_high=0)
    of_a_run = dataset(3, data_class="Data", energy="4S", experiment=14, run="r00020", run_low=20, run_high=20)
    simulated = dataset(4, data_class="MC", energy="4S", experiment=14)
    said = {
        one: "4S, 10.5794 GeV",
        several: "4S, 10.5794 to 10.5821 GeV over its runs",
        of_a_run: "4S, 10.5821 GeV",
        simulated: "4S, 10.58 GeV",
    }
    for made, words in said.items():
        assert f">{words}</a>" in as_persona("member").get(made.get_absolute_url()).content.decode()


def test_how_a_label_is_simulated_is_imported(table):
    head = "tag,low_gev,high_gev,simulated_gev\n"
    path = table(head + "4S_offres,10.525,10.535,10.520\n4S_scan,10.37,10.525,\n")
    assert counts(take(BeamEnergyImporter, path)) == {"create": 2}
    assert counts(take(BeamEnergyImporter, path)) == {"skip": 2}
    there = dict(BeamEnergy.objects.values_list("label", "simulated_gev"))
    assert there == {"4S_offres": Decimal("10.52"), "4S_scan": None}
    take(BeamEnergyImporter, table("tag,low_gev,high_gev\n4S_offres,10.525,10.536\n", "other.csv"))
    assert BeamEnergy.objects.get(label="4S_offres").simulated_gev == Decimal("10.52")  # not in the file: as it was
