"""Following and reading: one's own, once, and gone when it is gone."""

import pytest
from django.db import IntegrityError

from datasets.campaigns.models import Campaign
from datasets.following import actions
from datasets.following.models import Follow, Reader, Reading
from datasets.skims.models import Skim
from portal.policy import Denied
from portal.testing.races import at_once
from tests.datasets.conftest import mc


@pytest.fixture
def things(collection):
    first = collection("mixed_v1", mc(1))
    return {
        "dataset": first.members.get().dataset,
        "collection": first,
        "campaign": Campaign.objects.create(name="MC15rd_b", kind="mc_rd"),
        "skim": Skim.objects.create(code="15640100", name="skim"),
    }


@pytest.mark.parametrize("kind", ["dataset", "collection", "campaign", "skim"])
def test_following_twice_is_once_and_unfollowing_ends_it(personas, things, kind):
    user, other = personas["member"], personas["delegate"]
    for by in (user, user, other):
        actions.follow(things[kind], by=by)
    assert Follow.objects.count() == 2
    actions.unfollow(things[kind], by=user)
    actions.unfollow(things[kind], by=user)
    assert [row.user for row in Follow.objects.all()] == [other]


def test_all_versions_of_a_collection_are_followed_as_one(personas, things, collection):
    user = personas["member"]
    actions.follow(things["collection"], by=user)
    second = collection("mixed_v2", mc(1))
    actions.follow(second, by=user)
    assert Follow.objects.get().family == "mixed"
    actions.unfollow(second, by=user)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("kind", ["dataset", "collection", "campaign", "skim"])
def test_one_row_names_one_thing(personas, things, kind):
    named = actions.follow(things[kind], by=personas["member"])
    other = "campaign" if kind == "dataset" else "dataset"
    with pytest.raises(IntegrityError, match="follow_one_thing"):
        Follow.objects.filter(pk=named.pk).update(**{other: things[other]})


def test_who_does_not_see_the_catalogue_follows_nothing(personas, things):
    for persona in ("applicant", "outsider"):
        with pytest.raises(Denied):
            actions.follow(things["dataset"], by=personas[persona])
    assert not Follow.objects.exists()


def test_nobody_drops_what_another_follows(personas, things):
    row = actions.follow(things["dataset"], by=personas["member"])
    actions.drop(row, by=personas["delegate"])
    assert Follow.objects.exists()
    actions.drop(row, by=personas["member"])
    assert not Follow.objects.exists()


def test_reading_one_and_all(personas, datasets, follows, announce):
    (row,) = datasets(mc(1))
    user, other = personas["member"], personas["delegate"]
    for who in (user, other):
        follows(who, dataset=row)
    for key in ("a", "b", "c"):
        announce(key, subjects=[row])
    actions.read(Reading.objects.get(user=user, news__key="a"), by=other)  # not his to read
    assert Reading.objects.filter(read_at=None).count() == 6
    actions.read(Reading.objects.get(user=user, news__key="a"), by=user)
    first = Reading.objects.get(user=user, news__key="a").read_at
    assert actions.read_all(by=user) == 2
    assert actions.read_all(by=user) == 0
    assert Reading.objects.get(user=user, news__key="a").read_at == first
    assert Reading.objects.filter(user=other, read_at=None).count() == 3


def test_how_often_news_come_by_mail(personas):
    user = personas["member"]
    actions.choose_digest("weekly", by=user)
    actions.choose_digest("off", by=user)
    assert Reader.objects.get(user=user).digest == "off"
    with pytest.raises(ValueError, match="hourly"):
        actions.choose_digest("hourly", by=user)


@pytest.mark.django_db(transaction=True)
def test_following_in_two_windows_at_once(personas, datasets):
    (row,) = datasets(mc(1))
    users = [personas["member"] for _ in range(4)]
    found = at_once(*[lambda user=user: actions.follow(row, by=user) for user in users])
    assert {made.pk for made in found} == {Follow.objects.get().pk}
