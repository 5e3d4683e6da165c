"""The search for datasets with collections: of one, not of another, and what points to them."""

from datasets.collections import actions
from datasets.collections.models import CollectionMember
from portal.policy import SYSTEM
from tests.datasets.conftest import mc


def test_the_members_of_a_collection_stand_in_its_order(member, collection):
    paths = [mc(run=3), mc(run=1), mc(run=2)]
    made = collection("mixed_v1", *paths)
    collection("other_v1", *sorted(paths))
    answer = member.get(f"/api/v1/datasets/?collection={made.pk}").json()
    assert ([row["path"] for row in answer["results"]], answer["count"]) == (paths, 3)
    text = b"".join(member.get(f"/datasets/?collection={made.pk}&format=txt").streaming_content).decode()
    assert text == "".join(f"{path}\n" for path in paths)
    by_path = member.get(f"/api/v1/datasets/?collection={made.pk}&sort=path").json()
    assert [row["path"] for row in by_path["results"]] == sorted(paths)
    assert "in collection</span><b>mixed_v1</b>" in member.get(f"/datasets/?collection={made.pk}").content.decode()


def test_what_one_version_has_and_the_other_has_not(member, collection):
    first = collection("mixed_v1", mc(1), mc(2))
    second = collection("mixed_v2", mc(2), mc(3))
    for has, not_in, paths in ((second, first, [mc(3)]), (first, second, [mc(1)])):
        answer = member.get(f"/api/v1/datasets/?collection={has.pk}&not_in={not_in.pk}").json()
        assert [row["path"] for row in answer["results"]] == paths


def test_a_test_collection_is_no_filter_for_those_who_may_not_see_it(as_persona, collection):
    made = collection("secret_v1", mc(1), published=False)
    collection("other_v1", mc(2))
    manager, member = as_persona("manager"), as_persona("member")
    asked_first = [manager.get(f"/api/v1/datasets/?collection={made.pk}").json()["count"] for _ in range(2)]
    assert asked_first == [1, 1]  # and kept for others who may see as much, not for the member
    assert member.get(f"/api/v1/datasets/?collection={made.pk}").json()["count"] == 0
    assert member.get(f"/api/v1/datasets/?not_in={made.pk}").json()["count"] == 2
    assert "secret_v1" not in member.get(f"/datasets/?collection={made.pk}").content.decode()
    assert "secret_v1" in manager.get(f"/datasets/?collection={made.pk}").content.decode()


def test_counts_follow_when_a_collection_is_filled_or_published(as_persona, collection, datasets):
    made = collection("mixed_v1", mc(1), published=False)
    manager, member = as_persona("manager"), as_persona("member")
    address = f"/api/v1/datasets/?collection={made.pk}"
    assert manager.get(address).json()["count"] == 1
    CollectionMember.objects.create(collection=made, dataset=datasets(mc(2))[0], position=2)
    assert (manager.get(address).json()["count"], member.get(address).json()["count"]) == (2, 0)
    actions.publish(made, by=SYSTEM)
    assert member.get(address).json()["count"] == 2


def test_the_page_points_to_the_collections_of_what_was_asked(member, collection):
    facts = {"campaign": "MC15rd_b", "event_type": "ddbar", "energy": "4S"}
    made = collection("ddbar_v1", mc(1), **facts)
    collection("test_v1", mc(1), published=False, **facts)
    collection("uubar_v1", mc(1, kind="uubar"), **facts | {"event_type": "uubar"})
    page = member.get("/datasets/?campaign=MC15rd_b&event_type=ddbar").content.decode()
    assert f'There is a published collection of this: <a href="/collections/{made.pk}/">ddbar_v1</a>' in page
    assert "There are 2 published collections" in member.get("/datasets/?campaign=MC15rd_b").content.decode()
    for query in ("", "?campaign=MC99", "?event_type=ddbar", f"?campaign=MC15rd_b&collection={made.pk}"):
        assert "Collections are complete and checked" not in member.get(f"/datasets/{query}").content.decode()
