"""The task worker process: `python -m portal.launch.worker SCHEDULE`. One worker with the scheduler inside."""

import os
import sys

import django
from celery import bootsteps
from celery.apps.worker import Worker
from celery.beat import EmbeddedService

from portal.launch import leash


class Schedule(bootsteps.StartStopStep):
    """The scheduler as a thread. Celery's own option makes it a process, which outlives a worker killed with -9."""

    def create(self, worker: Worker) -> object:
        return EmbeddedService(worker.app, thread=True, schedule_filename=worker.schedule_filename)


def main(schedule: str) -> None:
    """Work until SIGTERM, or until the launcher is gone. `schedule` is the file that remembers the last runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from portal.tasks import app

    leash.wait()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing to report
    app.steps["worker"].add(Schedule)
    quiet = ("--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel=WARNING")
    app.worker_main(["--quiet", "worker", "--pool=threads", "--concurrency=2", f"--schedule={schedule}", *quiet])


if __name__ == "__main__":
    main(sys.argv[1])
