"""How a collection is made, published and leaves use."""

import re
from datetime import date

import pytest
from django.utils import timezone

from datasets.catalogue.models import Dataset
from datasets.collections import actions
from datasets.collections.models import Collection
from datasets.collections.names import NotACollection
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied
from portal.testing.races import at_once
from tests.datasets.conftest import mc


def states():
    return {row.path: (row.state, str(row.superseded_by or "")) for row in Collection.objects.order_by("path")}


def test_a_collection_begins_as_a_test_in_the_order_given(datasets):
    rows = datasets(mc(3), mc(1), mc(2))
    made = actions.create("/belle/collection/MC/mixed_v2", rows, by=SYSTEM, campaign="MC15rd_b")
    made.refresh_from_db()
    assert (made.state, made.family, made.version, made.data_type, made.campaign) == (
        "test",
        "mixed",
        2,
        "mc",
        "MC15rd_b",
    )
    found = made.members.order_by("position").values_list("position", "dataset__path")
    assert list(found) == [(1, mc(3)), (2, mc(1)), (3, mc(2))]


@pytest.mark.parametrize("path", ["/belle/MC/x", "mixed_v1", "/belle/collection/MC/"])
def test_it_lies_in_a_place_for_collections(datasets, path):
    with pytest.raises(NotACollection):
        actions.create(path, datasets(mc()), by=SYSTEM)
    assert not Collection.objects.exists()


def test_publishing_sums_up_the_members(collection, datasets):
    for run, row in enumerate(datasets(mc(1), mc(2), mc(3)), start=1):
        Dataset.objects.filter(pk=row.pk).update(files=run, events=100 * run if run < 3 else None, size=10**15)
    made = collection("mixed_v1", mc(1), mc(2), mc(3))
    made.refresh_from_db()
    assert (made.dataset_count, made.files, made.events, made.size) == (3, 6, 300, 3 * 10**15)
    assert (made.state, made.published_on) == ("published", timezone.localdate())


def test_an_empty_collection_is_not_published(collection):
    made = collection("mixed_v1", published=False)
    with pytest.raises(MoveRefused, match="without datasets"):
        actions.publish(made, by=SYSTEM)
    assert Collection.objects.get().state == "test"


def test_a_new_version_supersedes_the_one_before_and_no_other(collection):
    collection("mixed_v1", mc(1))
    collection("mixed_v2", mc(1))
    collection("mixed_v1", mc(1), place="Data")
    collection("charged_v1", mc(2))
    collection("mixed_v3", mc(1), published=False)
    assert states() == {
        "/belle/collection/Data/mixed_v1": ("published", ""),
        "/belle/collection/MC/charged_v1": ("published", ""),
        "/belle/collection/MC/mixed_v1": ("superseded", "mixed_v2"),
        "/belle/collection/MC/mixed_v2": ("published", ""),
        "/belle/collection/MC/mixed_v3": ("test", ""),
    }
    actions.publish(Collection.objects.get(path__endswith="/mixed_v3"), by=SYSTEM)
    assert states()["/belle/collection/MC/mixed_v2"] == ("superseded", "mixed_v3")


def test_an_older_version_published_late_supersedes_nothing_newer(collection):
    collection("mixed_v2", mc(1))
    collection("mixed_v1", mc(1))
    assert [state for state, _ in states().values()] == ["published", "published"]


def test_a_withdrawn_version_stays_withdrawn_when_the_next_comes(collection):
    made = collection("mixed_v1", mc(1))
    actions.withdraw(made, by=SYSTEM, reason="wrong overlay")
    collection("mixed_v2", mc(1))
    assert states()["/belle/collection/MC/mixed_v1"] == ("withdrawn", "mixed_v2")


def test_what_is_superseded_names_the_newest_and_never_a_withdrawn_one(collection, member):
    old, gone = collection("mixed_v1", mc(1)), collection("mixed_v2", mc(1))
    collection("charged_v1", mc(2))

    def told():
        page = member.get(f"/collections/{old.pk}/").content.decode()
        row = member.get(f"/api/v1/collections/{old.pk}/").json()["superseded_by"]
        answer = member.get("/datasets/", {"collection": old.pk, "format": "txt"})
        return re.findall(r"Use <a[^>]*>([^<]+)</a> instead", page), row, answer.get("X-Superseded-By")

    assert told() == (["mixed_v2"], gone.path, gone.path)
    actions.withdraw(gone, by=SYSTEM, reason="wrong overlay")
    assert told() == ([], None, None)
    assert "which is withdrawn" in member.get(f"/collections/{old.pk}/").content.decode()
    new = collection("mixed_v3", mc(1))
    assert told() == (["mixed_v3"], new.path, new.path)
    assert states()["/belle/collection/MC/mixed_v2"] == ("withdrawn", "mixed_v3")
    assert entries(Collection.objects.get(pk=old.pk))[0].verb == "supersede"
    late = collection("mixed_v0", mc(1))
    assert states()[late.path] == ("published", "")
    assert states()[old.path] == ("superseded", "mixed_v3")


def test_withdrawing_asks_why_and_is_recorded(collection, personas):
    made = collection("mixed_v1", mc(1))
    with pytest.raises(MoveRefused, match="say why"):
        actions.withdraw(made, by=personas["manager"], reason=" ")
    actions.withdraw(made, by=personas["manager"], reason="wrong overlay")
    newest = entries(made)[0]
    assert (newest.verb, newest.reason) == ("withdraw", "wrong overlay")
    assert newest.who == "Manager Persona"
    with pytest.raises(MoveRefused, match="already withdrawn"):
        actions.publish(made, by=SYSTEM)


@pytest.mark.parametrize("persona", ["applicant", "member", "delegate", "liaison", "secretary"])
def test_others_neither_make_nor_publish_nor_withdraw(personas, collection, datasets, persona):
    user = personas[persona]
    rows = datasets(mc(1))
    with pytest.raises(Denied):
        actions.create("/belle/collection/MC/mixed_v1", rows, by=user)
    draft = collection("charged_v1", mc(2), published=False)
    with pytest.raises(Denied):
        actions.publish(draft, by=user)
    made = collection("mixed_v1", mc(1))
    with pytest.raises(Denied):
        actions.withdraw(made, by=user, reason="no")
    assert [state for state, _ in states().values()] == ["test", "published"]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_have_one_outcome(collection):
    made = collection("mixed_v1", mc(1), published=False)

    def publish():
        actions.publish(Collection.objects.get(pk=made.pk), by=SYSTEM)

    told = [refused and str(refused) for refused in at_once(publish, publish)]
    assert sorted(told, key=str) == [None, "cannot publish: it is already published"]
    assert Collection.objects.get().published_on == date.today()  # noqa: DTZ011  the day of the test
