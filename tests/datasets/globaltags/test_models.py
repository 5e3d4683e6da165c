"""What the database itself refuses, and the index that answers for a run."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from datasets.globaltags.choices import GOES_TO, TagState
from datasets.globaltags.iov import Iov
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov
from datasets.globaltags.queries import covering
from portal.testing.races import at_once
from tests.datasets.globaltags.conftest import add


def refused(words, write):
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        write()
    assert re.search(words, str(error.value)), str(error.value)


@pytest.mark.parametrize("before", TagState)
@pytest.mark.parametrize("after", TagState)
def test_a_state_follows_only_where_the_conditions_database_allows_it(db, before, after):
    tag = GlobalTag.objects.create(number=1, name="a", state=before)
    rows = GlobalTag.objects.filter(pk=tag.pk)
    if before == after or after in GOES_TO[before]:
        rows.update(state=after)
        assert rows.get().state == after
    else:
        refused(f"does not go from {before} to {after}", lambda: rows.update(state=after))


@pytest.mark.parametrize("state", ["PUBLISHED", "INVALID"])
def test_a_published_tag_never_changes_its_intervals(tag, state):
    made = tag("a", ("M", 1, 0, 0, -1, -1), state=state)
    rows = PayloadIov.objects.filter(tag=made)
    refused("never change", lambda: add(made, "M", 2, 5, 0, -1, -1))
    refused("never change", lambda: rows.update(final_exp=4))
    refused("never change", rows.delete)
    refused("never change", made.delete)
    other = tag("b", ("M", 1, 0, 0, 3, -1))
    refused("never change", lambda: PayloadIov.objects.filter(tag=other).update(tag=made))
    refused("never change", lambda: rows.update(tag=other))
    refused("complete for good", lambda: GlobalTag.objects.filter(pk=made.pk).update(complete=False))
    assert [str(row) for row in rows] == ["M r1 (0, 0, -1, -1)"]


def test_a_published_tag_of_which_not_all_is_on_record_is_filled_once(tag):
    made = tag("a", ("M", 1, 0, 0, 3, -1), state="PUBLISHED", payload_count=2)
    assert not made.complete
    refused("never change", PayloadIov.objects.filter(tag=made).delete)
    add(made, "M", 2, 4, 0, -1, -1)
    GlobalTag.objects.filter(pk=made.pk).update(complete=True)
    refused("never change", lambda: add(made, "N", 1, 4, 0, -1, -1))


def test_a_running_tag_only_gets_runs_after_those_it_has(tag):
    made = tag("a", ("M", 1, 3, 0, 3, 100), ("N", 1, 0, 0, -1, -1), state="RUNNING")
    assert made.complete
    refused("only gets intervals for runs after", lambda: add(made, "M", 2, 3, 100, -1, -1))
    refused("only gets intervals for runs after", lambda: add(made, "M", 2, 3, 50, 3, 60))
    refused("only gets intervals for runs after", lambda: add(made, "M", 2, 0, 0, 0, 5))
    add(made, "M", 2, 3, 101, 4, -1)
    add(made, "M", 3, 5, 0, -1, -1)
    refused("only gets intervals for runs after", lambda: add(made, "M", 4, 5, 0, -1, -1))
    add(made, "M", 4, 6, 0, -1, -1)  # what has no end can be followed
    add(made, "O", 1, 0, 0, -1, -1)  # another module begins where it likes
    refused("never change", lambda: PayloadIov.objects.filter(tag=made).update(final_exp=9, final_run=-1))


def test_an_open_tag_changes_freely(tag):
    made = tag("a", ("M", 1, 0, 0, -1, -1))
    PayloadIov.objects.filter(tag=made).update(final_exp=4)
    PayloadIov.objects.filter(tag=made).delete()
    made.delete()
    assert not GlobalTag.objects.exists()


def test_a_payload_never_changes_and_is_there_once(tag):
    tag("a", ("M", 1, 0, 0, -1, -1))
    rows = Payload.objects.filter(module="M")
    refused("a payload never changes", lambda: rows.update(checksum="other"))
    refused("a payload never changes", lambda: rows.update(revision=2))
    refused("payload_once", lambda: Payload.objects.create(module="M", revision=1, checksum="x"))
    refused("protected", rows.delete)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((0, 0, -1, 5), "iov_end"), ((3, 5, 3, 4), "iov_first|range"), ((4, 0, 3, -1), "iov_first|range"),
     ((-1, 0, -1, -1), "first_exp")],
)  # fmt: skip
def test_the_database_knows_what_is_no_interval(tag, numbers, words):
    made = tag("a")
    payload = Payload.objects.create(module="M", revision=1, checksum="x")
    names = ("first_exp", "first_run", "final_exp", "final_run")
    refused(
        words, lambda: PayloadIov.objects.create(tag=made, payload=payload, **dict(zip(names, numbers, strict=True)))
    )


@pytest.mark.parametrize("numbers", [(3, 5, 3, -1), (0, 0, -1, -1), (3, 5, 4, 2), (0, 7, 0, 7), (2, 1, 3, -1)])
def test_the_database_and_the_text_agree_on_what_is_covered(tag, numbers):
    made, iov = tag("a", ("M", 1, *numbers)), Iov.of(*numbers)
    runs = [(exp, run) for exp in range(6) for run in (0, 1, 2, 4, 5, 6, 7, 8, 9999)]
    assert [run for run in runs if covering(made, *run).exists()] == [run for run in runs if iov.covers(*run)]


def test_a_run_is_found_by_index_however_many_intervals_there_are(tag):
    made = tag("a", ("M", 1, 0, 0, -1, -1))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO datasets_payloadiov (tag_id, payload_id, first_exp, first_run, final_exp, final_run)"
            " SELECT %s, %s, n / 500, n %% 500, n / 500, n %% 500 FROM generate_series(1, 20000) n",
            [made.pk, Payload.objects.get().pk],
        )
        cursor.execute("ANALYZE datasets_payloadiov")
    rows = covering(made, 12, 7)
    assert sorted(str(row) for row in rows) == ["M r1 (0, 0, -1, -1)", "M r1 (12, 7, 12, 7)"]
    plan = rows.explain()
    assert "iov_tag_span" in plan
    assert re.search(r"Index Cond: .*tag_id = .*span @>", plan)
    assert "Seq Scan on datasets_payloadiov" not in plan


@pytest.mark.django_db(transaction=True)
def test_publishing_and_filling_at_once_never_add_to_a_published_tag(tag):
    made = tag("a", ("M", 1, 0, 0, -1, -1))
    for step in ("TESTING", "VALIDATED"):
        GlobalTag.objects.filter(pk=made.pk).update(state=step)
    held = []

    def publish():
        GlobalTag.objects.filter(pk=made.pk).update(state="PUBLISHED")
        held.append(PayloadIov.objects.filter(tag=made).count())

    at_once(publish, *(lambda number=number: add(made, f"M{number}", 1, 0, 0, -1, -1) for number in range(3)))
    assert PayloadIov.objects.filter(tag=made).count() == held[0]
