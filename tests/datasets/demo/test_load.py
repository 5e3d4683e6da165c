"""The data in the tables: rows as an import makes them, collections whose sums and states are true."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from datasets.catalogue.declared import FILLED
from datasets.catalogue.importers import as_dataset
from datasets.catalogue.places import classify
from datasets.collections.choices import CollectionState
from datasets.demo.load import generated
from datasets.models import Campaign, Collection, CollectionMember, Dataset, GlobalTag, Skim
from portal.history import entries

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_everything_of_the_generator_is_in_the_tables(loaded):
    demo = generated(TODAY)
    assert Dataset.objects.count() == len(demo.datasets) == 5000
    assert Collection.objects.count() == len(demo.collections) == 150
    assert set(Campaign.objects.values_list("name", "state")) == {(row.name, row.state) for row in demo.campaigns}
    assert set(Skim.objects.values_list("code", "name", "group")) == {
        (row.code, row.name, row.group) for row in demo.skims
    }
    assert set(GlobalTag.objects.values_list("number", "name")) == {(row.number, row.name) for row in demo.global_tags}


def test_a_dataset_is_what_an_import_of_its_path_makes_with_the_size_of_the_generator(loaded):
    rows = {row.path: row for row in Dataset.objects.all()}
    free = {"id", "first_seen_at", "files", "events", "size", "state"}
    free |= {"declared", "last_seen_at", *FILLED}  # what sources say beside the path
    free |= {"notices"}  # what is known of it
    fields = [field for field in Dataset._meta.concrete_fields if not field.generated]
    columns = [field.attname for field in fields if field.attname not in free]
    for written in generated(TODAY).datasets:
        row, imported = rows[written.path], as_dataset(classify(written.path))
        assert [getattr(row, name) for name in columns] == [getattr(imported, name) for name in columns]
        assert (row.files, row.events, row.size) == (written.files, written.events, written.size)
        assert row.state == written.state
        assert row.first_seen_at.date() == written.registered_on
        assert row.levels == written.levels


def test_the_sums_of_a_collection_are_those_of_its_members(loaded):
    rows = Collection.objects.annotate(
        n=Count("members"),
        f=Sum("members__dataset__files"),
        e=Sum("members__dataset__events"),
        s=Sum("members__dataset__size"),
    )
    for row in rows:
        assert (row.dataset_count, row.files, row.events, row.size) == (row.n, row.f, row.e, row.s)
        assert row.dataset_count > 0


def test_members_stand_in_the_order_of_the_generator(loaded):
    for planned in generated(TODAY).collections[::10]:
        members = CollectionMember.objects.filter(collection__path=planned.path).order_by("position")
        assert tuple(members.values_list("dataset__path", flat=True)) == planned.members


def test_collections_have_the_state_version_and_successor_of_the_generator(loaded):
    rows = {row.path: row for row in Collection.objects.select_related("superseded_by")}
    for planned in generated(TODAY).collections:
        row = rows[planned.path]
        assert (row.state, row.published_on) == (planned.state, planned.published_on)
        assert (row.superseded_by.path if row.superseded_by else "") == planned.superseded_by
        assert (row.luminosity, row.campaign, row.event_type) == (
            planned.luminosity,
            planned.campaign,
            planned.event_type,
        )
        assert row.superseded_by is None or (row.superseded_by.family, row.data_type) == (
            row.family,
            row.superseded_by.data_type,
        )


def test_a_superseded_collection_tells_its_life(loaded):
    row = Collection.objects.filter(state=CollectionState.SUPERSEDED).select_related("superseded_by").first()
    superseded, published, filled = entries(row)
    assert [entry.verb for entry in (filled, published, superseded)] == ["fill", "publish", "supersede"]
    assert filled.at < published.at < superseded.at < timezone.now()
    assert published.at.date() == row.published_on
    assert superseded.at - timedelta(minutes=1) == entries(row.superseded_by)[-2].at


def test_the_published_ones_are_as_immutable_as_any(loaded):
    member = CollectionMember.objects.filter(collection__state=CollectionState.PUBLISHED).first()
    for change in (member.delete, lambda: Collection.objects.filter(pk=member.collection_id).update(events=1)):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_the_sources_say_copies_a_level_that_paths_lack_and_something_else_than_a_path(loaded):
    copied = Dataset.objects.filter(campaign__in=("proc16", "prompt")).annotate(copies=Count("replicas"))
    assert copied.exists()
    assert set(copied.values_list("copies", flat=True)) == {2, 3}
    assert set(Dataset.objects.filter(campaign="proc11").values_list("general_skim", flat=True)) == {"all"}
    odd = Dataset.objects.filter(declared="differs")
    assert odd.count() == 3
    assert {row.value for item in odd for row in item.declared_values.filter(differs=True)} == {"release-05-01-99"}
