"""Asking for an effect: in the transaction, once for a key, and never at the cost of the person who waits."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from members.models import Category
from portal.history import recorded
from portal.outbox import effects, enqueue
from portal.outbox.choices import EffectState
from portal.outbox.delivery import deliver, sweep
from portal.outbox.effects import hold, release, retry
from portal.outbox.models import Effect

QUEUE = Path(django_settings.VAR_DIR) / "queue" / "messages"


@pytest.fixture(autouse=True)
def _broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "_silent_until", 0.0)


@pytest.fixture
def woken() -> Iterator[Callable[[], int]]:
    """How many messages the real broker (a folder) got from this process since the test began."""

    def messages() -> set[Path]:
        mine = f"gen{os.getpid()}@".encode()  # the sender, as Celery writes it into each message
        found = set()
        for message in QUEUE.glob("*"):
            with suppress(FileNotFoundError):  # another process took its own
                found |= {message} if mine in message.read_bytes() else set()
        return found

    before = messages()
    yield lambda: len(messages() - before)
    for message in messages() - before:
        message.unlink()


def test_an_effect_remembers_what_it_is_about_and_who_asked(db: None, postman: object) -> None:
    category = Category.objects.create(code="trainee", name="PhD student")
    with recorded("rename", by=None):
        effect = enqueue("test", {"text": "ä"}, key="rename:1", about=category)
    category.delete()
    effect.refresh_from_db()
    assert (effect.about, effect.verb, effect.payload) == ("PhD student", "rename", {"text": "ä"})
    assert (effect.state, effect.attempts, effect.done_at) == (EffectState.WAITING, 0, None)
    assert effect.about_object() is None


def test_what_an_effect_is_about_can_be_found(db: None, postman: object) -> None:
    category = Category.objects.create(code="trainee", name="PhD student")
    assert enqueue("test", {}, key="a", about=category).about_object() == category
    assert enqueue("test", {}, key="b").about_object() is None


@pytest.mark.django_db(transaction=True)
def test_an_effect_needs_a_transaction(postman: object) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="belongs to the transaction"):
        enqueue("test", {}, key="a")


@pytest.mark.django_db(transaction=True)
def test_an_effect_of_a_transaction_that_fails_never_was(postman: object, woken: Callable[[], int]) -> None:
    def fail() -> None:
        with transaction.atomic():
            enqueue("test", {}, key="a")
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert (Effect.objects.count(), woken()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_at_commit_and_not_before(postman: object, woken: Callable[[], int]) -> None:
    with transaction.atomic():
        enqueue("test", {}, key="a")
        assert woken() == 0
    assert woken() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_woken_for_what_is_not_due_or_held(postman: object, woken: Callable[[], int]) -> None:
    with transaction.atomic():
        enqueue("test", {}, key="later", due_at=timezone.now() + timedelta(hours=1))
        postman.blocked = "no such server"
        held = enqueue("test", {}, key="held")
    assert woken() == 0
    assert (held.state, held.last_error) == (EffectState.HELD, "no such server")


def test_the_same_key_is_one_effect_and_the_first_stands(db: None, postman: object) -> None:
    first = enqueue("test", {"text": "first"}, key="a")
    second = enqueue("test", {"text": "second"}, key="a")
    assert first == second
    assert Effect.objects.get().payload == {"text": "first"}


def test_a_key_that_was_delivered_is_not_delivered_again(db: None, postman: object) -> None:
    effect = enqueue("test", {}, key="a")
    deliver(effect.pk)
    assert enqueue("test", {}, key="a").state == EffectState.DONE
    assert sweep() == 0
    assert postman.delivered == ["a"]


def test_a_key_of_another_kind_is_an_error(db: None, postman: object) -> None:
    enqueue("test", {}, key="a")
    with pytest.raises(ValueError, match="'a' belongs to an effect of kind 'test'"):
        enqueue("mail", {}, key="a")


def test_a_kind_that_nobody_delivers_is_an_error_at_once(db: None) -> None:
    with pytest.raises(LookupError, match="nobody delivers effects of kind 'telegram'"):
        enqueue("telegram", {}, key="a")


def test_retry_gives_a_failed_effect_all_attempts_again(db: None, postman: object) -> None:
    effect = enqueue("test", {}, key="a")
    Effect.objects.update(state=EffectState.FAILED, attempts=48, last_error="TimeoutError: slow")
    assert retry(effect)
    assert deliver(effect.pk) == EffectState.DONE
    effect.refresh_from_db()
    assert (effect.attempts, effect.last_error) == (1, "")
    assert not retry(effect)
    assert postman.delivered == ["a"]


def test_what_an_operator_holds_waits_for_the_operator(db: None, postman: object) -> None:
    effect = enqueue("test", {}, key="a")
    assert hold(effect, by="ada")
    assert not hold(effect, by="mary")
    assert sweep() == 0
    assert release("test") == 0
    effect.refresh_from_db()
    assert (effect.state, effect.held_by) == (EffectState.HELD, "ada")
    assert retry(effect)
    assert sweep() == 1
    effect.refresh_from_db()
    assert (effect.state, effect.held_by) == (EffectState.DONE, "")


def test_release_lets_go_what_the_site_held_in_order(db: None, postman: object) -> None:
    postman.blocked = "no such server"
    for key in ("a", "b", "c"):
        enqueue("test", {}, key=key)
    postman.blocked = ""
    assert sweep() == 0
    assert release("test") == 3
    sweep()
    assert postman.delivered == ["a", "b", "c"]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_an_effect_that_is_being_delivered(postman: object) -> None:
    with transaction.atomic():
        effect = enqueue("test", {}, key="a")
    with transaction.atomic():
        Effect.objects.select_for_update().get(pk=effect.pk)
        assert _in_another_thread(lambda: (retry(effect), hold(effect, by="ada"))) == (False, False)


def _in_another_thread(ask: Callable[[], object]) -> object:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def run() -> object:
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=10)
