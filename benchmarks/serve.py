"""Two servers over one database: the portal and the floor, both granian with one worker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Site:
    """Ports of the two servers, the cookies of sessions by who it is, and the keys of what to look at."""

    portal: int
    floor: int
    cookies: dict[str, str]
    keys: dict[str, int]


@contextmanager
def site(cluster: object, part: str, folder: Path, size: int) -> Iterator[Site]:
    """Make and fill a database for `part`, then serve it."""
    name = f"bench_{part}_{size}"
    found = json.loads(run(cluster, folder, "benchmarks.prepare", name, str(size), part))
    environment = _environment(cluster, name, folder)
    with ExitStack() as stack:
        portal = stack.enter_context(_server("portal.wsgi:application", environment))
        floor = stack.enter_context(_server("benchmarks.floor:application", environment))
        yield Site(portal, floor, found["cookies"], found["keys"])


def run(cluster: object, folder: Path, module: str, name: str, *words: str) -> str:
    """The last line that a module prints, which makes the database `name` and works in it."""
    done = subprocess.run(
        [sys.executable, "-m", module, name, *words],
        env=_environment(cluster, name, folder), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


def _environment(cluster: object, name: str, folder: Path) -> dict[str, str]:
    key = cluster.connection()  # type: ignore[attr-defined]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    url = f"postgresql://{key['USER']}@/{name}?host={quote(key['HOST'])}&port={key['PORT']}"
    return kept | {"DATABASE_URL": url, "PORTAL_VAR": str(folder), "PORTAL_LOG_LEVEL": "ERROR"}


@contextmanager
def _server(application: str, environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = "benchmarks.floor_settings" if "floor" in application else "portal.settings"
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.web", application, str(port)],
        env=environment | {"DJANGO_SETTINGS_MODULE": settings}, cwd=ROOT,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError("a server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("a server did not answer")
