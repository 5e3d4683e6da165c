"""The web server process: `python -m portal.launch.web PORT`. Granian serves WSGI on the loopback address.

One process with a few threads: the cache and the throttles of a small site live in its memory. A larger site
raises `PORTAL_WEB_WORKERS` and shares them through Redis.
"""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from portal.env import env
from portal.launch import leash


def main(port: int) -> None:
    """Serve until SIGTERM, or until the launcher is gone."""
    leash.hold()
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
