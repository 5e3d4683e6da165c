"""What was published never changes, whoever writes and however."""

import threading
import time
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import ProtectedError

from datasets.collections import actions
from datasets.collections.models import Collection, CollectionMember
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

COLUMNS = [
    field.name
    for field in Collection._meta.concrete_fields
    if field.name not in ("id", "state", "superseded_by", "contact", "state_note")
]
OTHER = {"version": 9, "luminosity": 1, "luminosity_error": 1, "dataset_count": 9, "files": 9, "events": 9, "size": 9}
OTHER |= {"declared_files": 9, "declared_events": 9, "declared_size": 9, "curated": ["path"]}


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def published(collection):
    return collection("mixed_v1", mc(1), mc(2))


EMPTYING = (
    "TRUNCATE datasets_collectionmember",
    "TRUNCATE datasets_collection CASCADE",
    "TRUNCATE datasets_dataset CASCADE",
)


@pytest.mark.parametrize("statement", EMPTYING)
def test_no_table_is_emptied_of_what_was_published(published, statement):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET LOCAL pgtrigger.ignore = '{}'")
    with pytest.raises(IntegrityError, match="a published collection is never removed"), transaction.atomic():
        sql(statement)
    assert published.members.count() == 2


@pytest.mark.parametrize("statement", EMPTYING)
def test_tests_and_names_alone_are_emptied(collection, statement):
    made = collection("mixed_v1", mc(1), published=False)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET LOCAL pgtrigger.ignore = '{}'")
    sql(statement)
    assert made.members.count() == 0


@pytest.mark.parametrize("column", sorted({*COLUMNS} - {"declared"}))
def test_no_column_of_a_published_collection_changes(published, column):
    value = date(2020, 1, 1) if column == "published_on" else OTHER.get(column, "other")
    for write in (
        lambda: Collection.objects.filter(pk=published.pk).update(**{column: value}),
        lambda: sql(f"UPDATE datasets_collection SET {column} = %s WHERE id = %s", value, published.pk),
    ):
        with pytest.raises(IntegrityError, match="a published collection never changes"), transaction.atomic():
            write()
    setattr(published, column, value)
    with pytest.raises(IntegrityError, match="a published collection never changes"), transaction.atomic():
        published.save()


