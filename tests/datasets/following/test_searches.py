"""A saved search stays what it was, or says what is wrong; who follows it hears what is new, once."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from datasets.collections import actions as collections
from datasets.collections.models import Collection
from datasets.following.models import Reading, SavedSearch
from datasets.following.searches import actions, queries
from portal.lifecycle import MoveRefused
from portal.listing.query import QueryError
from portal.policy import SYSTEM, Denied
from portal.testing.races import at_once
from tests.datasets.conftest import mc

MIXED = "event_type=mixed"


def news():
    return list(Reading.objects.order_by("pk").values_list("user__username", "news__text", "news__address"))


def look():
    """As the schedule does: a key is safe when all that ran at the look before have ended."""
    told = actions.look()
    settle()
    return told + actions.look()


def settle(patience=400):
    """Transactions of the other databases of the server count, too: tests beside these may run long ones."""
    _, begun = snapshot()
    deadline = time.monotonic() + patience
    while snapshot()[0] < begun:
        assert time.monotonic() < deadline, "a transaction beside this test does not end"
        time.sleep(0.2)


def snapshot():
    with connection.cursor() as cursor:
        cursor.execute(actions.SNAPSHOT)
        return cursor.fetchone()


def test_it_is_kept_normalised_and_opens_the_same(personas, datasets):
    datasets(mc(1), mc(1, "mixed"))
    made = actions.keep(
        "datasets", "page=3&q=&event_type=mixed&format=csv&sort=run", " My  mixed ", by=personas["member"]
    )
    assert (made.name, made.query, made.followed) == ("My mixed", "event_type=mixed&sort=run", False)
    assert queries.address(made) == "/datasets/?event_type=mixed&sort=run"
    assert queries.words(made, personas["member"]) == "event type mixed"


def test_what_the_list_cannot_read_is_not_kept(personas, db):
    for listing, text in (("datasets", "flavour=up"), ("datasets", "sort=x"), ("people", "q=ana")):
        with pytest.raises(QueryError):
            actions.keep(listing, text, "x", by=personas["member"])
    with pytest.raises(Denied):
        actions.keep("datasets", "", "x", by=personas["applicant"])
    assert not SavedSearch.objects.exists()


def test_a_name_is_one_of_each_owner(personas, db):
    made = actions.keep("datasets", "", "A", by=personas["member"])
    actions.keep("datasets", "", "A", by=personas["delegate"])
    with pytest.raises(MoveRefused, match="name: "):
        actions.keep("datasets", MIXED, "A", by=personas["member"])
    other = actions.keep("datasets", MIXED, "B", by=personas["member"])
    with pytest.raises(MoveRefused, match="name: "):
        actions.rename(other, "A", by=personas["member"])
    actions.rename(other, "C", by=personas["member"])
    with pytest.raises(SavedSearch.DoesNotExist):
        actions.forget(made, by=personas["delegate"])
    actions.forget(made, by=personas["member"])
    assert sorted(SavedSearch.objects.values_list("user__username", "name")) == [("delegate", "A"), ("member", "C")]


def test_a_facet_that_is_gone_is_said_and_loses_nothing(personas, datasets):
    user = personas["member"]
    SavedSearch.objects.create(user=user, name="Old", listing="datasets", query="flavour=up", followed=True)
    SavedSearch.objects.create(user=user, name="Older", listing="samples", query="")
    for row in SavedSearch.objects.all():
        assert queries.problem(row, user)
        assert queries.words(row, user) == ""
    assert "flavour: this list has no such filter" in queries.problem(SavedSearch.objects.get(name="Old"), user)


@pytest.mark.django_db(transaction=True)
class TestNews:
    """Real commits: what is new depends on which transactions have ended."""

    def test_only_what_came_since_and_matches(self, personas, datasets):
        datasets(mc(1, "mixed"))
        actions.keep("datasets", MIXED, "M", by=personas["member"], followed=True)
        actions.keep("datasets", MIXED, "Silent", by=personas["delegate"])
        assert look() == 0
        datasets(mc(2, "mixed"), mc(3, "mixed"), mc(2, "charged"))
        assert look() == 1
        assert news() == [("member", "2 new datasets match “M”.", "/datasets/?event_type=mixed")]
        assert look() == 0
        datasets(mc(4, "mixed"))
        look()
        assert [text for _, text, _ in news()] == ["2 new datasets match “M”.", "1 new dataset matches “M”."]

    def test_rename_goes_on_and_unfollow_ends_it(self, personas, datasets):
        user = personas["member"]
        made = actions.keep("datasets", MIXED, "M", by=user, followed=True)
        actions.rename(made, "Mixed", by=user)
        datasets(mc(1, "mixed"))
        look()
        actions.follow(made, by=user, followed=False)
        datasets(mc(2, "mixed"))
        look()
        actions.follow(made, by=user)  # what came meanwhile is not new to it
        look()
        datasets(mc(3, "mixed"))
        look()
        assert [text for _, text, _ in news()] == ["1 new dataset matches “Mixed”."] * 2

    def test_rows_of_a_long_import_are_not_passed_over(self, personas, datasets):
        """A key that was given before is seen after a higher one; the watermark waits for it."""
        actions.keep("datasets", MIXED, "M", by=personas["member"], followed=True)
        begun, go_on = threading.Event(), threading.Event()

        def slow():
            with transaction.atomic():
                datasets(mc(1, "mixed"))
                begun.set()
                go_on.wait(20)

        def fast():
            begun.wait(20)
            datasets(mc(2, "mixed"), mc(3, "mixed"))
            for _ in range(3):
                actions.look()
            before = [text for _, text, _ in news()]
            go_on.set()
            return before

        _, before = at_once(slow, fast)
        look()
        look()
        assert before == []
        assert [text for _, text, _ in news()] == ["3 new datasets match “M”."]

    def test_collections_are_new_when_they_are_published(self, personas, collection):
        made = collection("mixed_v1", mc(1), published=False, campaign="MC15rd_b")
        actions.keep("collections", "campaign=MC15rd_b", "C", by=personas["member"], followed=True)
        assert look() == 0
        collections.publish(made, by=SYSTEM)
        look()
        Collection.objects.filter(pk=made.pk).update(contact="Somebody")
        look()
        collections.withdraw(made, by=SYSTEM, reason="wrong")
        look()
        assert [text for _, text, _ in news()] == ["1 new collection matches “C”."]

    def test_two_workers_tell_it_once(self, personas, datasets):
        actions.keep("datasets", MIXED, "M", by=personas["member"], followed=True)
        datasets(mc(1, "mixed"))
        actions.look()
        settle()
        assert at_once(*[actions.look] * 3).count(1) == 1
        assert len(news()) == 1

    def test_who_has_lost_access_is_told_nothing(self, personas, datasets):
        actions.keep("datasets", MIXED, "M", by=personas["member"], followed=True)
        personas.person("member").memberships.all().delete()
        datasets(mc(1, "mixed"))
        assert look() == 0

    def test_the_facet_comes_back_and_what_came_meanwhile_is_told(self, personas, datasets):
        actions.keep("datasets", MIXED, "M", by=personas["member"], followed=True)
        SavedSearch.objects.update(query="flavour=up")
        datasets(mc(1, "mixed"))
        assert look() == 0
        SavedSearch.objects.update(query=MIXED)
        assert look() == 1

    def test_without_anything_new_no_search_is_read(self, personas, datasets):
        datasets(mc(1, "mixed"))
        for number in range(20):
            actions.keep("datasets", MIXED, f"M {number}", by=personas["member"], followed=True)
        look()
        with CaptureQueriesContext(connection) as found:
            actions.look()
        assert not [query for query in found.captured_queries if "event_type" in query["sql"]]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "all"),
        ("q=mdst&campaign=a&campaign=b", "text mdst, campaign a or b"),
        ("event_type!=mixed&run_from=3", "not event type mixed, run from 3"),
    ],
)
def test_the_list_shows_a_query_in_words(query, words):
    assert queries.in_words(query) == words
