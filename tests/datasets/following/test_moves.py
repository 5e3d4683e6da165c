"""What the moves of collections, campaigns and skims tell."""

import pytest
from django.db import transaction

from datasets.campaigns import actions as campaigns
from datasets.campaigns.models import Campaign
from datasets.catalogue import actions as datasets
from datasets.collections import actions as collections
from datasets.collections.models import Collection
from datasets.following.models import News, Reading
from datasets.skims.importers import SkimImporter
from datasets.skims.models import Skim
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM
from tests.datasets.conftest import mc


def told(user):
    rows = Reading.objects.filter(user=user).order_by("news_id")
    return [(row.news.kind, row.news.text, row.news.address) for row in rows.select_related("news")]


def test_a_new_version_tells_in_one_sentence_what_it_replaces_and_why(personas, collection, follows):
    follows(personas["member"], data_type="mc", family="mixed")
    collection("mixed_v1", mc(1), mc(2))
    second = collection("mixed_v2", mc(2), mc(3), mc(4), published=False)
    collections.publish(second, by=personas["manager"], reason="Run 1 was reprocessed.")
    first, then = told(personas["member"])
    assert first == ("published", "mixed_v1 is published.", f"/collections/{second.pk - 1}/")
    assert then == (
        "published",
        "mixed_v2 is published and replaces mixed_v1: 2 datasets more, 1 less, 1 as before. Run 1 was reprocessed.",
        f"/collections/{second.pk}/",
    )


def test_who_declared_the_old_version_hears_of_the_new_one(personas, collection, uses):
    uses(personas["member"], collection=collection("mixed_v1", mc(1)))
    collection("mixed_v2", mc(1))
    assert [kind for kind, _, _ in told(personas["member"])] == ["published"]


def test_a_withdrawal_tells_why(personas, collection, follows):
    made = collection("mixed_v1", mc(1))
    follows(personas["member"], data_type="mc", family="mixed")
    collections.withdraw(made, by=personas["manager"], reason="The magnet was off.")
    assert told(personas["member"]) == [
        ("withdrawn", "mixed_v1 is withdrawn; do not use it. The magnet was off.", f"/collections/{made.pk}/")
    ]


def test_a_refused_move_tells_nothing(personas, collection, follows):
    follows(personas["member"], data_type="mc", family="mixed")
    made = collection("mixed_v1", published=False)
    with pytest.raises(MoveRefused):
        collections.publish(made, by=personas["manager"])
    assert not News.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_move_that_is_rolled_back_tells_nothing(personas, collection, follows):
    follows(personas["member"], data_type="mc", family="mixed")
    made = collection("mixed_v1", mc(1), published=False)

    def undone():
        with transaction.atomic():
            collections.publish(made, by=SYSTEM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert Collection.objects.get().state == "test"
    assert not News.objects.exists()


def test_a_campaign_tells_of_each_state_and_of_nothing_else(personas, follows):
    made = Campaign.objects.create(name="MC15rd_b", kind="mc_rd", state="planned")
    follows(personas["member"], campaign=made)
    campaigns.edit(made, by=SYSTEM, description="About")
    for state in ("running", "done", "done", "running"):
        campaigns.edit(made, by=SYSTEM, state=state, reason="")
    assert [text for _, text, _ in told(personas["member"])] == [
        "MC15rd_b is now running.",
        "MC15rd_b is now done.",
        "MC15rd_b is now running.",
    ]


def test_the_state_of_a_dataset_reaches_who_uses_a_sample_that_holds_it(personas, collection, follows, uses):
    held, other = collection("held_v1", mc(1), mc(2)), collection("other_v1", mc(3))
    uses(personas["member"], collection=held)
    follows(personas["liaison"], data_type=other.data_type, family=other.family)
    dataset = held.members.first().dataset
    datasets.MOVES["withdraw"](dataset, by=SYSTEM, reason="a file is lost")
    datasets.MOVES["clear"](dataset, by=SYSTEM, reason="it was found")
    assert [(kind, text) for kind, text, _ in told(personas["member"])] == [
        ("withdrawn", f"{dataset.path} is now withdrawn. a file is lost"),
        ("dataset", f"{dataset.path} is now good. it was found"),
    ]
    assert told(personas["liaison"]) == []


def read_registry(text, tmp_path):
    path = tmp_path / "skims.csv"
    path.write_text(text, encoding="utf-8")
    return SkimImporter().run([path], apply=True, by=SYSTEM)


def test_a_registry_that_gives_a_code_another_meaning_tells_it(personas, follows, tmp_path):
    read_registry("code,name\n15640100,first\n15640200,other\n", tmp_path)
    follows(personas["member"], skim=Skim.objects.get(code="15640100"))
    changed = "code,name,registry_comment\n15640100,second,\n15640200,changed,\n"
    for _ in range(2):
        read_registry(changed, tmp_path)
    ((kind, text, address),) = told(personas["member"])
    assert (kind, address) == ("skim", Skim.objects.get(code="15640100").get_absolute_url())
    assert "The code 15640100 means second from" in text
    assert "before it was first" in text
    assert News.objects.count() == 1


def test_a_registry_that_replaces_a_skim_tells_it(personas, follows, tmp_path):
    read_registry("code,name\n15640100,first\n15640200,other\n", tmp_path)
    follows(personas["member"], skim=Skim.objects.get(code="15640100"))
    read_registry("code,name,registry_comment\n15640100,first,new code: 15640200\n", tmp_path)
    assert [text for _, text, _ in told(personas["member"])] == ["first (15640100) is replaced by other (15640200)."]