@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn"])
def test_it_never_becomes_a_test_again_nor_goes_away(collection, published, state):
    successor = collection("mixed_v7", mc(3))
    Collection.objects.filter(pk=published.pk).update(state=state, superseded_by=successor)
    for write in (
        lambda: Collection.objects.filter(pk=published.pk).update(state="test"),
        lambda: sql("UPDATE datasets_collection SET state = 'test', published_on = NULL WHERE id = %s", published.pk),
        lambda: sql("DELETE FROM datasets_collection WHERE id = %s", published.pk),
        published.delete,
        Collection.objects.all().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert Collection.objects.get(pk=published.pk).state == state


def _add(published, free):
    CollectionMember.objects.create(collection=published, dataset=free, position=9)


def _add_in_bulk(published, free):
    CollectionMember.objects.bulk_create([CollectionMember(collection=published, dataset=free, position=9)])


def _add_by_sql(published, free):
    sql(
        "INSERT INTO datasets_collectionmember (collection_id, dataset_id, position) VALUES (%s, %s, 9)",
        published.pk,
        free.pk,
    )


def _reorder(published, free):
    CollectionMember.objects.filter(collection=published, position=1).update(position=7)


def _exchange(published, free):
    sql(
        "UPDATE datasets_collectionmember SET dataset_id = %s WHERE collection_id = %s AND position = 1",
        free.pk,
        published.pk,
    )


def _move_in(published, free):
    CollectionMember.objects.filter(dataset=free).update(collection=published)


def _move_out(published, free):
    other = Collection.objects.get(path__endswith="/open_v1")
    CollectionMember.objects.filter(collection=published, position=1).update(collection=other, position=8)


def _remove(published, free):
    published.members.first().delete()


def _remove_by_sql(published, free):
    sql("DELETE FROM datasets_collectionmember WHERE collection_id = %s", published.pk)


@pytest.mark.parametrize(
    "write",
    [_add, _add_in_bulk, _add_by_sql, _reorder, _exchange, _move_in, _move_out, _remove, _remove_by_sql],
)
def test_the_members_of_a_published_collection_never_change(collection, published, datasets, write):
    collection("open_v1", mc(3), published=False)
    [free] = datasets(mc(3))
    before = list(published.members.order_by("position").values())
    with (
        pytest.raises(IntegrityError, match="the members of a published collection never change"),
        transaction.atomic(),
    ):
        write(published, free)
    assert list(published.members.order_by("position").values()) == before


def test_a_dataset_of_a_collection_is_not_removed(published, datasets):
    [dataset] = datasets(mc(1))
    with pytest.raises(ProtectedError):
        dataset.delete()
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        sql("DELETE FROM datasets_dataset WHERE id = %s", dataset.pk)


def test_a_test_may_change_and_go(collection, datasets):
    made = collection("mixed_v1", mc(1), mc(2), published=False)
    made.description = "other"
    made.save()
    made.members.first().delete()
    CollectionMember.objects.filter(collection=made).update(position=1)
    CollectionMember.objects.create(collection=made, dataset=datasets(mc(3))[0], position=2)
    assert [row.dataset.path for row in made.members.select_related("dataset")] == [mc(2), mc(3)]
    made.delete()
    assert not CollectionMember.objects.exists()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "published"}, "collection_published_on"),
        ({"published_on": date(2026, 1, 1)}, "collection_published_on"),
        ({"state": "superseded", "published_on": date(2026, 1, 1)}, "collection_superseded_by"),
    ],
)
def test_the_state_and_its_facts_go_together(collection, values, constraint):
    collection("mixed_v1", mc(1), published=False)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Collection.objects.update(**values)


def test_nothing_succeeds_itself(published):
    with pytest.raises(IntegrityError, match="collection_not_its_own_successor"), transaction.atomic():
        Collection.objects.update(state="superseded", superseded_by=published)


@pytest.mark.django_db(transaction=True)
def test_whoever_fills_and_whoever_publishes_wait_for_each_other(collection, datasets):
    """A member that is being added when the collection is published is in it or refused, and counted accordingly."""
    made = collection("mixed_v1", mc(1), published=False)
    [late] = datasets(mc(2))
    added, told = threading.Event(), []

    def publish():
        try:
            added.wait(timeout=10)
            actions.publish(Collection.objects.get(pk=made.pk), by=SYSTEM)
        except Exception as error:  # noqa: BLE001  told by the assertion below
            told.append(error)
        finally:
            connections.close_all()

    publisher = threading.Thread(target=publish)
    publisher.start()
    with transaction.atomic():
        CollectionMember.objects.create(collection=made, dataset=late, position=2)
        added.set()
        time.sleep(0.3)
        assert publisher.is_alive()  # it waits
    publisher.join(timeout=10)
    made.refresh_from_db()
    assert (told, made.state, made.dataset_count, made.members.count()) == ([], "published", 2, 2)
    with pytest.raises(IntegrityError, match="never change"):
        CollectionMember.objects.create(collection=made, dataset=datasets(mc(3))[0], position=3)


@pytest.mark.django_db(transaction=True)
def test_who_fills_during_a_publication_is_refused_after_it(collection, datasets):
    made = collection("mixed_v1", mc(1), published=False)
    [late] = datasets(mc(2))
    published, told = threading.Event(), []

    def fill():
        try:
            published.wait(timeout=10)
            CollectionMember.objects.create(collection=made, dataset=late, position=2)
        except IntegrityError as error:
            told.append(str(error).splitlines()[0])
        finally:
            connections.close_all()

    filler = threading.Thread(target=fill)
    filler.start()
    with transaction.atomic():
        actions.publish(made, by=SYSTEM)
        published.set()
        time.sleep(0.3)
        assert filler.is_alive()
    filler.join(timeout=10)
    assert told == ["the members of a published collection never change"]
    assert made.members.count() == 1
