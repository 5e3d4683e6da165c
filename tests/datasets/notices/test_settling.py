"""A notice on very many datasets, or one that is written while others match: a worker does the rest."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from datasets.catalogue.importers import register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.collections import actions as collections
from datasets.following.models import Follow, Reading
from datasets.notices import actions, matching, settling, tasks
from datasets.notices.models import Notice
from portal.lifecycle import MoveRefused
from portal.outbox.delivery import sweep
from portal.outbox.models import Effect
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.datasets.conftest import mc
from tests.datasets.notices.conftest import counted, expected, kept, others_done, unmarked

QUERY = {"title": "Scale", "body": "It is wrong.", "query": "campaign=MC15rd_b"}
LINES = {"title": "Scale", "body": "It is wrong.", "paths": f"{mc(1)}\n{mc(2)}\n{mc(3)}"}


@pytest.fixture
def few(monkeypatch):
    """Only two datasets are few."""
    monkeypatch.setattr(settling, "AT_ONCE", 2)


def told(user):
    return list(Reading.objects.filter(user=user).order_by("news__pk").values_list("news__text", flat=True))


def settled(notice):
    notice.refresh_from_db()
    return notice.matching_since is None


@pytest.mark.parametrize(
    "facts", [QUERY, LINES, {**QUERY, "query": "", "runs": "exp 26"}], ids=["query", "paths", "runs"]
)
def test_many_are_matched_marked_and_told_by_a_worker(few, datasets, personas, facts):
    row, *_ = datasets(mc(1), mc(2), mc(3))
    Follow.objects.create(user=personas["member"], dataset=row)
    made = actions.draft(by=SYSTEM, **facts)
    assert not settled(made)
    assert (kept(made), made.certain) == ({}, 0)
    assert sweep() == 1
    assert settled(made)
    assert (kept(made), made.certain, unmarked()) == (expected(made), 3, [])
    actions.open_notice(made, by=SYSTEM)
    assert (made.state, settled(made), told(personas["member"])) == ("open", False, [])
    sweep()
    assert settled(made)
    assert (unmarked(), told(personas["member"])) == ([], ["Warning: Scale"])
    actions.close(made, by=SYSTEM, reason="Repaired.")
    assert Dataset.objects.filter(marked__isnull=False).count() == 3
    sweep()
    assert settled(made)
    assert unmarked() == []
    assert told(personas["member"])[1:] == ["Closed: Scale. Resolved by: Repaired."]
    actions.reopen(made, by=SYSTEM, reason="Not repaired.")
    sweep()
    assert settled(made)
    assert (unmarked(), told(personas["member"])[2:]) == ([], ["Warning: Scale"])


def test_as_many_as_are_few_are_matched_at_once(few, datasets):
    datasets(mc(1), mc(2))
    made = actions.draft(by=SYSTEM, **QUERY)
    actions.open_notice(made, by=SYSTEM)
    assert settled(made)
    assert (made.certain, unmarked(), Effect.objects.count()) == (2, [], 0)


def test_an_edit_to_few_lets_many_go_later(few, datasets):
    datasets(mc(1), mc(2), mc(3))
    made = actions.draft(by=SYSTEM, **QUERY)
    actions.open_notice(made, by=SYSTEM)
    sweep()
    actions.edit(made, by=SYSTEM, query="", paths=mc(2))
    assert not settled(made)
    assert made.certain == 3
    sweep()
    assert settled(made)
    assert (kept(made), made.certain, unmarked()) == ({mc(2): True}, 1, [])


def test_an_edit_tells_only_those_whom_it_newly_concerns(few, datasets, personas):
    one, *_ = datasets(mc(1), mc(2), mc(3), mc(4))
    made = actions.draft(by=SYSTEM, **LINES)
    actions.open_notice(made, by=SYSTEM)
    sweep()
    Follow.objects.create(user=personas["member"], dataset=one)  # after the opening
    actions.edit(made, by=SYSTEM, body="It is quite wrong.", paths=LINES["paths"])
    sweep()
    assert told(personas["member"]) == []
    Follow.objects.create(user=personas["delegate"], dataset=Dataset.objects.get(path=mc(4)))
    actions.edit(made, by=SYSTEM, paths=f"{LINES['paths']}\n{mc(4)}")
    sweep()
    assert (told(personas["member"]), told(personas["delegate"])) == ([], ["Warning: Scale"])


def test_verbs_that_come_before_the_worker_end_as_the_last_one_says(few, datasets, personas):
    row, *_ = datasets(mc(1), mc(2), mc(3))
    Follow.objects.create(user=personas["member"], dataset=row)
    made = actions.draft(by=SYSTEM, **QUERY)
    actions.open_notice(made, by=SYSTEM)
    actions.close(made, by=SYSTEM, reason="Repaired.")
    assert sweep() == 3
    assert settled(made)
    assert (made.state, made.certain, unmarked()) == ("closed", 3, [])
    assert told(personas["member"]) == ["Closed: Scale. Resolved by: Repaired."]
    gone = actions.draft(by=SYSTEM, **QUERY)
    actions.discard(gone, by=SYSTEM)
    sweep()
    assert set(Effect.objects.values_list("state", flat=True)) == {"done"}


def test_a_verb_on_few_does_what_was_left_to_a_worker(few, datasets):
    datasets(mc(1), mc(2), mc(3))
    made = actions.draft(by=SYSTEM, **QUERY)
    actions.edit(made, by=SYSTEM, query="", paths=mc(2))
    assert settled(made)
    assert (kept(made), made.certain) == ({mc(2): True}, 1)
    sweep()
    assert (kept(made), made.certain) == ({mc(2): True}, 1)


def test_a_broken_worker_leaves_it_to_the_next_attempt(few, datasets, monkeypatch):
    datasets(mc(1), mc(2), mc(3))
    made = actions.draft(by=SYSTEM, **QUERY)
    with monkeypatch.context() as broken:
        broken.setattr(matching, "_KEEP", "SELECT 1 / 0")
        sweep()
    assert not settled(made)
    assert (kept(made), made.certain) == ({}, 0)
    settling.carry_on(Effect.objects.get())
    assert settled(made)
    assert made.certain == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_stand_still_while_an_import_runs(few):
    register(map(classify, [mc(1), mc(2), mc(3)]))
    made = actions.draft(by=SYSTEM, **QUERY)
    other = connection.get_new_connection(connection.get_connection_params())
    other.execute("SELECT pg_advisory_lock(%s)", [matching.LOCK])
    try:
        assert sweep() == 1
        assert tasks.catch_up() is None
        assert not settled(made)
        assert sweep() == 0  # it comes again, but not at once
    finally:
        other.close()
    later = Effect.objects.get(state="waiting")
    assert timedelta(0) < later.due_at - timezone.now() <= settling.PAUSE
    Effect.objects.filter(pk=later.pk).update(due_at=timezone.now())
    assert sweep() == 1
    assert settled(made)
    assert (made.certain, unmarked()) == (3, [])
    assert not Effect.objects.exclude(state="done").exists()


def test_its_page_says_so_and_looks_again_by_itself(few, datasets, client, personas):
    client.force_login(personas["manager"])
    datasets(mc(1), mc(2), mc(3))
    answer = client.post("/notices/new/", {"severity": "warning", **QUERY}, follow=True)
    (url,) = re.findall(r'id="underway"[^>]*hx-get="([^"]+)"', answer.content.decode())
    assert "What it would affect is being found." in answer.content.decode()
    assert client.get(url, headers={"HX-Request": "true", "HX-Trigger": "underway"}).status_code == 204
    assert client.get("/api/v1/notices/").json()["results"][0]["matching_since"]
    sweep()
    again = client.get(url, headers={"HX-Request": "true", "HX-Trigger": "underway"})
    assert again.status_code == 200
    assert "underway" not in again.content.decode()
    assert client.get("/api/v1/notices/").json()["results"][0]["matching_since"] is None


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_an_import_to_write_a_notice():
    register(map(classify, [mc(1)]))
    known, spare = actions.draft(by=SYSTEM, **QUERY), actions.draft(by=SYSTEM, **QUERY)
    begun, over = threading.Event(), threading.Event()

    def importing():
        with transaction.atomic():
            matching.lock()
            register(map(classify, [mc(2)]))
            begun.set()
            assert over.wait(20)
            actions.catch_up()

    def writing():
        assert begun.wait(20)
        try:
            made = actions.draft(by=SYSTEM, **QUERY)
            actions.open_notice(made, by=SYSTEM)
            actions.edit(known, by=SYSTEM, query="campaign=MC15rd_b&experiment=26")
            with pytest.raises(MoveRefused, match="datasets are being imported"):
                actions.discard(spare, by=SYSTEM)
        finally:
            over.set()

    assert at_once(importing, writing) == [None, None]
    others_done()
    assert Notice.objects.filter(matching_since__isnull=True).count() == 3
    for notice in Notice.objects.all():
        assert kept(notice) == expected(notice)
        assert len(kept(notice)) == notice.certain == 2
    assert unmarked() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_an_import_to_publish_and_readers_hear_afterwards(personas):
    register(map(classify, [mc(1)]))
    actions.open_notice(actions.draft(by=SYSTEM, **QUERY), by=SYSTEM)
    Follow.objects.create(user=personas["member"], data_type="mc", family="mixed")
    begun, over = threading.Event(), threading.Event()

    def importing():
        with transaction.atomic():
            matching.lock()
            begun.set()
            assert over.wait(20)

    def publishing():
        assert begun.wait(20)
        try:
            made = collections.create("/belle/collection/MC/mixed_v1", list(Dataset.objects.all()), by=SYSTEM)
            collections.publish(made, by=SYSTEM)
        finally:
            over.set()

    assert at_once(importing, publishing) == [None, None]
    others_done()
    assert "Warning: Scale" in told(personas["member"])
    assert counted(Notice.objects.get()) == {"/belle/collection/MC/mixed_v1": (1, 0)}


@pytest.mark.django_db(transaction=True)
def test_a_verb_need_not_wait_for_the_worker_and_wins(few, monkeypatch):
    register(map(classify, [mc(1), mc(2), mc(3)]))
    made = actions.draft(by=SYSTEM, **QUERY)
    sweep()
    actions.open_notice(made, by=SYSTEM)
    marked, over = threading.Event(), threading.Event()
    mark = matching.mark

    def slow(*args, **kwargs):
        mark(*args, **kwargs)
        marked.set()
        assert over.wait(20)

    def closing():
        assert marked.wait(20)
        try:
            actions.close(Notice.objects.get(), by=SYSTEM, reason="It was another.")
        finally:
            over.set()

    monkeypatch.setattr(matching, "mark", slow)
    assert at_once(sweep, closing) == [1, None]
    monkeypatch.setattr(matching, "mark", mark)
    assert not settled(made)
    assert made.state == "closed"
    others_done()
    assert settled(made)
    assert unmarked() == []
