"""The client as its users run it: a program of its own, against a portal that answers, or does not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

CLIENT = Path(__file__).resolve().parents[2] / "client"


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Of somebody who has nothing but this client."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(CLIENT), "LC_ALL": "C.UTF-8", **more}


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Done]:
    """`run("list", "datasets", PORTAL_URL=…)`: the program with these arguments and this environment."""

    def go(*arguments: str, **more: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "collab_portal_client", *arguments],
            env=environment(tmp_path, **more),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return go


@pytest.fixture
def answers() -> Iterator[Callable[..., str]]:
    """`answers(handler)`: the address of a server that answers each request by `handler(request)`."""
    servers = []

    def serve(handler: Callable[[BaseHTTPRequestHandler], None]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                handler(self)

            def log_message(self, *said: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
