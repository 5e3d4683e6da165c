"""The page of a campaign and the list of campaigns."""

import re

import pytest

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from tests.datasets.conftest import mc

DATA = "/belle/Data/release-06-00-08/DB00002392/proc13/prod00029531/e0018/4S/r00000/mdst"


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="MC15rd_b", kind="mc_rd", recommended_release="release-06-02-00")


def cells(html, caption):
    body = re.search(rf'<caption class="vh">{caption}</caption>.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    rows = re.findall(r"<tr>.*?</tr>", body[1], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows]


def test_what_it_has_is_counted_and_leads_to_the_search(member, datasets, campaign):
    datasets(mc(1), mc(2), mc(1, kind="uubar"), DATA)
    Dataset.objects.filter(event_type="ddbar").update(events=6_000_000)
    html = member.get(campaign.get_absolute_url()).content.decode()
    assert cells(html, "By event type") == [["ddbar", "2", "1.20 × 10⁷"], ["uubar", "1", "–"]]
    assert cells(html, "By experiment") == [["26", "3", "1.20 × 10⁷"]]
    assert '<dt><a href="/datasets/?campaign=MC15rd_b">datasets</a></dt><dd>3</dd>' in html
    for link in re.findall(r'<a href="(/datasets/\?[^"]+)">([\d,]+)</a>', html):
        answer = member.get(link[0].replace("&amp;", "&").replace("/datasets/", "/api/v1/datasets/")).json()
        assert str(answer["count"]) == link[1]


def test_of_very_many_event_types_the_most_frequent_stand_there(member, datasets, campaign):
    datasets(*(mc(run, kind=f"11100{number:05}") for number in range(45) for run in range(1, 3 if number else 4)))
    html = member.get(campaign.get_absolute_url()).content.decode()
    shown = cells(html, "By event type")
    assert (len(shown), shown[0][:2]) == (40, ["1110000000", "3"])
    assert "These are the 40 event types with most datasets; search all" in html
    assert "experiments with most datasets" not in html


def test_counts_follow_the_catalogue(member, datasets, campaign):
    datasets(mc(1))
    assert cells(member.get(campaign.get_absolute_url()).content.decode(), "By event type")[0][1] == "1"
    datasets(mc(2))
    assert cells(member.get(campaign.get_absolute_url()).content.decode(), "By event type")[0][1] == "2"


def test_a_campaign_without_data_says_so(member, campaign):
    html = member.get(campaign.get_absolute_url()).content.decode()
    assert "By event type" not in html
    assert "None is published yet." in html


def test_only_published_collections_are_named(member, collection, campaign):
    collection("mixed_v1", mc(1), campaign="MC15rd_b")
    collection("mixed_v2", mc(1), campaign="MC15rd_b")
    collection("mixed_v3", mc(1), campaign="MC15rd_b", published=False)
    html = member.get(campaign.get_absolute_url()).content.decode()
    assert [row[0] for row in cells(html, "Collections")] == ["mixed_v2"]
    assert 'href="/collections/?campaign=MC15rd_b"' in html


def test_who_may_see_it(as_persona, campaign):
    for address in (campaign.get_absolute_url(), f"/api/v1{campaign.get_absolute_url()}", "/campaigns/"):
        found = {
            persona: as_persona(persona).get(address).status_code
            for persona in ("outsider", "applicant", "member", "manager")
        }
        assert found == {"outsider": 403 if "api" in address else 302, "applicant": 403, "member": 200, "manager": 200}
