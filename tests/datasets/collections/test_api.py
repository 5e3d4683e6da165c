"""Versions and members of collections by the API: the rules of the pages, errors by field."""

import pytest

from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from tests.datasets.conftest import mc


def send(client, address, body):
    return client.post(address, body, content_type="application/json")


def paths(collection):
    return list(collection.members.order_by("position").values_list("dataset__path", flat=True))


def test_a_program_begins_the_next_version_and_fills_it(manager, collection, datasets):
    old = collection("mixed_v1", mc(1), mc(2))
    datasets(mc(3), mc(4))
    answer = send(manager, f"/api/v1/collections/{old.pk}/versions/", {"reason": "Runs were missing."})
    assert answer.status_code == 201, answer.json()
    made = Collection.objects.get(path="/belle/collection/MC/mixed_v2")
    assert (made.reason, answer.headers["Location"]) == ("Runs were missing.", made.get_absolute_url())
    address = f"/api/v1/collections/{made.pk}/members/"
    answer = send(manager, address, {"paths": [mc(4), mc(3)]})
    assert (answer.status_code, answer.json()["changed"], answer.json()["dataset_count"]) == (200, 2, 4)
    assert paths(made) == [mc(1), mc(2), mc(4), mc(3)]
    assert send(manager, address, {"paths": f"{mc(1)}\n{mc(9)}", "how": "remove"}).json() == {
        "paths": [f"Not in the catalogue: {mc(9)}."]
    }
    assert send(manager, address, {"paths": mc(1), "how": "remove"}).json()["changed"] == 1
    assert send(manager, address, {"paths": [mc(3), mc(2)], "how": "set"}).json()["dataset_count"] == 2
    assert paths(made) == [mc(3), mc(2)]


@pytest.mark.parametrize(
    ("what", "body", "status", "words"),
    [
        ("versions", {}, 400, "reason"),
        ("versions", {"reason": " "}, 400, "reason"),
        ("versions", {"reason": "x", "path": "y"}, 400, "no such field"),
        ("members", {"paths": []}, 400, "paths"),
        ("members", {"paths": [{"path": mc(1)}]}, 400, "texts, numbers"),
        ("members", {"paths": [mc(1)], "how": "burn"}, 400, "burn"),
        ("members", {"paths": [mc(1)], "how": "remove"}, 409, "published"),
    ],
)
def test_what_is_wrong_is_said_and_a_published_one_does_not_change(manager, collection, what, body, status, words):
    found = collection("mixed_v1", mc(1))
    answer = send(manager, f"/api/v1/collections/{found.pk}/{what}/", body)
    assert answer.status_code == status, answer.json()
    assert words in answer.content.decode()
    assert (Collection.objects.count(), paths(found)) == (1, [mc(1)])


@pytest.mark.parametrize("what", ["versions", "members"])
def test_members_of_the_collaboration_only_read(member, collection, what):
    found = collection("mixed_v1", mc(1))
    body = {"reason": "x"} if what == "versions" else {"paths": [mc(1)]}
    assert send(member, f"/api/v1/collections/{found.pk}/{what}/", body).status_code == 403
    assert Collection.objects.count() == Dataset.objects.count() == 1


@pytest.mark.parametrize("form", ["edit", "members"])
def test_a_form_that_would_be_refused_is_not_offered(manager, collection, form):
    found = collection("mixed_v1", mc(1))
    answer = manager.get(f"/collections/{found.pk}/{form}/", follow=True)
    assert answer.redirect_chain == [(found.get_absolute_url(), 302)]
    assert "does not change; begin a new version of it." in answer.content.decode()
