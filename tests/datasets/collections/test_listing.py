"""The list of collections."""

import csv
from io import StringIO

import pytest

from datasets.collections import actions
from datasets.collections.models import Collection
from portal.policy import SYSTEM
from tests.datasets.conftest import mc


def names(client, query=""):
    answer = client.get(f"/api/v1/collections/{query}").json()
    assert answer["count"] == len(answer["results"])
    return [row["path"].rsplit("/", 1)[-1] for row in answer["results"]]


def test_every_real_name_has_its_place(member, collection, shared):
    paths = (shared / "data/catalogue/collections.txt").read_text().split()
    for path in paths:
        place, name = path.removeprefix("/belle/collection/").split("/", 1)
        collection(name, mc(1), place=place)
    answer = member.get("/api/v1/collections/?page_size=1000").json()
    assert [row["path"] for row in answer["results"]] == sorted(paths)
    assert answer["count"] == len(paths) == 110


def test_test_collections_are_nowhere_for_members(as_persona, collection):
    made = collection("secret_v1", mc(1), published=False)
    collection("open_v1", mc(1))
    manager, member = as_persona("manager"), as_persona("member")
    assert names(manager) == ["open_v1", "secret_v1"]
    assert names(member) == ["open_v1"]
    assert names(member, "?state=test") == []
    assert names(member, "?q=secret") == []
    for address in (
        "/collections/",
        "/collections/?state=test",
        "/collections/?format=csv",
        "/collections/?format=txt",
    ):
        answer = member.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"secret_v1" not in content, address
    for text in ("secret_v1", made.path):
        assert member.get("/search/", {"q": text}).status_code == 200
        assert made.get_absolute_url() not in member.get("/search/", {"q": text}).content.decode()
        assert manager.get("/search/", {"q": text}).headers["Location"] == made.get_absolute_url()


def test_counts_differ_between_those_who_see_tests_and_others(as_persona, collection):
    collection("secret_v1", mc(1), published=False)
    collection("open_v1", mc(1))
    for _ in range(2):
        titles = [
            as_persona(persona).get("/collections/").content.decode().split("<h1>")[1].split("</h1>")[0]
            for persona in ("manager", "member")
        ]
        assert titles == ["2 collections", "1 collection"]


def test_a_published_one_appears_at_once(member, collection):
    made = collection("mixed_v1", mc(1), published=False)
    assert names(member) == []
    actions.publish(made, by=SYSTEM)
    assert names(member) == ["mixed_v1"]


def test_the_number_of_datasets_leads_to_them(member, collection):
    made = collection("mixed_v1", mc(1), mc(2))
    assert f'<a href="/datasets/?collection={made.pk}">2</a>' in member.get("/collections/").content.decode()


@pytest.mark.parametrize(
    ("text", "found"), [("mixed_v1", ["mixed_v1"]), ("Moriond", ["mixedXv1"]), ("mixed?v1", ["mixedXv1", "mixed_v1"])]
)
def test_text_finds_names_and_descriptions(member, collection, text, found):
    collection("mixed_v1", mc(1))
    collection("mixedXv1", mc(1), description="for Moriond")
    assert names(member, f"?q={text}") == found


def test_formulas_stay_text_in_spreadsheets(member, collection):
    collection("mixed_v1", mc(1), description="=1+1", contact="@kim")
    answer = member.get("/collections/?format=csv&col=description&col=contact")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))
    assert rows == [["path", "description", "contact"], ["/belle/collection/MC/mixed_v1", "'=1+1", "'@kim"]]


def test_text_export_is_one_path_per_line(member, collection):
    for name in ("b_v1", "a_v1"):
        collection(name, mc(1))
    text = b"".join(member.get("/collections/?format=txt").streaming_content).decode()
    assert text == "/belle/collection/MC/a_v1\n/belle/collection/MC/b_v1\n"
    assert Collection.objects.count() == 2
