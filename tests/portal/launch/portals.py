"""Real portals for the tests of the launcher: started, watched, stopped."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120  # seconds; the machine may be busy


def environment(**extra: str) -> dict[str, str]:
    """Our environment without the portal of the tests, and without a demo."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_URL"))}
    return {**kept, "PORTAL_DEMO": "0", **extra}


def run(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """A command of the project, by its words after `python`."""
    command = [sys.executable, *words]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=environment(**extra), capture_output=True, text=True, timeout=PATIENCE
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(fact: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


class Portal:
    """A launcher and what it has started."""

    def __init__(self, var: Path, **extra: str) -> None:
        self.port = free_port()
        self.var = var
        self.output = var.parent / f"{var.name}.output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.launch"],
                cwd=ROOT,
                env=environment(PORTAL_VAR=str(var), PORTAL_PORT=str(self.port), **extra),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait(self) -> None:
        def told() -> bool:
            assert self.process.poll() is None, self.said()
            return "Ctrl-C stops everything." in self.said()

        wait_for(told, "the portal starts")

    def ask(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def family(self) -> dict[str, list[psutil.Process]]:
        """The processes below the launcher by role; the web server comes before its worker."""
        roles: dict[str, list[psutil.Process]] = {"web": [], "worker": [], "postgres": []}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                words = " ".join(process.cmdline())
            except psutil.NoSuchProcess:  # a zombie, too
                continue
            for role, processes in roles.items():
                if f"portal.launch.{role}" in words or (role == "postgres" and "postgres" in words):
                    processes.append(process)
        return roles

    def everybody(self) -> list[psutil.Process]:
        return [process for role in self.family().values() for process in role]

    def stop(self, sign: int = signal.SIGINT) -> int:
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


@contextmanager
def portal(var: Path, **extra: str) -> Iterator[Portal]:
    """A portal that answers; stopped at the end if it still runs."""
    running = Portal(var, **extra)
    try:
        running.wait()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
