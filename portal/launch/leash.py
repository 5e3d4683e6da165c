"""A child waits for its launcher, and ends with it, however the launcher ends.

The launcher holds the writing end of the child's standard input. One byte means "go"; the end of the file means
that the launcher is gone, killed with -9 perhaps, and the child asks itself to stop.
"""

import os
import signal
import sys
import threading


def wait() -> None:
    """Wait for the word to go; leave when the launcher goes away instead. Then watch for its end."""
    if not _read():
        sys.exit(0)
    hold()


def hold() -> None:
    """Watch for the launcher's end from a thread, and answer it with SIGTERM to this process."""
    threading.Thread(target=_watch, name="leash", daemon=True).start()


def _watch() -> None:
    while _read():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _read() -> bytes:
    try:
        return os.read(0, 1)
    except OSError:
        return b""
