"""The page of a collection."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections import actions
from datasets.collections.models import Collection
from datasets.globaltags.models import GlobalTag
from portal.policy import SYSTEM
from tests.datasets.conftest import mc


def page(client, made, status=200):
    answer = client.get(f"/collections/{made.pk}/")
    assert answer.status_code == status
    return answer.content.decode()


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def fact(html, label):
    """The value beside a label, as text."""
    found = re.search(rf"<dt>{label}</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return text(found[1]) if found else None


def banners(html):
    return [
        (tone, text(words)) for tone, words in re.findall(r'<div class="banner (\w+)">(.*?)</div>', html, re.DOTALL)
    ]


def table(html, caption):
    """The cells of the rows of a table, as text."""
    body = re.search(rf'<caption class="vh">{caption}</caption>.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    if body is None:
        return None
    return [
        [text(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", body[1])
    ]


def test_the_page_says_what_it_is_and_how_to_run_on_it(member, collection, datasets):
    for row in datasets(mc(3), mc(1)):
        Dataset.objects.filter(pk=row.pk).update(files=2, events=149_020, size=38_000_000_000, background="BGx1")
    tag = GlobalTag.objects.create(number=2647, name="mc_tag")
    Campaign.objects.create(name="MC15rd_b", kind="mc_rd", recommended_release="release-06-02-00")
    made = collection(
        "ddbar_v1", mc(3), mc(1),
        campaign="MC15rd_b", event_type="ddbar", energy="4S", data_level="mdst", contact="K. Nome",
        luminosity=Decimal("361.5912"), luminosity_error=Decimal("1.6272"), description="All <b>ddbar</b>",
    )  # fmt: skip
    html = page(member, made)
    assert 'data-copy="/belle/collection/MC/ddbar_v1"' in html
    figures = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html)
    assert [(text(label), value) for label, value in figures] == [
        ("integrated luminosity", "361.6 ± 1.6 fb⁻¹"),
        ("events", "298,040"),
        ("4 files", "76.0 GB"),
        ("datasets", "2"),
    ]
    assert f'<a href="/datasets/?collection={made.pk}">datasets</a>' in html
    assert "gbasf2 -p ddbar_v1 -s release-06-02-00 \\\n  -i /belle/collection/MC/ddbar_v1 \\\n" in html
    expected = {
        "Campaign": "MC15rd_b",
        "Version": "1",
        "Event type": "ddbar",
        "Energy": "4S",
        "Experiments": "26, runs 1–3",
        "Releases": "release-06-01-08",
        "Background level": "BGx1",
        "Global tags": "mc_tag open",
        "Contact": "K. Nome",
        "About": "All &lt;b&gt;ddbar&lt;/b&gt;",
        "Declared = summed": "datasets, files, events, size",
        "Levels agree": "mdst",
        "Datasets": "all good",
    }
    assert {label: fact(html, label) for label in expected} == expected
    assert tag.get_absolute_url() in html
    assert f'<a class="btn" href="/datasets/?collection={made.pk}&amp;format=txt">Download the list</a>' in html
    assert banners(html) == []
    rows = table(html, "Members")
    assert [(row[0], row[2], row[3], row[4]) for row in rows] == [
        (f"…/{path.split('/', 6)[-1]}", run, "149,020", "38.0 GB")
        for path, run in ((mc(3), "r00003"), (mc(1), "r00001"))
    ]


def test_a_large_collection_shows_the_first_members_and_leads_to_all(member, collection):
    made = collection("mixed_v1", *(mc(run) for run in range(60, 0, -1)))
    html = page(member, made)
    assert [row[2] for row in table(html, "Members")] == [f"r{run:05}" for run in range(60, 50, -1)]
    assert f'<a href="/datasets/?collection={made.pk}">All 60 datasets</a>' in html


def test_a_superseded_one_says_first_what_to_use_instead(member, collection):
    made = collection("mixed_v1", mc(1))
    collection("mixed_v2", mc(1))
    newest = collection("mixed_v3", mc(1))
    newest.refresh_from_db()
    html = page(member, made)
    assert banners(html) == [("wait", f"Superseded. Use mixed_v3 instead. It was published on {newest.published_on}.")]
    assert f'Use <a href="/collections/{newest.pk}/">mixed_v3</a> instead' in html
    assert "gbasf2 -p mixed_v1" in html  # papers in review still run on it
    assert [row[0] for row in table(html, "Versions")] == ["v3", "v2", "v1"]
    exported = member.get(f"/datasets/?collection={made.pk}&format=txt")
    assert b"".join(exported.streaming_content).decode() == f"{mc(1)}\n"
    row = member.get(f"/api/v1/collections/{made.pk}/").json()
    assert (row["state"], row["superseded_by"]) == ("superseded", "/belle/collection/MC/mixed_v3")


def test_a_withdrawn_one_warns_and_gives_no_command(member, collection):
    made = collection("mixed_v1", mc(1))
    actions.withdraw(made, by=SYSTEM, reason="wrong")
    html = page(member, made)
    assert banners(html) == [("stop", "This collection is withdrawn; do not use it. wrong")]
    assert "gbasf2 -p" not in html


def test_withdrawn_members_are_counted_and_linked(member, collection):
    made = collection("mixed_v1", mc(1), mc(2))
    Dataset.objects.filter(path=mc(2)).update(state="withdrawn")
    html = page(member, made)
    assert fact(html, "Datasets") == "1 withdrawn"
    url = f"/datasets/?collection={made.pk}&amp;state=withdrawn"
    assert f'href="{url}"' in html
    found = member.get(url.replace("&amp;", "&").replace("/datasets/", "/api/v1/datasets/")).json()
    assert [row["path"] for row in found["results"]] == [mc(2)]


def test_what_no_longer_adds_up_is_told(member, collection, datasets):
    [dataset] = datasets(mc(1))
    Dataset.objects.update(events=10, files=1, size=5)
    made = collection("mixed_v1", mc(1), data_level="udst")
    Dataset.objects.filter(pk=dataset.pk).update(events=8)
    html = page(member, made)
    assert fact(html, "Declared = summed") == "events: 10 declared, 8 summed"
    assert '<span class="tag stop">mdst</span>' in html


def test_changes_since_the_version_before_are_counted_and_proved(member, collection):
    old = collection("mixed_v1", mc(1), mc(2), mc(3), luminosity=Decimal("10.5"))
    Dataset.objects.update(events=5)
    new = collection("mixed_v2", mc(3), mc(4), luminosity=Decimal("9.25"))
    html = page(member, new)
    assert table(html, "Changes since v1") == [["added", "1", "–"], ["removed", "2", "10"], ["unchanged", "1", "5"]]
    assert "Integrated luminosity: -1.25 fb⁻¹." in html
    for has, not_in, paths in ((new, old, [mc(4)]), (old, new, [mc(1), mc(2)])):
        url = f"/datasets/?collection={has.pk}&amp;not_in={not_in.pk}"
        assert f'href="{url}"' in html
        found = member.get(url.replace("&amp;", "&").replace("/datasets/", "/api/v1/datasets/")).json()
        assert [row["path"] for row in found["results"]] == paths
    assert (fact(html, "Version"), fact(html, "Follows")) == ("2", "mixed_v1")
    assert table(page(member, old), "Changes since v1") is None


def test_a_test_is_for_those_who_make_them(as_persona, collection):
    made = collection("mixed_v2", mc(1), published=False)
    first = collection("mixed_v1", mc(1))
    manager, member = as_persona("manager"), as_persona("member")
    assert banners(page(manager, made))[0][0] == "info"
    assert [row[0] for row in table(page(manager, first), "Versions")] == ["v2", "v1"]
    assert "mixed_v2" not in page(member, first)
    assert table(page(member, first), "Versions") is None
    for address in (f"/collections/{made.pk}/", f"/collections/{made.pk}/publish/", f"/api/v1/collections/{made.pk}/"):
        assert member.get(address).status_code == 404
        assert manager.get(address).status_code == 200


def test_the_manager_publishes_and_withdraws_on_the_page(as_persona, collection):
    made = collection("mixed_v1", mc(1), published=False)
    manager = as_persona("manager")
    assert "Check and publish" in page(manager, made)
    manager.post(f"/collections/{made.pk}/publish/")
    made.refresh_from_db()
    assert made.state == "published"
    manager.post(f"/collections/{made.pk}/withdraw/")
    made.refresh_from_db()
    assert made.state == "published"  # the reason is missing
    manager.post(f"/collections/{made.pk}/withdraw/", {"reason": "wrong overlay"})
    made.refresh_from_db()
    assert made.state == "withdrawn"
    html = manager.get(f"/collections/{made.pk}/?tab=history").content.decode()
    assert "wrong overlay" in html


def test_others_see_no_buttons_and_are_refused(as_persona, collection):
    made = collection("mixed_v1", mc(1))
    for persona in ("member", "delegate", "liaison", "secretary"):
        client = as_persona(persona)
        assert "Withdraw" not in page(client, made)
        assert client.post(f"/collections/{made.pk}/withdraw/", {"reason": "no"}).status_code == 403
    made.refresh_from_db()
    assert made.state == "published"


@pytest.mark.parametrize(
    "address", ["/collections/{}/", "/api/v1/collections/{}/", "/collections/", "/api/v1/collections/"]
)
def test_who_may_see_it(as_persona, collection, address):
    url = address.format(collection("mixed_v1", mc(1)).pk)
    found = {
        persona: as_persona(persona).get(url).status_code for persona in ("outsider", "applicant", "member", "manager")
    }
    assert found == {"outsider": 403 if "api" in url else 302, "applicant": 403, "member": 200, "manager": 200}


def test_more_members_take_no_more_queries(member, collection):
    counts = []
    for name, runs in (("a_v1", [1]), ("b_v1", [1, 2, 3])):
        made = collection(name, *(mc(run) for run in runs))
        page(member, made)
        with CaptureQueriesContext(connection) as queries:
            page(member, made)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_name_that_says_nothing_has_a_page(member, collection):
    made = collection("what/ever", mc(1), place="general")
    html = page(member, made)
    assert fact(html, "Version") is None
    assert "<h1>ever" in html
    assert Collection.objects.get().data_type == ""
