"""A real worker process: woken at commit, and catching up when it is told to sweep."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from portal.outbox import tasks
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect
from portal.testing.servers import SMTPSink, free_port, smtp_sink

ROOT = Path(__file__).resolve().parents[3]
MAIL = {"to": "mary@a.example", "subject": "Hello", "text": "Text.\n", "message_id": "<1@a.example>"}
ASK = """
import django
django.setup()
from django.db import transaction
from portal.outbox import enqueue
for key in ("first", "second"):
    with transaction.atomic():
        enqueue("mail", {mail!r}, key=key)
"""
SWEEP = """
import django
django.setup()
from portal.outbox import tasks
tasks.sweep.delay()
"""


@dataclass
class Site:
    """Processes on the database of the test, with a queue and a mail server of their own."""

    sink: SMTPSink
    environment: dict[str, str]

    def run(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code.replace("{mail!r}", repr(MAIL))],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )

    def wait_for(self, count: int, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while len(self.sink.messages) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.sink.messages) == count


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    key = connection.settings_dict
    with smtp_sink() as sink:
        yield Site(
            sink,
            os.environ
            | {
                "DATABASE_URL": f"postgresql://{key['USER']}@/{key['NAME']}?host={key['HOST']}&port={key['PORT']}",
                "PORTAL_VAR": str(tmp_path),
                "PORTAL_SMTP_HOST": sink.host,
                "PORTAL_SMTP_PORT": str(sink.port),
                "TMPDIR": str(tmp_path),
            },
        )


@pytest.fixture
def worker(site: Site, tmp_path: Path) -> Iterator[None]:
    """A worker without a schedule: it does what it is told and nothing else."""
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "portal.tasks", "worker", "-P", "threads", "-c", "2"],
            cwd=ROOT,
            env=site.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        yield
        process.terminate()
        process.wait(timeout=30)


def test_a_worker_is_woken_at_commit_and_sweeps_when_told(site: Site, worker: None) -> None:
    site.run(ASK)
    site.wait_for(2)
    Effect.objects.create(kind="mail", key="untold", payload=MAIL)
    site.run(SWEEP)
    site.wait_for(3)
    time.sleep(0.3)  # the outcome is noted after the mail server has the mail
    assert set(Effect.objects.values_list("key", "state", "attempts")) == {
        (key, EffectState.DONE, 1) for key in ("first", "second", "untold")
    }


def test_a_broker_that_refuses_costs_a_warning_and_nothing_else(site: Site) -> None:
    started = time.monotonic()
    asked = site.run(ASK, PORTAL_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert time.monotonic() - started < 30
    assert asked.stderr.count("no task broker") == 1  # the second effect does not ask again
    assert [effect.key for effect in Effect.objects.due()] == ["first", "second"]


def test_the_sweep_is_on_the_schedule_under_its_name() -> None:
    assert tasks.sweep.name in {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}
    assert (tasks.sweep.name, tasks.deliver.name) == ("portal.outbox.sweep", "portal.outbox.deliver")
