"""Delivery: at least once, as good as once, never for ever, and nothing lost to a killed worker."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from members.models import Category
from portal.outbox import Undeliverable, enqueue
from portal.outbox.choices import EffectState
from portal.outbox.delivery import DIED, deliver, next_attempt, sweep
from portal.outbox.models import Effect
from portal.testing.races import at_once

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def effect(db: None, postman: object) -> Effect:
    return enqueue("test", {}, key="a")


def come_due() -> None:
    Effect.objects.waiting().update(due_at=timezone.now())


def fail(error: Exception) -> Callable[[object], None]:
    def before(effect: object) -> None:
        raise error

    return before


def test_delivered_effects_are_done_once(effect: Effect, postman: object) -> None:
    assert deliver(effect.pk) == EffectState.DONE
    assert deliver(effect.pk) is None
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (1, "")
    assert timezone.now() - effect.done_at < timedelta(minutes=1)
    assert postman.delivered == ["a"]


def test_a_failure_is_kept_on_the_row_and_tried_later(effect: Effect, postman: object) -> None:
    postman.before = fail(ConnectionError("no route"))
    assert deliver(effect.pk) == EffectState.WAITING
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (1, "ConnectionError: no route")
    assert deliver(effect.pk) is None  # not due
    postman.before = lambda effect: None
    come_due()
    assert deliver(effect.pk) == EffectState.DONE
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (2, "")


def test_what_a_failing_handler_wrote_is_undone(effect: Effect, postman: object) -> None:
    def half(effect: object) -> None:
        Category.objects.create(code="half", name="Half")
        Category.objects.create(code="half", name="twice: refused by the database")

    postman.before = half
    assert deliver(effect.pk) == EffectState.WAITING
    effect.refresh_from_db()
    assert effect.last_error.startswith("IntegrityError")
    assert not Category.objects.filter(code="half").exists()


def test_after_the_last_attempt_it_has_failed_and_rests(effect: Effect, postman: object, settings: object) -> None:
    settings.OUTBOX_ATTEMPTS = 3
    postman.before = fail(KeyError("poison"))
    states = []
    for _ in range(4):
        states.append(deliver(effect.pk))
        come_due()
    assert states == [EffectState.WAITING, EffectState.WAITING, EffectState.FAILED, None]
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (3, "KeyError: 'poison'")


def test_a_refusal_for_good_fails_at_once(effect: Effect, postman: object) -> None:
    postman.before = fail(Undeliverable("no such mailbox"))
    assert deliver(effect.pk) == EffectState.FAILED
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (1, "no such mailbox")


def test_a_kind_that_is_gone_is_seen_on_the_row(effect: Effect) -> None:
    Effect.objects.update(kind="telegram")
    assert deliver(effect.pk) == EffectState.WAITING
    effect.refresh_from_db()
    assert effect.last_error == "LookupError: nobody delivers effects of kind 'telegram'"


def test_a_kind_that_became_blocked_is_held(effect: Effect, postman: object) -> None:
    postman.blocked = "no such server"
    assert deliver(effect.pk) == EffectState.HELD
    effect.refresh_from_db()
    assert (effect.last_error, effect.held_by) == ("no such server", "")
    assert postman.delivered == []


def test_the_wait_doubles_up_to_the_cap(settings: object) -> None:
    settings.OUTBOX_BACKOFF_SECONDS, settings.OUTBOX_BACKOFF_CAP_SECONDS = 30, 300
    now = datetime(2026, 1, 1, tzinfo=UTC)
    waits = [(next_attempt(attempts, now) - now).total_seconds() for attempts in (1, 2, 3, 4, 5, 48, 32767)]
    assert waits == [30, 60, 120, 240, 300, 300, 300]


def test_the_attempts_outlast_a_weekend(settings: object) -> None:
    at = start = datetime(2026, 1, 2, 18, tzinfo=UTC)
    for attempt in range(1, settings.OUTBOX_ATTEMPTS):
        at = next_attempt(attempt, at)
    assert at - start > timedelta(hours=64)  # Friday evening to Monday morning


def test_one_poisonous_effect_does_not_stop_the_others(db: None, postman: object) -> None:
    for key in ("a", "poison", "b"):
        enqueue("test", {}, key=key)

    def before(effect: Effect) -> None:
        if effect.key == "poison":
            raise TypeError("cannot read this")

    postman.before = before
    assert sweep() == 3
    assert postman.delivered == ["a", "b"]
    waiting = Effect.objects.waiting().values_list("key", "last_error")
    assert list(waiting) == [("poison", "TypeError: cannot read this")]


def test_ten_thousand_waiting_rows_are_delivered_in_order_and_in_batches(
    db: None, postman: object, settings: object, django_assert_num_queries: object
) -> None:
    first = timezone.now() - timedelta(seconds=10_000)
    Effect.objects.bulk_create(
        Effect(kind="test", key=f"{number:05}", due_at=first + timedelta(seconds=number)) for number in range(10_000)
    )
    settings.OUTBOX_BATCH = 20
    with django_assert_num_queries(1 + 20 * 10):  # one look; each is claimed, locked, noted under three savepoints
        assert sweep() == 20
    assert postman.delivered == [f"{number:05}" for number in range(20)]
    assert Effect.objects.due().count() == 9_980
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE portal_effect")
    assert "effect_due" in Effect.objects.due()[:20].explain()


def test_a_sweep_ends_in_time_when_the_other_side_is_slow(db: None, postman: object, settings: object) -> None:
    settings.OUTBOX_SWEEP_SECONDS = 0.2
    for number in range(50):
        enqueue("test", {}, key=str(number))
    postman.before = lambda effect: time.sleep(0.05)
    assert 1 <= sweep() <= 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_effect_deliver_it_once(postman: object) -> None:
    with transaction.atomic():
        pk = enqueue("test", {}, key="a").pk
    postman.before = lambda effect: time.sleep(0.2)
    outcomes = at_once(*[lambda: deliver(pk)] * 4)
    assert sorted(map(str, outcomes)) == ["None", "None", "None", "done"]
    assert postman.delivered == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_outlasts_its_back_off_is_still_the_only_one(postman: object, settings: object) -> None:
    settings.OUTBOX_BACKOFF_SECONDS = 0  # due again at once
    with transaction.atomic():
        pk = enqueue("test", {}, key="a").pk

    def before(effect: object) -> None:
        thread = threading.Thread(target=meanwhile)
        thread.start()
        thread.join(timeout=10)

    def meanwhile() -> None:
        assert Effect.objects.due().filter(pk=pk).exists()
        outcomes.append(deliver(pk))
        connection.close()

    outcomes: list[object] = []
    postman.before = before
    assert deliver(pk) == EffectState.DONE
    assert outcomes == [None]
    assert postman.delivered == ["a"]


# --- killed workers: real processes, killed with -9 ---

WORKER = """
import sys, time
import django
django.setup()
from django.db import transaction
from portal.outbox import enqueue, register
from portal.outbox.delivery import deliver

