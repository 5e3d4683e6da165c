"""The progress of a campaign against counts by hand: nothing counts twice, and nothing is typed."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.progress.queries import progress
from tests.datasets.conftest import mc

MC = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r{run:05}/{kind}/{rest}"
DATA = "/belle/Data/release-06-00-08/DB00002392/proc13/prod000295{run:02}/e0018/4S/r{run:05}/{skim}/mdst"


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="MC15rd_b", kind="mc_rd", planned_luminosity=100, experiments="24, 26")


def figures(found):
    return {line.name: (line.datasets, line.events) for line in found.lines if not line.skim_code}


def test_samples_are_counted_and_skims_and_withdrawn_ones_apart(datasets, campaign):
    datasets(mc(1), mc(2), mc(3), mc(1, kind="uubar", prod=27812))
    datasets(MC.format(run=1, kind="ddbar", rest="18520400/udst"))
    Dataset.objects.update(events=100, files=2, size=10)
    Dataset.objects.filter(path=mc(3)).update(state="withdrawn")
    Campaign.objects.filter(pk=campaign.pk).update(planned_events=1000)
    campaign.refresh_from_db()
    found = progress(campaign)
    assert figures(found) == {"ddbar": (2, 200), "uubar": (1, 100)}
    assert [(line.skim_code, line.events) for line in found.lines if line.skim_code] == [("18520400", 100)]
    assert (found.sum("withdrawn"), found.skimmed, found.productions) == (1, 1, 2)
    assert (found.done_events, float(found.share_of_events)) == (300, 30.0)
    assert found.missing == [24]


def test_recorded_events_count_once_whatever_was_selected_from_them(datasets):
    proc = Campaign.objects.create(name="proc13", kind="processing", planned_events=400)
    datasets(*(DATA.format(run=run, skim=skim) for run in (1, 2) for skim in ("all", "hadron")))
    Dataset.objects.filter(general_skim="all").update(events=100)
    Dataset.objects.filter(general_skim="hadron").update(events=10)
    found = progress(proc)
    assert figures(found) == {"all": (2, 200), "hadron": (2, 20)}
    assert (found.done_events, float(found.share_of_events)) == (200, 50.0)


def test_luminosity_is_that_of_published_collections_that_share_no_dataset(collection, campaign):
    facts = {"campaign": "MC15rd_b", "event_type": "ddbar", "energy": "4S", "data_level": "mdst"}
    collection("a_ddbar_v1", mc(1), luminosity=10, **facts)
    collection("b_ddbar_v1", mc(2), luminosity="12.5", **facts)
    collection("c_ddbar_v1", mc(3), luminosity=50, published=False, **facts)
    (line,) = progress(campaign).lines
    assert line.luminosity.text() == "22.5 fb⁻¹"
    assert float(progress(campaign).share(line.luminosity)) == 22.5
    collection("all_ddbar_v1", mc(1), mc(2), luminosity="22.4", **facts)
    (line,) = progress(campaign).lines
    assert line.luminosity.text() == "22.4 fb⁻¹"


def test_holes_are_those_of_the_coverage_page(member, datasets, campaign):
    datasets(mc(1), mc(1, kind="uubar"), mc(1).replace("/4S/", "/10746/"))
    found = progress(campaign)
    assert (found.holes, found.down, found.across) == (1, "event_type", "energy")
    page = member.get("/datasets/coverage/?campaign=MC15rd_b&down=event_type&across=energy").content.decode()
    assert "2 × 2 combinations, 1 of them without a dataset" in page


def test_weeks_are_those_in_which_datasets_were_first_seen(datasets, campaign):
    datasets(mc(1), mc(2), mc(3))
    for run, day in ((1, 5), (2, 11), (3, 20)):  # a Monday, the Sunday after it, a Tuesday
        Dataset.objects.filter(path=mc(run)).update(first_seen_at=datetime(2026, 1, day, 12, tzinfo=UTC), events=7)
    weeks = [(week.monday.isoformat(), week.datasets, week.events) for week in progress(campaign).weeks]
    assert weeks == [("2026-01-05", 2, 14), ("2026-01-12", 0, 0), ("2026-01-19", 1, 7)]


def test_it_is_counted_again_only_when_something_changed(datasets, campaign, django_assert_num_queries):
    datasets(mc(1))
    progress(campaign)
    with django_assert_num_queries(1):  # the versions
        progress(campaign)
    datasets(mc(2))
    assert progress(campaign).sum("datasets") == 2


def test_page_file_and_program_say_the_same(member, datasets, campaign):
    datasets(mc(1), mc(2), mc(1, kind="uubar"))
    Dataset.objects.update(events=1_000_000)
    url = f"/campaigns/{campaign.pk}/progress/"
    answer = member.get(f"/api/v1{url}").json()
    assert [(row["event_type"], row["energy"], row["datasets"], row["events"]) for row in answer["rows"]] == [
        ("ddbar", "4S", 2, 2_000_000), ("uubar", "4S", 1, 1_000_000),
    ]  # fmt: skip
    assert member.get(f"{url}?format=json").json() == answer
    text = member.get(f"{url}?format=csv").content.decode()
    read = list(csv.DictReader(io.StringIO(text)))
    assert [(row["event_type"], row["datasets"]) for row in read] == [("ddbar", "2"), ("uubar", "1")]
    html = member.get(url).content.decode()
    assert "2,000,000" in html
    assert "Experiments without a dataset:" in html
    by_experiment = member.get(f"/api/v1{url}?by=experiment").json()["rows"]
    assert {row["experiment"] for row in by_experiment} == {26}
    assert "luminosity_invfb" not in by_experiment[0]


def test_every_number_leads_to_the_list_that_has_it(member, datasets, campaign):
    datasets(mc(1), mc(2), mc(1, kind="uubar"))
    Dataset.objects.filter(path=mc(2)).update(state="withdrawn")
    for by in ("", "?by=experiment"):
        html = member.get(f"/campaigns/{campaign.pk}/progress/{by}").content.decode()
        links = re.findall(r'<a href="(/datasets/\?[^"]+)">([\d,]+)</a>', html)
        assert len(links) == 3
        for url, number in links:
            rows = member.get("/api/v1" + url.replace("&amp;", "&")).json()
            assert str(rows["count"]) == number


def test_without_datasets_and_with_a_wrong_address(member, campaign):
    url = f"/campaigns/{campaign.pk}/progress/"
    assert "Nothing has arrived" in member.get(url).content.decode()
    assert member.get(f"/api/v1{url}").json()["rows"] == []
    assert member.get(f"{url}?format=csv").content.decode().startswith("event_type,")
    for wrong in ("?by=moon", "?format=xml"):
        assert member.get(url + wrong).status_code == 400
    assert member.get(f"/api/v1{url}?by=moon").json() == {"by": ["by: 'moon' is none of experiment"]}


def test_who_may_see_it(as_persona, campaign):
    for address in (f"/campaigns/{campaign.pk}/progress/", f"/api/v1/campaigns/{campaign.pk}/progress/"):
        found = {who: as_persona(who).get(address).status_code for who in ("outsider", "applicant", "member")}
        assert found == {"outsider": 403 if "api" in address else 302, "applicant": 403, "member": 200}
