"""The cells of the datasets: always the sums that one finds by counting, whoever writes."""

from collections import Counter
from io import StringIO
from random import Random

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from datasets.catalogue.importers import register
from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset, DatasetCell, DatasetMark
from datasets.catalogue.places import classify
from portal.listing import Context
from portal.listing.cells import columns_of, compact, wrong
from portal.listing.query import read_query
from portal.testing.races import at_once

COLUMNS = sorted(columns_of(DatasetCell))
PATHS = [
    f"/belle/MC/release-06-01-0{number % 3}/DB0000264{number % 2}/MC15rd_b/prod0000000{number % 4}/s00"
    f"/e00{10 + number % 3}/4S/r{number:05}/{kind}{code}/{level}"
    for number, (kind, code, level) in enumerate(
        [("uubar", "", "mdst"), ("1110021000", "/14120601", "udst"), ("uubar", "/14120601", "udst")] * 8
    )
] + ["/belle/user/kim/my_sample", "/belle/Data/release-05-01-22/DB00001627/proc12/prod00017734/e0008/4S/r01976/mdst"]


def counted():
    found, marked = Counter(), dict(DatasetMark.objects.values_list("dataset", "notices"))
    for row in Dataset.objects.all():
        key = tuple(marked.get(row.pk) if name == "notices" else getattr(row, name) for name in COLUMNS)
        for name, value in (("rows", 1), ("files", row.files), ("events", row.events), ("size", row.size)):
            found[key, name] += value or 0
    return {key: value for key, value in found.items() if value}


def kept():
    found = Counter()
    for row in DatasetCell.objects.all():
        key = tuple(getattr(row, name) for name in COLUMNS)
        for name in ("rows", "files", "events", "size"):
            found[key, name] += getattr(row, name)
    return {key: value for key, value in found.items() if value}


def write(rng, rows):
    """One statement, of one row or of many."""
    some = rng.sample(rows, rng.randint(1, len(rows)))
    match rng.randint(0, 8):
        case 0:
            register(map(classify, rng.sample(PATHS, 5)))
        case 1:
            Dataset.objects.filter(pk__in=some).update(state=rng.choice(["good", "withdrawn"]))
        case 2:
            Dataset.objects.filter(pk__in=some).update(events=rng.choice([None, 0, 7, 10**12]), files=rng.randint(0, 9))
        case 3:
            Dataset.objects.filter(pk__in=some[:3]).delete()
        case 4:
            Dataset.objects.filter(pk__in=some).update(experiment=None, campaign="")
        case 5:
            Dataset.objects.filter(pk__in=some).update(scope="mc")  # nothing that a cell knows
        case 6:
            here = Dataset.objects.filter(pk__in=some)
            marks = [DatasetMark(dataset=row, notices=rng.choice(["affected", "possible"])) for row in here]
            DatasetMark.objects.bulk_create(
                marks, update_conflicts=True, unique_fields=["dataset"], update_fields=["notices"]
            )
        case 7:
            DatasetMark.objects.filter(pk__in=some[:4]).delete()
        case 8:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE datasets_datasetmark")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_written_the_cells_are_its_sums(seed):
    rng = Random(seed)
    register(map(classify, PATHS))
    assert kept() == counted() != {}
    for number in range(25):
        write(rng, list(Dataset.objects.values_list("pk", flat=True)) or [0])
        assert kept() == counted()
        if number % 10 == 9:
            compact(DatasetCell)
            assert kept() == counted()
            cells = DatasetCell.objects.values_list(*COLUMNS)
            assert len(set(cells)) == len(cells)


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_cells():
    register(map(classify, PATHS[:3]))
    before = kept()
    with transaction.atomic():
        register(map(classify, PATHS))
        transaction.set_rollback(True)
    assert kept() == before == counted()


@pytest.mark.django_db
def test_they_can_be_counted_anew():
    register(map(classify, PATHS))
    assert wrong(DatasetCell) == 0
    some = DatasetCell.objects.first()
    DatasetCell.objects.filter(pk=some.pk).update(events=some.events + 1)
    DatasetCell.objects.exclude(pk=some.pk).first().delete()
    assert wrong(DatasetCell) == 2
    assert kept() != counted()
    assert "count of datasets: 2 wrong\n" in said()
    assert kept() != counted()
    assert "count of datasets: 2 wrong, counted anew\n" in said(apply=True)
    assert kept() == counted()
    assert "count of datasets: right\n" in said(apply=True)


def said(**options):
    out = StringIO()
    call_command("rebuild_counts", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_an_import_leaves_them_folded():
    register(map(classify, PATHS))
    assert DatasetCell.objects.count() == len({key for key, _ in counted()})


@pytest.mark.django_db(transaction=True)
def test_two_who_write_and_one_who_folds_at_once():
    register(map(classify, PATHS[::2]))

    def change(state):
        for pk in list(Dataset.objects.values_list("pk", flat=True)):
            Dataset.objects.filter(pk=pk).update(state=state)

    def add():
        for path in PATHS[1::2]:
            Dataset.objects.bulk_create([Dataset(path=path, data_class="other")])

    def fold():
        for _ in range(20):
            compact(DatasetCell)

    assert at_once(lambda: change("withdrawn"), add, fold, fold) == [None] * 4
    assert kept() == counted()
    assert DatasetCell.objects.aggregate(all=Sum("rows"))["all"] == len(PATHS)
    compact(DatasetCell)
    assert kept() == counted()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "from_cells"),
    [
        ("", True),
        ("campaign=MC15rd_b&event_type=uubar&experiment=10&experiment=(none)", True),
        ("campaign=nowhere", True),
        ("q=mdst", False),
        ("run_from=3", False),
        ("production=2", False),
    ],
)
def test_counts_ask_the_cells_whenever_these_know(personas, asked, from_cells):
    register(map(classify, PATHS))
    listing, today = DatasetsListing(), timezone.localdate()
    query = read_query(listing, Context(personas["member"], today, today), QueryDict(asked))
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        total = listing.total(query)
        counts = listing.counts(query, [column for column in listing.columns if column.filter == "choice"])
    assert total == sum(count for _, count in counts["state"]) == listing.select(query).count()
    assert any('"datasets_dataset"' in query["sql"] for query in queries) is not from_cells
