"""A real worker process: woken at commit, and catching up without being told."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from portal.outbox import send_mail
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect
from portal.testing.servers import SMTPSink, smtp_sink

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = ("-B", "-P", "threads", "-c", "2", "--without-mingle", "--without-gossip")


@pytest.fixture
def worker(transactional_db: None, settings: object, tmp_path: Path) -> Iterator[SMTPSink]:
    """`celery worker` with the beat that sweeps, on the database of the test and a mail server of its own."""
    key = connection.settings_dict
    with smtp_sink() as sink:
        settings.EMAIL_HOST = sink.host  # for this process: mail is not held
        log = (tmp_path / "worker.log").open("w+")
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "portal.tasks",
                "worker",
                *OPTIONS,
                "-s",
                str(tmp_path / "schedule"),
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": f"postgresql://{key['USER']}@/{key['NAME']}?host={key['HOST']}&port={key['PORT']}",
                "PORTAL_SMTP_HOST": sink.host,
                "PORTAL_SMTP_PORT": str(sink.port),
                "TMPDIR": str(tmp_path),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield sink
        finally:
            process.terminate()
            process.wait(timeout=20)
            log.close()


def wait_for(sink: SMTPSink, count: int, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while len(sink.messages) < count and time.monotonic() < until:
        time.sleep(0.05)
    assert len(sink.messages) == count


def letter(template: object, key: str) -> Effect:
    with transaction.atomic():
        name = template("Hello\n\nText.\n")
        return send_mail(to=["mary@a.example"], template=name, context={}, key=key)[0]


@pytest.mark.slow
def test_a_worker_delivers_what_it_is_woken_for_and_what_nobody_told_it(worker: SMTPSink, template: object) -> None:
    letter(template, "first")
    wait_for(worker, 1)  # the worker is up now

    woken = time.monotonic()
    second = letter(template, "second")
    wait_for(worker, 2, seconds=5)
    assert time.monotonic() - woken < 5  # far less than the sweep needs

    effect = Effect.objects.create(
        kind="mail",
        key="untold",
        payload={"to": "a@a.example", "subject": "s", "text": "t", "message_id": "<1@a.example>"},
    )
    wait_for(worker, 3)
    time.sleep(0.2)
    for done in (second, effect):
        done.refresh_from_db()
        assert (done.state, done.attempts) == (EffectState.DONE, 1)


def test_the_sweep_is_on_the_schedule_under_its_name() -> None:
    from portal.outbox import tasks

    assert {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()} >= {tasks.sweep.name}
    assert tasks.deliver.name == "portal.outbox.deliver"
