"""One box: exactly one thing, or what every list that the viewer may see has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.policy import may
from portal.registry import registry
from portal.search.queries import exact, search
from portal.testing.data_rows import campaign, collection, dataset, decay_file, signal_request
from portal.testing.member_rows import membership_request
from portal.testing.personas import make_person


@pytest.fixture
def things(personas):
    made = {"dataset": dataset(), "draft": signal_request(personas["liaison"], "draft")}
    made |= {"test": collection("test", 1), "published": collection("published", 2)}
    return made


@pytest.mark.parametrize("surround", ["{}", "  {}\n"])
def test_a_pasted_path_is_the_one_thing(things, as_persona, surround):
    answer = as_persona("member").get("/search/", {"q": surround.format(things["dataset"].path)})
    assert (answer.status_code, answer["Location"]) == (302, things["dataset"].get_absolute_url())


@pytest.mark.parametrize("name", ["dataset", "draft", "test"])
@pytest.mark.parametrize("persona", ["outsider", "applicant"])
def test_what_somebody_may_not_see_is_no_thing_at_all(things, personas, as_persona, persona, name):
    text = getattr(things[name], "path", f"#{things[name].pk}")
    assert exact(personas[persona], text) == ""
    answer = as_persona(persona).get("/search/", {"q": text})
    assert answer.status_code == 200
    assert things[name].get_absolute_url() not in answer.content.decode()


def test_drafts_and_test_collections_are_found_by_their_own_people_alone(things, personas):
    draft = f"#{things['draft'].pk}"
    assert [name for name in personas if exact(personas[name], draft)] == ["liaison", "manager"]
    assert [name for name in personas if exact(personas[name], things["test"].path)] == ["manager", "administrator"]
    for persona in ("member", "secretary"):
        urls = {hit.url for hits in search(personas[persona], "sample") for hit in hits.items}
        assert urls == {things["published"].get_absolute_url()}


def test_hits_stand_under_their_lists_with_a_way_to_all(personas):
    for number in range(7):
        make_person(f"Ada {number}", "Manyfold", personas.institute)
    hits = search(personas["member"], "manyfold")
    assert [(item.label, len(item.items), item.more, item.all_url) for item in hits] == [
        ("People", 5, True, "/people/?q=manyfold")
    ]


def test_each_list_costs_one_query_and_lists_that_are_hidden_none(personas):
    for number in range(3):
        make_person(f"Ada {number}", "Manyfold", personas.institute)
        membership_request(personas.institute, "waiting", number)
        campaign(f"Manyfold{number}")
        decay_file(number, personas["liaison"])
    costs = {}
    for persona in ("outsider", "member", "delegate"):
        user = personas[persona]
        with CaptureQueriesContext(connection) as queries:
            found = search(user, "manyfold")
        costs[persona] = len(queries), [hits.label for hits in found]
    assert costs["outsider"] == (0, [])
    assert costs["member"][1] == costs["delegate"][1] == ["People", "Campaigns"]
    searched = [listing for listing in registry.listings if listing.search and listing.hits]
    for persona in ("member", "delegate"):
        open_to = [listing for listing in searched if may(personas[persona], listing.needs)]
        assert costs[persona][0] == len(open_to) + 1  # and one for the facts about the viewer
    assert costs["delegate"][0] > costs["member"][0]  # the queue, among others


@pytest.mark.parametrize("text", ["", "  ", "*", "%", "\\", "'", "x" * 1000, "zzzz"])
def test_odd_texts_are_answered(personas, as_persona, text):
    client = as_persona("member")
    assert client.get("/search/", {"q": text}).status_code == 200
    assert client.get("/search/palette", {"q": text}).status_code == 200


def test_nothing_found_is_said_in_words(personas, as_persona):
    text = as_persona("outsider").get("/search/", {"q": "zzzz"}).content.decode()
    assert "Nothing matches" in text
    assert "sign in first" in text


def test_the_palette_offers_pages_things_and_rows(things, personas, as_persona):
    def groups(persona, text):
        answer = as_persona(persona).get("/search/palette", {"q": text})
        return {
            group["label"]: [getattr(i, "label", None) or i["label"] for i in group["items"]]
            for group in answer.context["groups"]
        }

    assert groups("member", "datasets")["Pages"] == ["Datasets"]
    assert groups("member", things["dataset"].path)["Go to"] == [things["dataset"].path]
    assert "Outbox" not in groups("member", "out").get("Pages", [])
    assert groups("administrator", "out")["Pages"] == ["Outbox"]
    assert groups("outsider", "")["Pages"] == ["Home"]
