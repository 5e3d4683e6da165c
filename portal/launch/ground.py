"""What the launcher stands on: its port, its state folder, and that nobody else runs from it."""

import errno
import fcntl
import os
import socket
import time
from pathlib import Path

PORT_SECONDS = 3.0
"""A server that was killed a moment ago may hold the port for as long as this."""


class LaunchError(RuntimeError):
    """The portal cannot start; the message is one plain sentence for the user."""


def read_port(text: str) -> int:
    """The port in `text`. Raises LaunchError."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LaunchError(f"PORTAL_PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def require_free(port: int) -> None:
    """Raise LaunchError when the loopback port cannot be bound."""
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                return
        except PermissionError:
            raise LaunchError(f"Port {port} is reserved for root; choose a PORTAL_PORT from 1024 upwards.") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise LaunchError(f"Port {port} cannot be used: {error.strerror}.") from error
            if time.monotonic() > deadline:
                raise LaunchError(
                    f"Port {port} is in use; choose another, for example PORTAL_PORT={port + 1}."
                ) from None
        time.sleep(0.2)


def claim(var: Path, port: int) -> None:
    """Make the state folder and hold it for this launcher; the lock goes with the process. Raises LaunchError."""
    try:
        var.mkdir(mode=0o711, parents=True, exist_ok=True)
        for name in ("log", "tmp"):
            (var / name).mkdir(mode=0o700, exist_ok=True)
        lock = os.open(var / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LaunchError(f"PORTAL_VAR cannot be used: {error.filename}: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(lock, 100).decode(errors="replace")
        raise LaunchError(
            f"The portal already runs from {var}, at http://localhost:{other}/; "
            "for a second one set PORTAL_VAR and PORTAL_PORT."
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, str(port).encode())
