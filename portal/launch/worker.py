"""The task worker process: `python -m portal.launch.worker SCHEDULE`. One worker with the scheduler inside."""

import os
import sys

import django

from portal.launch import leash


def main(schedule: str) -> None:
    """Work until SIGTERM, or until the launcher is gone. `schedule` is the file that remembers the last runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from portal.tasks import app

    leash.wait()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing to report
    quiet = ("--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel=WARNING")
    app.worker_main(["worker", "--pool=threads", "--concurrency=2", "--beat", f"--schedule={schedule}", *quiet])


if __name__ == "__main__":
    main(sys.argv[1])
