"""A dataset is its path."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.catalogue.importers import as_dataset
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from tests.datasets.conftest import mc

LONGEST = "/belle/user/" + "x" * 1006


def _save(dataset):
    dataset.path = mc(2)
    dataset.save()


def _raw(dataset):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE datasets_dataset SET path = %s", [mc(2)])


@pytest.mark.parametrize(
    "write",
    [_save, _raw, lambda dataset: Dataset.objects.update(path=mc(2))],
    ids=["save", "sql", "update"],
)
def test_the_path_never_changes(datasets, write):
    [dataset] = datasets(mc(1))
    with pytest.raises(IntegrityError, match="the path of a dataset never changes"), transaction.atomic():
        write(dataset)
    Dataset.objects.update(events=5)
    assert Dataset.objects.values_list("path", "events").get() == (mc(1), 5)


def test_the_longest_path_and_its_scope_have_room(datasets):
    [dataset] = datasets(LONGEST)
    assert (len(dataset.path), dataset.scope) == (1018, "user." + "x" * 1006)


@pytest.mark.parametrize(
    "path",
    [
        "/belle/user/kim/my_sample",
        "/belle/group/physics/EWP/skims",
        "/belle/BG/release-08-00-04/DB00003159/x",
        "/belle/odd",
    ],
)
def test_an_unofficial_path_has_no_levels(datasets, path):
    assert [dataset.levels for dataset in datasets(path)] == [None]


DIGITS = st.integers(0, 99_999_999)


@given(
    st.sampled_from(["/belle/MC/{r}/DB{n:08}/MC15rd_b/prod{p:08}/s00/e0026/4S/{run}/{t}/mdst",
                     "/belle/Data/proc/{r}/DB{n:08}/proc11/prod{p:08}/e0010/10810/{run}/udst"]),
    DIGITS, DIGITS, st.sampled_from(["%r", "r00000", "r99999"]), st.sampled_from(["uubar", "111004000a", "1110021000"]),
)  # fmt: skip
@settings(max_examples=50)
def test_the_columns_rebuild_the_path(pattern, tag, production, run, kind):
    path = pattern.format(r="release-06-01-08", n=tag, p=production, run=run, t=kind)
    row = as_dataset(classify(path))
    assert row.levels.path == path
    assert (row.global_tag, row.production) == (tag, production)