@register("test")
def deliver_slowly(effect):
    print("delivering", flush=True)
    time.sleep(60)

if sys.argv[1] == "ask":
    with transaction.atomic():
        enqueue("test", {}, key="a")
        transaction.on_commit(lambda: (print("committed", flush=True), time.sleep(60)))
else:
    deliver(int(sys.argv[1]))
"""


def kill_when_it_says(words: str, *arguments: str) -> None:
    """Start a worker, wait for its line, kill it with -9, and wait until the database has noticed."""
    key = connection.settings_dict
    address = f"postgresql://{key['USER']}@/{key['NAME']}?host={key['HOST']}&port={key['PORT']}"
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == f"{words}\n"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    deadline = time.monotonic() + 10
    while _other_sessions() and time.monotonic() < deadline:
        time.sleep(0.05)


def _other_sessions() -> int:
    """Sessions that still hold a transaction; the server ends that of a killed client within moments."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_commit_and_delivery_loses_nothing(postman: object) -> None:
    kill_when_it_says("committed", "ask")
    assert Effect.objects.get().state == EffectState.WAITING
    assert sweep() == 1
    assert postman.delivered == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_the_effect_waiting(postman: object) -> None:
    with transaction.atomic():
        effect = enqueue("test", {}, key="a")
    kill_when_it_says("delivering", str(effect.pk))
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (EffectState.WAITING, 1)
    assert effect.due_at > timezone.now()
    come_due()
    assert sweep() == 1
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (EffectState.DONE, 2)
    assert postman.delivered == ["a"]


@pytest.mark.django_db(transaction=True)
def test_an_effect_that_kills_its_workers_fails_in_the_end(postman: object, settings: object) -> None:
    with transaction.atomic():
        effect = enqueue("test", {}, key="a")
    kill_when_it_says("delivering", str(effect.pk))
    come_due()
    settings.OUTBOX_ATTEMPTS = 1
    assert sweep() == 0
    effect.refresh_from_db()
    assert (effect.state, effect.last_error) == (EffectState.FAILED, DIED)
    assert postman.delivered == []
