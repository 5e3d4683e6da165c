"""The web server process: `python -m portal.launch.web PORT`. Granian serves WSGI on the loopback address.

One process with a few threads: the cache and the throttles of a small site live in its memory. A larger site
raises `PORTAL_WEB_WORKERS` and shares them through Redis.
"""

import importlib
import multiprocessing
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from portal.env import env
from portal.launch import leash
from portal.launch.commands import read_settings
from portal.launch.prepare import give_up, prepare


def main(port: int) -> None:
    """Load, wait for the word to go, prepare, and serve until SIGTERM or until the launcher is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        read_settings()
    except ImproperlyConfigured as error:
        give_up(error)
    django.setup()
    _ = get_resolver().url_patterns
    leash.wait()
    prepare()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the launcher sees the end of the report
    if sys.platform == "linux":
        importlib.import_module("portal.wsgi")  # settled once, shared by the workers
        multiprocessing.set_start_method("fork", force=True)
    Granian(
        "portal.launch.application:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=env.int("PORTAL_WEB_WORKERS", 1),
        blocking_threads=env.int("PORTAL_WEB_THREADS", 4),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
