"""Kombu's file transport, made safe for several processes.

Kombu writes a message and the table of queues under their final names; a worker that looks in between reads
half a file, loses the message and exits. Here a message is written under another name and then renamed, and
a reader takes it the same way. The folders belong to the owner alone: a message may name people.
"""

import fcntl
import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

LONGEST_WAIT = 0.4  # seconds


class Channel(filesystem.Channel):
    """A channel whose messages are files in a private folder, the oldest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for folder in {self.data_folder_in, self.data_folder_out, self.control_folder}:
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        draft = folder / f".{name}.part"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(dumps(payload).encode())
            draft.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {folder}") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        folder = Path(self.data_folder_in)
        for path in sorted(folder.iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f".{path.name}.taken"
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            message: dict[str, Any] = loads(taken.read_bytes())
            taken.unlink()
            return message
        raise Empty

    def _queue_bind(self, exchange: str, *args: Any) -> None:
        with (Path(self.control_folder) / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            super()._queue_bind(exchange, *args)

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """The queues of an exchange; none while another process is making the table."""
        try:
            return super().get_table(exchange)
        except ValueError:
            return []


class Transport(filesystem.Transport):
    """`portalfs://`: a broker for one machine that needs no server."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **_kwargs: Any) -> None:
        """Wait for a message, but not long: between two waits the worker looks whether it shall stop."""
        super().drain_events(connection, timeout=None if timeout is None else min(timeout, LONGEST_WAIT))


TRANSPORT_ALIASES["portalfs"] = f"{__name__}:Transport"
