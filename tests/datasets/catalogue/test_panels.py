"""The page of a dataset."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.globaltags.models import GlobalTag
from datasets.skims.models import Skim
from tests.datasets.conftest import mc

SKIMMED = "/belle/MC/release-06-01-11/DB00002058/MC15rd_b/prod00030843/s00/e0007/4S/r00000/uubar/14120601/udst"


def page(client, dataset, status=200):
    answer = client.get(f"/datasets/{dataset.pk}/")
    assert answer.status_code == status
    return answer.content.decode()


def fact(html, label):
    """The value beside a label, as text."""
    found = re.search(rf"<dt>{label}</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else None


def test_the_whole_path_can_be_copied(member, datasets):
    [dataset] = datasets(mc())
    html = page(member, dataset)
    assert f'data-copy="{mc()}"' in html
    assert "<h1>MC15rd_b ddbar e0026 r01040 4S mdst" in html
    Campaign.objects.create(name="MC15rd_b", kind="mc_rd", recommended_release="release-06-02-00")
    command = f"gbasf2 -p prod27811_{dataset.pk} -s release-06-02-00 \\\n  -i {mc()} \\\n  steering.py\n"
    assert f'data-copy="{command}"' in page(member, dataset)


def test_every_level_leads_to_its_search(member, datasets):
    [dataset] = datasets(SKIMMED)
    html = page(member, dataset)
    facts = {
        "Campaign": "MC15rd_b",
        "Event type": "uubar",
        "Experiment": "7",
        "Run": "r00000, merged over runs, or not applicable",
        "Energy": "4S",
        "Skim": "14120601, not imported",
        "Level": "udst",
        "Release": "release-06-01-11",
        "Global tag": "2058, not imported",
        "Production": "30843",
        "Stream": "s00",
        "Scope": "mc",
    }
    assert {label: fact(html, label) for label in facts} == facts
    links = re.findall(r'<dd><a href="(/datasets/\?[^"]+)"', html)
    assert len(links) == 8
    for link in links:
        found = member.get(link.replace("&amp;", "&"))
        assert f"/datasets/{dataset.pk}/" in found.content.decode(), link


def test_names_of_the_registries_replace_their_numbers(member, datasets):
    [dataset] = datasets(SKIMMED)
    skim = Skim.objects.create(code="14120601", name="BtoX")
    tag = GlobalTag.objects.create(number=2058, name="mc_tag")
    campaign = Campaign.objects.create(name="MC15rd_b", kind="mc_rd")
    html = page(member, dataset)
    for thing in (skim, tag, campaign):
        assert f'<a href="{thing.get_absolute_url()}">{thing}</a>' in html
    assert '<span class="tag none">open</span>' in html


@pytest.mark.parametrize(
    "path", ["/belle/user/kim/<b>", "/belle/group/physics/EWP/x", "/belle/BG/release-08/DB1/x/beambg"]
)
def test_an_unofficial_path_has_a_page_without_levels_and_commands(member, datasets, path):
    [dataset] = datasets(path)
    html = page(member, dataset)
    assert "gbasf2" not in html
    assert fact(html, "Campaign") is None
    assert "<b></span>" not in html  # the path is text


def test_a_placeholder_for_the_run_says_so(member, datasets):
    [dataset] = datasets(mc().replace("r01040", "%r"))
    assert fact(page(member, dataset), "Run") == "%r, a placeholder: each run of these"


@pytest.mark.parametrize(
    ("state", "words", "runs"),
    [("good", "", True), ("withdrawn", "do not use", False)],
)
def test_the_state_comes_first(member, datasets, state, words, runs):
    [dataset] = datasets(mc())
    Dataset.objects.update(state=state)
    html = page(member, dataset)
    assert ("gbasf2 -p" in html) == runs
    assert words in html
    assert ('class="banner' in html) == bool(words)


def test_figures_stand_only_where_they_are_known(member, datasets):
    [dataset] = datasets(mc())
    assert 'class="figures"' not in page(member, dataset)
    Dataset.objects.update(events=149_020, size=38_000_000_000)
    html = page(member, dataset)
    assert re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html) == [("events", "149,020"), ("size", "38.0 GB")]


def test_test_collections_are_not_named_to_members(as_persona, datasets, collection):
    collection("open_v1", mc())
    collection("secret_v1", mc(), published=False)
    [dataset] = datasets(mc())
    shown = {persona: page(as_persona(persona), dataset) for persona in ("member", "manager")}
    assert {persona: ("open_v1" in html, "secret_v1" in html) for persona, html in shown.items()} == {
        "member": (True, False),
        "manager": (True, True),
    }


def test_who_may_see_it(as_persona, datasets):
    [dataset] = datasets(mc())
    for address in (f"/datasets/{dataset.pk}/", f"/api/v1/datasets/{dataset.pk}/"):
        found = {
            persona: as_persona(persona).get(address).status_code
            for persona in ("outsider", "applicant", "member", "manager")
        }
        assert found == {"outsider": 403 if "api" in address else 302, "applicant": 403, "member": 200, "manager": 200}
    assert as_persona("member").get("/datasets/999999/").status_code == 404


def test_more_collections_take_no_more_queries(member, datasets, collection):
    [dataset] = datasets(mc())
    counts = []
    for names in (["a_v1"], ["b_v1", "c_v1"]):
        for name in names:
            collection(name, mc())
        page(member, dataset)
        with CaptureQueriesContext(connection) as queries:
            page(member, dataset)
        counts.append(len(queries))
    assert counts[0] == counts[1]
