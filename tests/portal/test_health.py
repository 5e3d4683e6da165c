"""What machines are told about the portal's health."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal import health
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _long_running(monkeypatch):
    monkeypatch.setattr(health, "_started_at", timezone.now() - timedelta(days=9))
    health._migrated.clear()
    yield
    health._migrated.clear()


def effect(minutes, state=EffectState.WAITING):
    Effect.objects.create(
        kind="mail", key=f"{minutes}{state}", state=state, due_at=timezone.now() - timedelta(minutes=minutes)
    )


def ready(client):
    response = client.get("/readyz")
    return response.status_code, response.json()["reasons"]


def test_a_process_is_well_without_any_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_ready_and_cheap_when_asked_again(client, django_assert_num_queries):
    assert ready(client) == (200, [])
    with django_assert_num_queries(2):
        assert ready(client) == (200, [])


def test_a_migration_that_is_not_applied(client):
    MigrationRecorder(connection).record_unapplied("portal", "0005_feeds")
    status, (reason,) = ready(client)
    assert status == 503
    assert reason.endswith("migrations are not applied")


def test_a_database_that_does_not_answer(client, monkeypatch):
    def refuse():
        raise DatabaseError("the server closed the connection")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert ready(client) == (503, ["the database does not answer (DatabaseError)"])


@pytest.mark.parametrize(
    ("minutes", "state", "status"),
    [(16, "waiting", 503), (14, "waiting", 200), (-60, "waiting", 200), (99, "held", 200), (99, "failed", 200)],
)
def test_effects_that_no_worker_takes(client, minutes, state, status):
    effect(1)
    effect(minutes, state)
    assert ready(client)[0] == status


def test_the_reason_says_how_long_and_what_to_look_at(client):
    effect(75)
    assert ready(client) == (
        503,
        ["mail and other effects have waited for 75 minutes: is the task worker running?"],
    )


def test_what_fell_due_while_the_portal_was_off_gets_its_time(client, monkeypatch):
    monkeypatch.setattr(health, "_started_at", timezone.now() - timedelta(minutes=2))
    effect(9999)
    assert ready(client) == (200, [])
