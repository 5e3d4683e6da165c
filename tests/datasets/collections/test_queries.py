"""What members add up to, and how versions follow each other."""

from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.catalogue.models import Dataset
from datasets.collections import actions, queries
from datasets.collections.models import Collection
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

OFF = "/belle/MC/release-08-00-08/DB00003307/MC16rd_proc16/prod00045483/s00/e0012/4S_offres/r00000/uubar/mdst"
BARE = "/belle/MC/release-00-08-00/DB00000208/MC8/prod00000972/s00/e0000/4S/r00000/ccbar"


def test_a_summary_counts_what_is_known(collection, datasets):
    for number, row in enumerate(datasets(mc(3), mc(1), OFF, BARE)):
        Dataset.objects.filter(pk=row.pk).update(files=number, events=None if number == 1 else 10, size=10**12)
    Dataset.objects.filter(path=OFF).update(state="withdrawn", background="BGx1")
    Dataset.objects.filter(path=BARE).update(background="BGx0")
    made = collection("mixed_v1", mc(3), mc(1), OFF, BARE, published=False)
    assert queries.summary(made) == queries.Summary(
        datasets=4,
        files=6,
        events=30,
        size=4 * 10**12,
        withdrawn=1,
        data_levels=("mdst",),
        releases=("release-00-08-00", "release-06-01-08", "release-08-00-08"),
        global_tags=(208, 2647, 3307),
        experiments=(0, 12, 26),
        backgrounds=("BGx0", "BGx1"),
        runs=(1, 3),
        productions=3,
        uncounted=1,
        shared={},
    )


def test_an_empty_one_adds_up_to_nothing(collection):
    found = queries.summary(collection("mixed_v1", published=False))
    assert found == queries.Summary(0, 0, 0, 0, 0, (), (), (), (), (), None, 0, 0, {})


def test_a_summary_is_counted_again_when_a_member_changes(collection, django_assert_num_queries):
    made = collection("mixed_v1", mc(1))
    assert queries.summary(made).withdrawn == 0
    with django_assert_num_queries(1):
        queries.summary(made)
    Dataset.objects.update(state="withdrawn", events=7)
    assert (queries.summary(made).withdrawn, queries.summary(made).events) == (1, 7)


def test_a_difference_is_that_of_the_sets(collection, datasets):
    rows = datasets(*(mc(run) for run in range(1, 7)))
    Dataset.objects.update(events=F("run_low"))
    sets = st.sets(st.sampled_from(rows), min_size=1)
    numbers = iter(range(1, 10_000))

    def counted(members):
        return len(members), sum(row.run_low for row in members)

    @given(sets, sets)
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def check(old, new):
        made = []
        for members in (old, new):
            path = f"/belle/collection/MC/any_v{next(numbers)}"
            made.append(actions.create(path, sorted(members, key=lambda row: row.pk), by=SYSTEM))
        assert queries.difference(*made) == queries.Difference(
            added=counted(new - old), removed=counted(old - new), unchanged=counted(new & old)
        )

    check()


def test_the_version_before(collection):
    first, third = collection("mixed_v1", mc(1)), collection("mixed_v3", mc(1))
    collection("mixed_v2", mc(1), published=False)
    collection("mixed_v2", mc(1), place="Data")
    plain = collection("mixed", mc(1))
    assert [queries.before(row) for row in (first, third, plain)] == [None, first, None]


def test_the_successor_is_the_end_of_the_chain(collection):
    versions = [collection(f"mixed_v{number}", mc(1)) for number in range(1, 5)]
    fresh = [Collection.objects.get(pk=row.pk) for row in versions]
    assert [queries.successor(row) for row in fresh] == [versions[3]] * 3 + [None]


def test_a_chain_that_bites_its_tail_ends(collection):
    first, second = collection("mixed_v1", mc(1)), collection("mixed_v2", mc(1))
    Collection.objects.filter(pk=second.pk).update(state="superseded", superseded_by=first)
    assert queries.successor(Collection.objects.get(pk=first.pk)) in (first, second)
