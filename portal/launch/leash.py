"""A child ends with its launcher, however the launcher ends.

The launcher holds the writing end of the child's standard input and never writes. When it dies, by kill -9 too,
the child reads the end of the file and asks itself to stop.
"""

import os
import signal
import threading


def hold() -> None:
    """Watch standard input from a thread; when it ends, send SIGTERM to this process."""
    threading.Thread(target=_watch, name="leash", daemon=True).start()


def _watch() -> None:
    while True:
        try:
            if not os.read(0, 1):
                break
        except OSError:
            break
    os.kill(os.getpid(), signal.SIGTERM)
