"""The luminosity that simulated events stand for, where it can be said, and only there."""

import csv
import io

import pytest

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.eventtypes.equivalent import equivalent, words
from datasets.eventtypes.models import EventType
from tests.datasets.conftest import mc

SIGNAL = "1263040000"


@pytest.fixture(autouse=True)
def guide(db):
    EventType.objects.create(name="uubar", cross_section_nb="1.605")
    EventType.objects.create(name="ee", cross_section_nb="295.8")
    EventType.objects.create(name="BBstar")


def row(**levels):
    return Dataset(**{"event_type": "uubar", "energy": "4S", "data_level": "mdst", **levels})


@pytest.mark.parametrize(
    ("levels", "events", "said"),
    [
        ({}, 1_605_000_000, "1000 fb⁻¹"),
        ({}, 321_000_000, "200 fb⁻¹"),
        ({}, 123_456_789, "76.92 fb⁻¹"),
        ({}, 160_500, "0.1 fb⁻¹"),
        ({}, 100_000, "62.31 pb⁻¹"),
        ({"event_type": "ee", "general_skim": "all"}, 2_000_000, "6.761 pb⁻¹"),
    ],
)
def test_it_is_the_number_of_events_by_the_cross_section(levels, events, said):
    assert words(equivalent(row(**levels), events)) == said


@pytest.mark.parametrize(
    ("levels", "events"),
    [
        ({}, None),
        ({}, 0),
        ({"event_type": "BBstar"}, 1000),
        ({"event_type": SIGNAL}, 1000),
        ({"event_type": ""}, 1000),
        ({"energy": "4S_offres"}, 1000),
        ({"energy": ""}, 1000),
        ({"skim_code": "18520400"}, 1000),
        ({"general_skim": "hadron"}, 1000),
        ({"data_level": "udst"}, 1000),
    ],
)
def test_it_is_not_said_of_selected_events_other_energies_or_unknown_processes(levels, events):
    assert equivalent(row(**levels), events) is None


def test_pages_and_progress_tell_it(member, datasets, collection):
    Campaign.objects.create(name="MC15rd_b", kind="mc_rd")
    path, other = mc(1, kind="uubar"), mc(2, kind="uubar")
    [dataset, _] = datasets(path, other)
    Dataset.objects.filter(path=path).update(events=1_605_000)
    held = collection("uubar_v1", path, event_type="uubar", energy="4S", data_level="mdst", campaign="MC15rd_b")
    part = collection("uubar_v2", path, other, event_type="uubar", energy="4S", data_level="mdst", campaign="MC15rd_b")
    assert "<dt>equivalent luminosity</dt><dd>1 fb⁻¹</dd>" in member.get(dataset.get_absolute_url()).content.decode()
    assert "<dd>1 fb⁻¹</dd>" in member.get(held.get_absolute_url()).content.decode()
    said = member.get(part.get_absolute_url()).content.decode()
    assert "1 fb⁻¹ at least; 1 dataset does not say how many events it holds" in said
    campaign = Campaign.objects.get()
    lines = member.get(f"{campaign.get_absolute_url()}progress/?format=csv").content.decode()
    assert [line["equivalent_luminosity_invfb"] for line in csv.DictReader(io.StringIO(lines))] == ["1.0"]
    EventType.objects.filter(name="uubar").update(cross_section_nb=None)
    again = member.get(f"{campaign.get_absolute_url()}progress/?format=csv").content.decode()
    assert [line["equivalent_luminosity_invfb"] for line in csv.DictReader(io.StringIO(again))] == [""]


@pytest.mark.parametrize(
    "path", [mc(1, kind="mixed"), mc(1, kind="uubar").replace("uubar/mdst", "uubar/18520400/udst")]
)
def test_a_collection_is_judged_by_its_members_and_not_by_what_it_says(member, collection, path):
    odd = collection("odd_v1", path, event_type="uubar", energy="4S", campaign="MC15rd_b", published=False)
    Dataset.objects.filter(path=path).update(events=1_605_000)
    Collection.objects.filter(pk=odd.pk).update(state="known")
    assert "quivalent luminosity" not in member.get(odd.get_absolute_url()).content.decode()
