"""Where a notice is shown, where not, and what its own page says."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from datasets.campaigns.models import Campaign
from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.notices import actions
from datasets.notices.models import Notice
from portal.listing import Context
from portal.listing.query import read_query
from portal.policy import SYSTEM
from tests.datasets.conftest import mc
from tests.datasets.notices.conftest import raw


def banners(html):
    found = re.findall(r'<div class="banner (\w+)"><span>(.*?)</span>(?:<span>|</div>)', html, re.DOTALL)
    return [(tone, re.sub(r"<[^>]+>", "", words)) for tone, words in found]


def page(client, obj):
    return client.get(obj.get_absolute_url()).content.decode()


def rows(client, name, query=""):
    answer = client.get(f"/api/v1/{name}/?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def marks(client, query=""):
    return {row["path"]: row["notices"] for row in rows(client, "datasets", query)}


def test_it_stands_on_what_it_affects_and_on_nothing_else(member, collection, notice):
    Campaign.objects.create(name="proc13", kind="processing")
    Campaign.objects.create(name="proc16", kind="processing")
    held = collection("some_v1", raw(230), raw(261), raw("r00000"), place="Data", campaign="proc13")
    other = collection("other_v1", raw(261), place="Data")
    notice("Bad <alignment>", runs="exp 18: 230-260", severity="do_not_use", remedy="Use proc16.")
    one, out, merged = (Dataset.objects.get(path=raw(run)) for run in (230, 261, "r00000"))
    assert banners(page(member, one)) == [("stop", "Do not use: Bad &lt;alignment&gt;. Use proc16.")]
    assert banners(page(member, merged)) == [
        ("wait", "Possibly affected (do not use): Bad &lt;alignment&gt;. This dataset is merged over runs.")
    ]
    assert banners(page(member, out)) == banners(page(member, other)) == []
    assert banners(page(member, held)) == [
        ("stop", "Do not use: Bad &lt;alignment&gt;. 1 of 3 datasets affected, 1 possibly. Use proc16.")
    ]
    assert banners(page(member, Campaign.objects.get(name="proc13"))) == [
        ("stop", "Do not use: Bad &lt;alignment&gt;. 1 dataset affected, 1 possibly. Use proc16.")
    ]
    assert banners(page(member, Campaign.objects.get(name="proc16"))) == []


@pytest.mark.parametrize(
    ("severity", "run", "word"),
    [("do_not_use", "230", "not recommended"), ("serious", "230", "recommended"), ("do_not_use", "261", "recommended")],
)
def test_a_version_that_a_notice_forbids_is_not_recommended(member, collection, notice, severity, run, word):
    made = collection("some_v1", raw(230), place="Data")
    Collection.objects.filter(pk=made.pk).update(state="published")
    notice("Bad", runs=f"exp 18: {run}", severity=severity)
    assert re.findall(r'<span class="tag \w+">((?:not )?recommended)</span>', page(member, made)) == [word]


def test_every_number_leads_to_the_list_that_proves_it(member, collection, notice):
    held = collection("some_v1", raw(230), raw(231), raw(261), raw("r00000"), place="Data")
    made = notice(runs="exp 18: 230-260")
    seen = 0
    for html in (page(member, held), page(member, made)):
        for url, words in re.findall(r'href="(/(?:datasets|collections)/\?[^"]*notice[^"]*)"[^>]*>([^<]*)<', html):
            count = len(rows(member, url.split("/")[1], url.partition("?")[2].replace("&amp;", "&")))
            number = re.match(r"[\d,]+", words) or re.search(rf"{re.escape(words)}</a></dt><dd>(\d+)", html)
            assert int(number[number.lastindex or 0]) == count > 0
            seen += 1
    assert seen == 5


def test_rows_and_facets_tell_surely_from_possibly(member, datasets, notice):
    datasets(raw(230), raw(261), raw("r00000"), mc(1))
    heavy = notice("Heavy", paths=raw(230), severity="do_not_use")
    notice("Light", runs="exp 18: 230-260", severity="information")
    assert marks(member) == {raw(230): "affected", raw(261): None, raw("r00000"): "possible", mc(1): None}
    assert set(marks(member, "notices=affected")) == {raw(230)}
    assert set(marks(member, "notices=possible")) == {raw("r00000")}
    assert set(marks(member, "notices=(none)&notices=affected")) == {raw(230), raw(261), mc(1)}
    assert set(marks(member, "notices!=affected")) == {raw(261), raw("r00000"), mc(1)}
    assert set(marks(member, "q=notices:possible")) == {raw("r00000")}
    assert set(marks(member, "q=notices:(none)")) == {raw(261), mc(1)}
    assert set(marks(member, f"notice={heavy.pk}")) == {raw(230)}
    html = member.get("/datasets/").content.decode()
    here = Dataset.objects.get(path=raw(230)).get_absolute_url()
    assert f'<a href="{here}"><span class="tag stop">affected</span></a>' in html
    assert member.get("/datasets/?notices=bad").status_code == 400
    assert member.get("/datasets/?notice=x").status_code == 400


@pytest.mark.parametrize("query", ["", "campaign=proc13", "q=mdst", "notices=affected", "run_from=1&run_to=250"])
def test_facet_counts_are_those_of_brute_force(member, datasets, notice, query):
    datasets(*(raw(run) for run in (230, 240, 261, "r00000")), raw(230, campaign="proc16"), mc(1), mc(2))
    notice("One", runs="exp 18: 230-240; campaign proc13")
    notice("Two", paths=f"{mc(1)}\n{raw(240)}")
    notice("Draft", paths=mc(2), opened=False)
    listing, today = DatasetsListing(), timezone.localdate()
    asked = read_query(listing, Context(SYSTEM, today, today), QueryDict(query))
    found = dict(listing.facet(asked, listing.by_name["notices"]))
    others = "&".join(part for part in query.split("&") if not part.startswith("notices="))
    wanted = {}
    for value in marks(member, f"page_size=100&{others}").values():
        wanted[value] = wanted.get(value, 0) + 1
    assert found == wanted != {}


def test_a_closed_notice_is_shown_nowhere_but_stays_readable_with_its_dates(member, collection, notice):
    held = collection("some_v1", mc(1))
    made = notice("Bad alignment", paths=mc(1), severity="do_not_use")
    assert "Bad alignment" in member.get("/").content.decode()
    actions.close(made, by=SYSTEM, reason="Produced again")
    one = Dataset.objects.get(path=mc(1))
    assert banners(page(member, one)) == banners(page(member, held)) == []
    assert "Bad alignment" not in member.get("/").content.decode()
    assert marks(member) == {mc(1): None}
    assert rows(member, "collections")[0]["notices"] is None
    assert "X-Notices" not in member.get("/datasets/?format=txt").headers
    html = page(member, made)
    assert banners(html) == [("ok", "Closed. Produced again")]
    row = member.get(f"/api/v1/notices/{made.pk}/").json()
    assert (row["state"], row["certain"], row["resolution"]) == ("closed", 1, "Produced again")
    assert row["opened_on"] == row["closed_on"] is not None
    assert f'datetime="{row["closed_on"]}"' in html
    assert set(marks(member, f"notice={made.pk}")) == {mc(1)}


def test_a_draft_is_for_those_who_keep_notices(member, manager, collection, notice):
    collection("some_v1", mc(1))
    made = notice("Bad alignment", paths=f"{mc(1)}\n{mc(99)}", opened=False)
    html = page(manager, made)
    assert "datasets would be affected</a></dt><dd>1</dd>" in html
    assert "1 of 2; they match when they are imported" in html
    assert set(marks(manager, f"notice={made.pk}")) == {mc(1)}
    assert marks(manager)[mc(1)] is None
    assert member.get(made.get_absolute_url()).status_code == 404
    assert marks(member, f"notice={made.pk}") == {}
    assert f"notice {made.pk}" in member.get(f"/datasets/?notice={made.pk}").content.decode()
    assert "Bad alignment" not in member.get(f"/datasets/?notice={made.pk}").content.decode()
    assert rows(member, "notices") == []
    assert [row["certain"] for row in rows(manager, "notices")] == [1]


def test_a_file_of_paths_names_the_notices_in_its_head_alone(member, collection, notice):
    held = collection("some_v1", raw(230), raw("r00000"), raw(261), place="Data")
    first = notice(runs="exp 18: 230", severity="do_not_use")
    second = notice(runs="exp 18: 1-2", severity="warning")
    answer = member.get(f"/datasets/?collection={held.pk}&format=txt")
    assert answer["X-Notices"] == f"{first.pk} do_not_use; {second.pk} warning possible"
    assert b"".join(answer).decode().split() == [raw(230), raw("r00000"), raw(261)]
    assert "X-Notices" not in member.get("/datasets/?run_from=261&format=txt").headers


def test_the_number_of_queries_of_a_list_does_not_grow(member, collection, notice):
    def queries(url):
        member.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert member.get(url).status_code == 200
        return len(asked)

    collection("some_v1", mc(1))
    notice("First", query="campaign=MC15rd_b")
    urls = ["/datasets/", "/collections/", "/notices/", "/datasets/?notices=affected"]
    before = [queries(url) for url in urls]
    for number in range(2, 8):
        collection(f"some_v{number}", mc(number), mc(1))
        notice(f"Notice {number}", query="campaign=MC15rd_b", paths=mc(number))
    assert [queries(url) for url in urls] == before


def test_it_is_written_opened_and_closed_in_the_browser(manager, datasets):
    datasets(raw(230), raw("r00000"))
    facts = {"title": "Scale", "severity": "serious", "body": "Wrong.\n\nVery <b>wrong</b>."}
    answer = manager.post("/notices/new/", {**facts, "runs": "exp 18 230–260"})
    made = Notice.objects.get()
    assert (answer.status_code, answer["Location"], made.runs) == (302, made.get_absolute_url(), "exp 18: 230-260")
    assert "<p>Very &lt;b&gt;wrong&lt;/b&gt;.</p>" in page(manager, made)
    manager.post(f"/notices/{made.pk}/open/")
    manager.post(f"/notices/{made.pk}/edit/", {**facts, "runs": "exp 18: 231", "reason": "narrower"})
    made.refresh_from_db()
    assert (made.state, made.certain, made.possible) == ("open", 0, 1)
    assert manager.post(f"/notices/{made.pk}/close/", {"reason": ""}).status_code == 422
    manager.post(f"/notices/{made.pk}/close/", {"reason": "corrected"})
    made.refresh_from_db()
    assert (made.state, made.resolution) == ("closed", "corrected")
    assert manager.get(f"/notices/{made.pk}/edit/").status_code == 302


def test_a_draft_is_deleted_by_who_keeps_notices_after_a_question(manager, member, notice):
    made, opened = notice("Bad alignment", query="campaign=x", opened=False), notice(query="campaign=x")
    html = page(manager, made)
    assert f'action="/notices/{made.pk}/delete/"' in html
    assert "Nobody was told of this draft." in html
    assert f"/notices/{opened.pk}/delete/" not in page(manager, opened)
    assert member.post(f"/notices/{made.pk}/delete/").status_code == 403
    assert manager.get(f"/notices/{made.pk}/delete/").status_code == 405
    manager.post(f"/notices/{opened.pk}/delete/")
    assert Notice.objects.count() == 2
    answer = manager.post(f"/notices/{made.pk}/delete/", follow=True)
    assert answer.redirect_chain == [("/notices/", 302)]
    assert "The draft “Bad alignment” is deleted" in answer.content.decode()
    assert list(Notice.objects.all()) == [opened]
    assert manager.post(f"/notices/{made.pk}/delete/").status_code == 404


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("query", "state=withdrawn", "State: a notice goes by what paths say, and this may change."),
        ("paths", "not a path", "Line 1: A path on the grid starts with /belle/"),
        ("runs", "exp 18: 9-1", "Line 1: 9-1: the range begins after its end."),
        ("query", "", "Say what it affects: a search, paths, or runs."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(manager, field, text, why):
    answer = manager.post("/notices/new/", {"title": "x", "severity": "warning", "body": "x", field: text})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert re.search(rf'id="id_{field}_error".*?{re.escape(why)}', html, re.DOTALL), html
    assert not Notice.objects.exists()


def test_the_api_writes_and_moves_with_the_same_rules(manager, member, datasets):
    datasets(mc(1))
    facts = {"title": "Scale", "severity": "serious", "body": "Wrong.", "paths": mc(1)}
    assert member.post("/api/v1/notices/", facts, content_type="application/json").status_code == 403
    answer = manager.post("/api/v1/notices/", facts | {"runs": "x"}, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["runs"])
    answer = manager.post("/api/v1/notices/", facts, content_type="application/json")
    assert (answer.status_code, answer.json()["certain"]) == (201, 1)
    key = answer.json()["id"]
    assert manager.post(f"/api/v1/notices/{key}/moves/open/").json()["state"] == "open"
    answer = manager.patch(f"/api/v1/notices/{key}/", {"paths": mc(2)}, content_type="application/json")
    assert (answer.status_code, answer.json()["certain"], answer.json()["body"]) == (200, 0, "Wrong.")
    assert member.post(f"/api/v1/notices/{key}/moves/close/", {"reason": "x"}).status_code == 403


def test_the_search_box_goes_to_a_number(member, notice):
    shown, hidden = notice(query="campaign=x"), notice(query="campaign=x", opened=False)
    assert member.get(f"/search/?q=notice {shown.pk}")["Location"] == shown.get_absolute_url()
    assert member.get(f"/search/?q=notice {hidden.pk}").status_code == 200
    assert member.get("/search/?q=notice 999999999").status_code == 200
