"""Analyses, what they use, and saved searches by the API."""

import pytest

from datasets.catalogue.models import Dataset
from datasets.following.choices import AnalysisState
from datasets.following.models import Analysis, SavedSearch
from tests.datasets.conftest import mc

ANALYSES, SEARCHES = "/api/v1/analyses/", "/api/v1/searches/"


def send(client, verb, address, body):
    return getattr(client, verb)(address, body, content_type="application/json")


def test_an_analysis_is_declared_with_what_it_uses_and_ended(member, collection):
    held = collection("some_v1", mc(1))
    answer = send(member, "post", ANALYSES, {"title": "  B to   K nu nu "})
    assert (answer.status_code, answer.json()["title"]) == (201, "B to K nu nu"), answer.json()
    made = Analysis.objects.get()
    for kind, thing in (("collection", held), ("dataset", Dataset.objects.get())):
        address = f"{ANALYSES}{made.pk}/uses/{kind}/{thing.pk}/"
        assert member.put(address).json() == member.put(address).json() == {"used": True}
    assert made.uses.count() == 2
    assert member.delete(address).status_code == 204
    assert member.delete(address).status_code == 404
    assert [use.collection for use in made.uses.all()] == [held]
    assert send(member, "patch", f"{ANALYSES}{made.pk}/", {"paper": "arXiv:2600.00001"}).status_code == 200
    assert member.post(f"{ANALYSES}{made.pk}/end/").status_code == 204
    made.refresh_from_db()
    assert (made.state, made.paper, made.title) == (AnalysisState.ENDED, "arXiv:2600.00001", "B to K nu nu")
    assert member.post(f"{ANALYSES}{made.pk}/end/").status_code == 409
    assert member.put(address).status_code == 409


def test_nobody_speaks_for_the_analysis_of_another(member, as_persona, collection, uses, personas):
    used = uses(personas["member"], collection=collection("some_v1", mc(1)))
    other = as_persona("liaison")
    address = f"{ANALYSES}{used.analysis.pk}/"
    assert send(other, "patch", address, {"title": "Mine"}).status_code == 403
    assert other.put(f"{address}uses/dataset/{Dataset.objects.get().pk}/").status_code == 403
    assert other.delete(f"{address}uses/collection/{used.collection.pk}/").status_code == 403
    assert other.post(f"{address}end/").status_code == 403
    assert member.put(f"{address}uses/skim/1/").status_code == 404
    used.analysis.refresh_from_db()
    assert (used.analysis.title, used.analysis.uses.count()) == ("An analysis", 1)


def test_a_search_is_saved_in_its_one_form_renamed_and_followed(member, as_persona):
    body = {"listing": "datasets", "query": "event_type=mixed&page=3&campaign=MC15rd_b", "name": "Mine"}
    answer = send(member, "post", SEARCHES, body | {"followed": True})
    assert answer.status_code == 201, answer.json()
    made = SavedSearch.objects.get()
    assert (made.followed, made.watermark is not None, "page" in made.query) == (True, True, False)
    assert send(member, "patch", f"{SEARCHES}{made.pk}/", {"name": "Ours"}).json()["name"] == "Ours"
    made.refresh_from_db()
    assert made.followed
    assert send(member, "patch", f"{SEARCHES}{made.pk}/", {"followed": False}).json()["followed"] is False
    assert send(as_persona("liaison"), "patch", f"{SEARCHES}{made.pk}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"listing": "people"}, "listing"), ({"query": "campaign=x&colour=red"}, "query"), ({"name": " "}, "name"),
     ({"query": "first_from=abc"}, "query")],
)  # fmt: skip
def test_a_search_that_cannot_be_saved_names_the_field(member, facts, field):
    answer = send(member, "post", SEARCHES, {"listing": "datasets", "query": "", "name": "Mine"} | facts)
    assert (answer.status_code, list(answer.json())) == (400, [field]), answer.json()
    assert not SavedSearch.objects.exists()
