"""Cached counts are exact: what is committed counts at once, what is not does not, and nothing else ever does."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from portal.listing import Context
from portal.listing.query import read_query
from portal.listing.versions import TableChange, _release, compact, remembered, versions
from portal.policy import SYSTEM


def add(name):
    Dataset.objects.create(path=f"/belle/user/x/{name}", data_class="user")


def total():
    today = timezone.localdate()
    listing = DatasetsListing()
    return listing.total(read_query(listing, Context(SYSTEM, today, today), QueryDict("q=belle")))


def elsewhere(work):
    """Do it on another connection, as another process would; the exception comes here."""
    errors = []

    def run():
        try:
            work()
        except Exception as error:  # noqa: BLE001  raised again below
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    if errors:
        raise errors[0]


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.mark.django_db
def test_an_unchanged_table_is_not_counted_again():
    add(1)
    assert total() == 1
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert total() == 1
    assert [query["sql"].count("portal_tablechange") > 0 for query in queries] == [True]


@pytest.mark.django_db(transaction=True)
def test_a_committed_write_of_somebody_else_counts_at_once():
    add(1)
    assert total() == 1
    elsewhere(lambda: add(2))
    assert total() == 2


@pytest.mark.django_db(transaction=True)
def test_an_uncommitted_write_counts_for_nobody_else():
    add(1)
    assert total() == 1
    seen = []
    with transaction.atomic():
        add(2)
        assert total() == 2
        elsewhere(lambda: seen.append(total()))
    assert seen == [1]
    assert total() == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_before_a_rollback_is_never_shown():
    """The writer counts what it wrote and is rolled back; the next writer must not find that count."""
    add(1)

    with transaction.atomic():
        Dataset.objects.bulk_create([Dataset(path=f"/belle/user/y/{n}", data_class="user") for n in range(10)])
        assert total() == 11
        transaction.set_rollback(True)
    elsewhere(lambda: add(2))
    assert total() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: Dataset.objects.bulk_create([Dataset(path="/belle/user/z", data_class="user")]),
        lambda: Dataset.objects.update(state="withdrawn"),
        lambda: Dataset.objects.all().delete(),
        lambda: connection.cursor().execute("UPDATE datasets_dataset SET energy = '4S'"),
        lambda: connection.cursor().execute("TRUNCATE datasets_dataset CASCADE"),
    ],
)
def test_every_way_to_write_changes_the_version(write):
    add(1)
    before = versions([Dataset])
    write()
    assert versions([Dataset]) != before


def test_what_another_release_has_counted_is_not_read(tmp_path, settings):
    """It may be of a class that has other fields now."""
    module = tmp_path / "datasets" / "queries.py"
    module.parent.mkdir()
    settings.BASE_DIR = tmp_path
    seen = []
    for source, value in (("a = 1", "old"), ("a = 2", "new"), ("a = 1", "never")):
        module.write_text(source)
        _release.cache_clear()
        seen.append(remembered("t=1", "a key", lambda value=value: value))
    _release.cache_clear()
    assert seen == ["old", "new", "old"]


@pytest.mark.django_db
def test_compact_keeps_the_version_and_leaves_one_row():
    TableChange.objects.all().delete()  # a test that emptied the tables leaves its mark
    for number in range(150):
        add(number)
    before = versions([Dataset])
    assert TableChange.objects.filter(table="datasets_dataset").count() == 150
    assert compact() == 149
    assert versions([Dataset]) == before
    assert TableChange.objects.filter(table="datasets_dataset").count() == 1
    assert compact() == 0
    add("one more")
    assert versions([Dataset]) != before
