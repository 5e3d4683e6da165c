"""A dataset that only collections out of use hold says what to use instead, and no other dataset does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.catalogue.models import Dataset
from datasets.collections import actions
from datasets.collections.models import Collection
from portal.policy import SYSTEM
from tests.datasets.conftest import mc


def banner(client, path):
    html = client.get(Dataset.objects.get(path=path).get_absolute_url()).context["page"]["banners"]
    return [str(found.html) for found in html]


def told(client, *paths):
    """What the API says of each, one by one and as a list."""
    listed = {row["path"]: row["use_instead"] for row in
              client.get("/api/v1/datasets/", {"col": ["path", "use_instead"]}).json()["results"]}  # fmt: skip
    alone = {path: client.get(f"/api/v1/datasets/{Dataset.objects.get(path=path).pk}/").json() for path in paths}
    assert {path: row["use_instead"] for path, row in alone.items()} == {path: listed[path] for path in paths}
    return listed


def test_the_newest_version_stands_on_what_it_left_out(member, collection, datasets):
    datasets(mc(9))
    collection("mixed_v1", mc(1), mc(2), mc(3))
    collection("mixed_v2", mc(2), mc(3))
    new = collection("mixed_v3", mc(3), mc(4))
    link = f'<a href="/collections/{new.pk}/">mixed_v3</a>'
    [first], [second] = banner(member, mc(1)), banner(member, mc(2))
    assert first.startswith(f"<b>Superseded.</b> Use {link} instead. Only collections out of use hold this dataset: ")
    assert "mixed_v1" in first
    assert "mixed_v2" not in first
    assert "mixed_v2" in second
    for path in (mc(3), mc(4), mc(9)):
        assert banner(member, path) == []
    assert told(member, mc(1), mc(3), mc(9)) == {
        mc(1): new.path, mc(2): new.path, mc(3): None, mc(4): None, mc(9): None,
    }  # fmt: skip


def test_another_collection_in_use_is_enough(member, collection):
    collection("mixed_v1", mc(1), mc(2))
    collection("mixed_v2", mc(3))
    collection("other_v1", mc(1))
    Collection.objects.filter(path=collection("known_v1", mc(2), published=False).path).update(state="known")
    assert banner(member, mc(1)) == banner(member, mc(2)) == []
    assert told(member, mc(1), mc(2)) == {mc(1): None, mc(2): None, mc(3): None}


def test_a_test_is_not_in_use_and_is_not_named(member, manager, collection):
    made = collection("mixed_v1", mc(1))
    actions.withdraw(made, by=SYSTEM, reason="wrong field")
    collection("secret_v1", mc(1), published=False)
    link = f'<a href="/collections/{made.pk}/">mixed_v1</a>'
    for client in (member, manager):
        assert banner(client, mc(1)) == [f"Only collections out of use hold this dataset: {link}."]
    assert told(member, mc(1)) == {mc(1): None}  # nothing replaces what was withdrawn
    new = collection("mixed_v2", mc(2))
    assert told(member, mc(1)) == {mc(1): new.path, mc(2): None}


@pytest.mark.parametrize("asked", ["q=/belle/MC", "production=27811"])
def test_an_export_of_what_was_looked_for_names_it_in_its_head(member, collection, asked):
    collection("mixed_v1", mc(1), mc(2))
    new = collection("mixed_v2", mc(2))
    assert member.get(f"/datasets/?{asked}&format=txt")["X-Superseded-By"] == new.path
    assert member.get(f"/api/v1/datasets/?{asked}")["X-Superseded-By"] == new.path
    for other in ("q=r00002", "campaign=MC15rd_b", ""):
        assert "X-Superseded-By" not in member.get(f"/datasets/?{other}&format=txt")


def test_lists_do_not_ask_for_it(member, collection):
    collection("mixed_v1", mc(1))
    collection("mixed_v2", mc(2))
    for address in ("/datasets/", "/api/v1/datasets/", "/datasets/?campaign=MC15rd_b&format=csv"):
        with CaptureQueriesContext(connection) as seen:
            answer = member.get(address)
            b"".join(answer.streaming_content if answer.streaming else [answer.content])
        assert seen.captured_queries
        assert not [query for query in seen.captured_queries if '"newest"' in query["sql"]]
