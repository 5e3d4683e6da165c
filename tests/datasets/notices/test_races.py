"""An import and the opening of a notice at the same moment: whoever comes last sees the other, and no match is lost."""

import json
import threading

import pytest
from django.db import connection, transaction

from datasets.catalogue.importers import DatasetImporter, DatasetLinesImporter, register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.collections import actions as collections
from datasets.collections.importers import CollectionImporter
from datasets.notices import actions, matching, settling
from datasets.notices.models import Notice, Unmatched
from portal.outbox.models import Effect
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.datasets.conftest import mc
from tests.datasets.notices.conftest import counted, expected, expected_in_collections, kept, others_done, unmarked
from tests.portal.launch.portals import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
QUERY = {"title": "Scale", "body": "It is wrong.", "query": "campaign=MC15rd_b"}


def importing(tmp_path, number, *paths):
    file = tmp_path / f"paths{number}.txt"
    file.write_text("\n".join(paths) + "\n")
    return lambda: DatasetImporter().run([file], by=SYSTEM, apply=True)


@pytest.mark.parametrize("attempt", range(3))
def test_imports_and_openings_at_once_lose_no_match(tmp_path, attempt):
    drafts = [actions.draft(by=SYSTEM, **QUERY) for _ in range(2)]
    results = at_once(
        importing(tmp_path, 0, *(mc(run) for run in range(1, 60))),
        lambda: actions.open_notice(drafts[0], by=SYSTEM),
        lambda: actions.open_notice(drafts[1], by=SYSTEM),
        lambda: actions.draft(by=SYSTEM, **QUERY),
        lambda: register(map(classify, [mc(run) for run in range(100, 120)])),
        lambda: collections.create("/belle/collection/MC/all_v1", list(Dataset.objects.all()), by=SYSTEM),
    )
    assert not [found for found in results if isinstance(found, Exception)]
    others_done()
    actions.catch_up()
    assert Notice.objects.count() == 3
    for notice in Notice.objects.all():
        assert kept(notice) == expected(notice)
        assert len(kept(notice)) == notice.certain == 79
        assert counted(notice) == expected_in_collections(notice)
    assert unmarked() == []
    assert not Unmatched.objects.exists()


def test_an_import_that_began_before_and_ends_after_an_opening_is_matched(tmp_path):
    """Its keys are lower than those which the notice has seen: a highest key seen would lose them."""
    inserted, opened = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            register(map(classify, [mc(1), mc(2)]))
            inserted.set()
            assert opened.wait(20)
            actions.catch_up()

    def quick():
        assert inserted.wait(20)
        importing(tmp_path, 1, mc(3))()
        made = actions.draft(by=SYSTEM, **QUERY)
        actions.open_notice(made, by=SYSTEM)
        opened.set()

    assert at_once(slow, quick) == [None, None]
    rows = {row.path: row.pk for row in Dataset.objects.all()}
    assert rows[mc(1)] < rows[mc(3)]
    assert kept(Notice.objects.get()) == {mc(1): True, mc(2): True, mc(3): True}


@pytest.mark.parametrize("attempt", range(3))
def test_who_imports_figures_and_who_opens_and_closes_do_not_wait_for_each_other_for_ever(tmp_path, attempt):
    """Both change the same datasets; an import that locked rows before the matching would be ended as a deadlock."""
    paths = [mc(run) for run in range(1, 60)]
    register(map(classify, paths))
    made = [actions.draft(by=SYSTEM, **QUERY) for _ in range(2)]

    def figures(number):
        file = tmp_path / f"figures{number}.jsonl"
        file.write_text("".join(json.dumps({"path": path, "events": number}) + "\n" for path in reversed(paths)))
        return lambda: DatasetLinesImporter().run([file], by=SYSTEM, apply=True)

    def opening(number):
        actions.open_notice(made[number], by=SYSTEM)
        actions.close(made[number], by=SYSTEM, reason="Repaired.")
        actions.reopen(made[number], by=SYSTEM, reason="Not repaired.")

    results = at_once(figures(7), lambda: opening(0), figures(8), lambda: opening(1))
    assert not [found for found in results if isinstance(found, Exception)], results
    others_done()
    assert unmarked() == []
    assert set(Dataset.objects.values_list("marked__notices", "events")) in ({("affected", 7)}, {("affected", 8)})


def test_who_imports_collections_and_a_worker_do_not_wait_for_each_other_for_ever(tmp_path, monkeypatch):
    """The worker has matches that name the collection when the import, which may hold it, comes to the lock."""
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    paths = [mc(run) for run in range(1, 9)]
    register(map(classify, paths))
    file = tmp_path / "collections.jsonl"

    def filling(members):
        file.write_text(json.dumps({"path": "/belle/collection/MC/all_v1", "members": members}) + "\n")
        CollectionImporter().run([file], by=SYSTEM, apply=True)

    filling(paths)
    made = actions.draft(by=SYSTEM, **QUERY)
    matched, rematch = threading.Event(), matching.rematch

    def slow(*args):
        found = rematch(*args)
        if not matched.is_set():
            matched.set()
            wait_for(waiting, "the import comes to the lock")
        return found

    def waiting():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
            )
            return cursor.fetchone()[0]

    def importing():
        assert matched.wait(20)
        filling(paths[3:])

    monkeypatch.setattr(matching, "rematch", slow)
    assert at_once(others_done, importing) == [None, None]
    assert not Effect.objects.exclude(state="done").exists()
    assert counted(made) == expected_in_collections(made) == {"/belle/collection/MC/all_v1": (5, 0)}


@pytest.mark.parametrize("attempt", range(3))
def test_who_edits_datasets_while_they_are_marked_leaves_the_counts_right(attempt):
    register(map(classify, [mc(run) for run in range(1, 40)]))
    made = actions.draft(by=SYSTEM, **QUERY)
    keys = list(Dataset.objects.values_list("pk", flat=True))

    def edits():
        for key in keys:
            Dataset.objects.filter(pk=key).update(state="withdrawn", background="BGx1")

    def turns():
        actions.open_notice(made, by=SYSTEM)
        actions.close(made, by=SYSTEM, reason="Repaired.")
        actions.reopen(made, by=SYSTEM, reason="Not repaired.")

    assert at_once(edits, turns) == [None, None]
    assert unmarked() == []
    assert Dataset.objects.filter(state="withdrawn", marked__notices="affected").count() == 39


def test_an_import_that_is_rolled_back_leaves_its_marks_to_nobody(tmp_path):
    made = actions.draft(by=SYSTEM, **QUERY)
    importing(tmp_path, 0, mc(1))()
    with transaction.atomic():
        register(map(classify, [mc(2)]))
        actions.catch_up()
        assert len(kept(made)) == 2
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert (kept(made), made.certain) == ({mc(1): True}, 1)


def test_two_who_open_one_notice_have_one_outcome():
    made = actions.draft(by=SYSTEM, **QUERY)

    def opening():
        actions.open_notice(Notice.objects.get(pk=made.pk), by=SYSTEM)

    told = [refused and str(refused) for refused in at_once(opening, opening)]
    assert sorted(told, key=str) == [None, "cannot open: it is already open"]
