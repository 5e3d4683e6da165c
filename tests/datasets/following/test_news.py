"""Whom an announcement reaches: those whom it concerns, once, and nobody who may not know."""

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.following import news
from datasets.following.models import Analysis, Follow, News, Reading
from datasets.skims.models import Skim
from portal.testing.races import at_once
from tests.datasets.conftest import mc

SKIMMED = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/mixed/{code}/udst"


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(name="MC15rd_b", kind="mc_rd")


def test_each_way_of_following_a_dataset_reaches(personas, collection, follows, uses, announce, told, campaign):
    held = collection("mixed_v1", mc(1), mc(2))
    one = Dataset.objects.get(path=mc(1))
    follows(personas["member"], dataset=one)
    follows(personas["delegate"], data_type="mc", family="mixed")
    follows(personas["liaison"], campaign=campaign)
    uses(personas["manager"], collection=held)
    uses(personas["office"], dataset=one)
    announce(subjects=[one])
    assert told() == {
        name: ["The beam spot is wrong."] for name in ("member", "delegate", "liaison", "manager", "office")
    }


def test_nobody_else_is_told(personas, collection, follows, uses, announce, told, campaign):
    other = collection("charged_v1", mc(3, "charged"))
    rows = Dataset.objects.filter(path=mc(1))
    collection("mixed_v1", mc(1))
    follows(personas["member"], dataset=Dataset.objects.get(path=mc(3, "charged")))
    follows(personas["delegate"], data_type="mc", family="charged")
    follows(personas["office"], data_type="data", family="mixed")  # of another place
    follows(personas["liaison"], campaign=Campaign.objects.create(name="MC16", kind="mc_rd"))
    uses(personas["manager"], collection=other)
    announce(datasets=rows)
    assert told() == {}
    assert News.objects.get().text == "The beam spot is wrong."


def test_a_member_who_follows_in_three_ways_is_told_once(personas, collection, follows, announce, told, campaign):
    collection("mixed_v1", mc(1), mc(2))
    member = personas["member"]
    made = [
        follows(member, dataset=Dataset.objects.get(path=mc(1))),
        follows(member, data_type="mc", family="mixed"),
        follows(member, campaign=campaign),
    ]
    announce(datasets=Dataset.objects.filter(campaign="MC15rd_b"))
    announce(datasets=Dataset.objects.filter(campaign="MC15rd_b"))
    assert told() == {"member": ["The beam spot is wrong."]}
    assert Reading.objects.get().because == sorted(f"follow:{row.pk}" for row in made)


def test_announced_again_it_reaches_those_whom_it_concerns_only_now(personas, datasets, follows, announce, told):
    first, second = datasets(mc(1), mc(2))
    follows(personas["member"], dataset=first)
    follows(personas["delegate"], dataset=second)
    announce(subjects=[first])
    Reading.objects.update(read_at="2026-01-01T00:00Z")
    announce(subjects=[first, second])
    assert told() == {"member": ["The beam spot is wrong."], "delegate": ["The beam spot is wrong."]}
    assert Reading.objects.get(user=personas["member"]).read_at is not None


@pytest.mark.parametrize("named", ["15640100", "15640200"])
def test_a_skim_is_followed_by_its_code_and_by_that_of_its_group(personas, datasets, follows, announce, told, named):
    datasets(SKIMMED.format(code=named))
    Dataset.objects.update(skim_code=named)
    group = Skim.objects.create(code="15640200", name="group")
    flagged = Skim.objects.create(code="15640100", name="flagged", parent=group)
    follows(personas["member"], skim=flagged)
    follows(personas["office"], skim=Skim.objects.create(code="15640300", name="other"))
    announce(datasets=Dataset.objects.all())
    assert told() == {"member": ["The beam spot is wrong."]}


def test_a_new_version_reaches_who_follows_or_uses_an_older_one(personas, collection, follows, uses, announce, told):
    first = collection("mixed_v1", mc(1))
    follows(personas["member"], data_type="mc", family="mixed")
    uses(personas["delegate"], collection=first)
    follows(personas["liaison"], data_type="mc", family="mixed_bar")
    announce(subjects=[collection("mixed_v2", mc(1))])
    assert set(told("notice:1")) == {"member", "delegate"}


def test_an_issue_of_a_version_does_not_reach_who_uses_another(personas, collection, uses, announce, told):
    uses(personas["member"], collection=collection("mixed_v1", mc(1)))
    collection("mixed_v2", mc(2))
    announce(datasets=Dataset.objects.filter(path=mc(2)))
    assert told("notice:1") == {}


def test_an_analysis_that_has_ended_is_told_nothing(personas, datasets, uses, announce, told):
    (row,) = datasets(mc(1))
    uses(personas["member"], dataset=row)
    Analysis.objects.update(state="ended", ended_on="2026-01-01")
    announce(subjects=[row])
    assert told() == {}


def test_a_test_collection_is_told_only_to_those_who_see_it(personas, collection, follows, announce, told):
    made = collection("mixed_v2", mc(1), published=False)
    for persona in ("member", "manager", "administrator"):
        follows(personas[persona], data_type="mc", family="mixed")
    announce(subjects=[made])
    assert set(told()) == {"manager", "administrator"}


def test_a_test_collection_tells_nothing_of_what_it_holds(personas, collection, follows, announce, told):
    collection("mixed_v2", mc(1), published=False)
    follows(personas["member"], data_type="mc", family="mixed")
    announce(datasets=Dataset.objects.filter(path=mc(1)))
    assert told() == {}


@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows: rows.order_by("-run_low"),
        lambda rows: rows.order_by("path")[:1],
        lambda rows: rows.filter(path=mc(1)).union(rows.filter(path=mc(5))),
        lambda rows: rows.filter(Q(experiment=26, run_low=1)).distinct(),
    ],
    ids=["ordered", "sliced", "union", "distinct"],
)
def test_any_query_of_datasets_will_do(personas, collection, follows, announce, told, narrow):
    collection("mixed_v1", mc(1), mc(2), mc(5))
    follows(personas["member"], dataset=Dataset.objects.get(path=mc(1)))
    follows(personas["delegate"], data_type="mc", family="mixed")
    announce(datasets=narrow(Dataset.objects.all()))
    assert set(told()) == {"member", "delegate"}


def test_ten_thousand_follows_do_not_change_the_number_of_queries(personas, datasets, follows, announce):
    member = personas["member"]
    rows = datasets(*(mc(run) for run in range(1, 3)))

    def queries(key):
        with CaptureQueriesContext(connection) as found:
            announce(key, datasets=Dataset.objects.all())
        return len(found)

    follows(member, dataset=rows[0])
    few = queries("few")
    more = datasets(*(mc(run, prod=1) for run in range(1, 10_001)))
    Follow.objects.bulk_create(Follow(user=member, dataset=row) for row in more)
    assert queries("many") == few
    assert len(Reading.objects.get(news__key="many").because) == 10_001


def test_what_nobody_can_follow_is_refused(personas):
    with pytest.raises(TypeError, match="nobody follows a User"), transaction.atomic():
        news.announce(kind=news.NewsKind.NOTICE, key="x", text="x", address="/", subjects=[personas["member"]])


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_is_announced():
    with pytest.raises(transaction.TransactionManagementError):
        news.announce(kind=news.NewsKind.NOTICE, key="x", text="x", address="/")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_it_once(personas, datasets, follows, announce, told):
    (row,) = datasets(mc(1))
    follows(personas["member"], dataset=row)
    assert at_once(*[lambda: announce(subjects=[row])] * 4) == [None] * 4
    assert told() == {"member": ["The beam spot is wrong."]}
