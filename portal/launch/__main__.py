"""`python -m portal.launch`, the heart of `make run`: start everything, keep it running, stop it."""

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from portal.embedded.cluster import Cluster
from portal.embedded.errors import ClusterError
from portal.env import BASE_DIR, env, var_dir
from portal.launch.children import Child, stop_all
from portal.launch.ground import LaunchError, claim, read_port, require_free

READY_SECONDS = 60
MOST_RESTARTS = 3
"""Ends of the web server, before it ever answered, after which the launcher gives up."""


class Stop(BaseException):
    """A signal asked the launcher to end."""


class Launcher:
    """One portal: a database (unless `DATABASE_URL` names one), a web server and a worker."""

    def __init__(self, var: Path, port: int, *, embedded: bool) -> None:
        self.var = var
        self.port = port
        self.cluster = Cluster(var) if embedded else None
        environment = {
            **os.environ,
            "PORTAL_VAR": str(var),
            "PORTAL_PORT": str(port),
            "TMPDIR": str(var / "tmp"),
            "PYTHONUNBUFFERED": "1",
        }
        self.environment: Mapping[str, str] = environment
        self.web = self._child("web server", "web", str(port))
        self.worker = self._child("task worker", "worker", str(var / "schedule"))
        self.children = [self.web, self.worker]

    def start(self) -> None:
        """Start all of it and wait until the page answers. Raises LaunchError, ClusterError."""
        started = time.monotonic()
        self.web.start(go=False)  # it loads while the database gets ready
        if self.cluster is not None:
            self.cluster.ensure()
        self.web.go()
        personas = self.prepared()
        self.wait_until_ready()
        self.worker.start()
        say(f"\nThe portal answers at {env.str('PORTAL_URL', f'http://localhost:{self.port}')}/")
        say(f"Ready after {time.monotonic() - started:.1f} s. State and logs: {self.var}")
        if personas:
            width = max(len(who["label"]) for who in personas)
            say("\nThe demo collaboration: on the sign-in page, one click makes you")
            for who in personas:
                say(f"  {who['label']:<{width}}  {who['username']}: {who['about']}")
        say("\nCtrl-C stops everything.")

    def prepared(self) -> list[dict[str, str]]:
        """Wait for tables, static files and demo; the demo personas, if any. Raises LaunchError."""
        answer: dict[str, Any] = {}
        for line in self.web.report():
            answer |= json.loads(line)
            say(answer.pop("say", ""))
        if "personas" not in answer:
            raise LaunchError(answer.get("fail") or self.web.ended())
        personas: list[dict[str, str]] = answer["personas"]
        return personas

    def wait_until_ready(self) -> None:
        """Wait for `/readyz`. Raises LaunchError when it does not come."""
        deadline = time.monotonic() + READY_SECONDS
        while (reasons := self._not_ready()) is not None:
            say(self.web.keep())
            if self.web.restarts >= MOST_RESTARTS:
                raise LaunchError(f"The web server does not start; see {self.web.log}.")
            if time.monotonic() > deadline:
                raise LaunchError(f"The portal does not get ready ({reasons}); see {self.web.log}.")
            time.sleep(0.05)

    def keep(self) -> NoReturn:
        """Restart what ends, until a signal comes."""
        while True:
            time.sleep(0.5)
            if self.cluster is not None and not self.cluster.running():
                say("The database ended. Starting it again.")
                self.cluster.ensure()
            for child in self.children:
                say(child.keep())

    def stop(self) -> None:
        """Stop whatever was started, and the database unless a command still uses it."""
        stop_all(self.children)
        if self.cluster is not None:
            self.cluster.release()

    def _child(self, name: str, module: str, argument: str) -> Child:
        command = [sys.executable, "-m", f"portal.launch.{module}", argument]
        return Child(name, command, log=self.var / "log" / f"{module}.log", environment=self.environment)

    def _not_ready(self) -> str | None:
        """Why `/readyz` does not answer 200, or None when it does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            answer = connection.getresponse()
            text = answer.read(2000).decode(errors="replace")
        except OSError as error:
            return f"it does not answer: {error}"
        finally:
            connection.close()
        return None if answer.status == 200 else f"it answers {answer.status} {text}"


def say(words: str) -> None:
    """A line for the user; nothing for no words."""
    if words:
        print(words, flush=True)


def main() -> None:
    """Run the portal until a signal comes; exit 1 with one sentence when it cannot start."""
    os.chdir(BASE_DIR)
    os.environ.setdefault("PORTAL_DEMO", "1")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    launcher = None
    try:
        launcher = _launcher()
        launcher.start()
        launcher.keep()
    except (LaunchError, ClusterError) as error:
        sys.exit(str(error))
    except Stop:
        say("\nStopping.")
    finally:
        if launcher is not None:
            _stop_surely(launcher)


def _launcher() -> Launcher:
    """A launcher for this environment, with its port and its folder for itself. Raises LaunchError."""
    var, port = var_dir(), read_port(env.str("PORTAL_PORT", "8000"))
    try:
        embedded = not env.secret("DATABASE_URL")
    except ValueError as error:
        raise LaunchError(str(error)) from error
    claim(var, port)
    require_free(port)
    return Launcher(var, port, embedded=embedded)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise Stop


def _stop_surely(launcher: Launcher) -> None:
    """Stop in order; a second signal cuts the waiting short."""

    def hurry(_number: int, _frame: object) -> None:
        for child in launcher.children:
            child.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hurry)
    launcher.stop()


if __name__ == "__main__":
    main()
