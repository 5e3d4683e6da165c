"""The processes that the launcher keeps alive: web server and task worker."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from portal.embedded.processes import last_line, open_log

STOP_SECONDS = 10
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60
"""A child that ran this long starts again at once; one that fails sooner waits longer each time."""


class Child:
    """One process in a session of its own, with its log; started again when it exits."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self.restarts = 0
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._log_start = 0
        self._pause = 0.0
        self._due = 0.0

    def start(self, *, go: bool = True) -> None:
        """Start the process, which waits for `go` once it is loaded (see `portal.launch.leash`)."""
        with open_log(self.log) as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=self._environment,
                umask=0o077, start_new_session=True,
            )  # fmt: skip
        self._started = time.monotonic()
        if go:
            self.go()

    def go(self) -> None:
        """Let it work."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it has ended already: `keep` will tell
                self._process.stdin.write(b"g")
                self._process.stdin.flush()

    def report(self) -> Iterator[str]:
        """What it writes to standard output, line by line, until it has no more to report."""
        if self._process is not None and self._process.stdout is not None:
            for line in self._process.stdout:
                yield line.decode()

    def keep(self) -> str:
        """Start it again when it has exited and its pause is over; a sentence when there is news, else nothing."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self.start()
            return ""
        if self._process.poll() is None:
            return ""
        steady = time.monotonic() - self._started > STEADY_SECONDS
        self._pause = 0.5 if steady or not self._pause else min(2 * self._pause, LONGEST_PAUSE)
        self._due = time.monotonic() + self._pause
        self.restarts += 1
        return f"{self.ended()} Starting it again."

    def ended(self) -> str:
        """How it ended, in words, with its last line and where to read more; what it left behind is ended too."""
        status = 0 if self._process is None else self._process.wait()
        self.kill()
        self._process = None
        how = f"was killed (signal {-status})" if status < 0 else f"ended (status {status})"
        said = last_line(self.log, since=self._log_start)
        return f"The {self.name} {how}{f': {said[:200]}' if said else ''}; see {self.log}."

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process; it stops its own children."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it has ended, by force after `deadline` (of `time.monotonic`)."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self.kill()
        self._process.wait()

    def kill(self) -> None:
        """End the process and all it started, at once."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def stop_all(children: Sequence[Child]) -> None:
    """Stop all children together."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.wait(deadline)
