"""The launcher with everything real: started, killed in pieces, stopped, and started wrongly."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import pytest

from portal.embedded.cluster import Cluster
from tests.portal.launch.portals import Portal, free_port, portal, run, wait_for


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A state folder that has seen its first start, in a folder with a space; the stories below share it."""
    above = Path(tempfile.mkdtemp(prefix="launch ", dir=os.environ["PORTAL_VAR"]))
    above.chmod(0o711)
    with portal(above / "var") as first:
        assert "Tables are up to date (" in first.said()
        assert "Static files are collected (" in first.said()
        assert first.stop() == 0
    yield above / "var"
    shutil.rmtree(above)


def all_gone(processes: list[psutil.Process]) -> bool:
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


def test_serves_works_and_leaves_nothing_behind(var):
    with portal(var) as running:
        assert running.said().startswith(f"\nThe portal answers at http://localhost:{running.port}/\n")  # nothing to do
        assert [running.ask(path) for path in ("/healthz", "/readyz", "/static/css/absent.css")] == [200, 200, 404]

        wake = "from portal.outbox.tasks import sweep; sweep.delay()"
        enqueued = run("manage.py", "shell", "-c", wake, PORTAL_VAR=str(var))
        assert enqueued.returncode == 0, enqueued.stderr
        wait_for(lambda: not list((var / "queue" / "messages").iterdir()), "the worker takes the message")
        assert running.ask("/readyz") == 200  # the command did not stop the server under it

        again = run("-m", "portal.launch", PORTAL_VAR=str(var), PORTAL_PORT="1")
        assert again.returncode == 1
        assert again.stderr == (
            f"The portal already runs from {var}, at http://localhost:{running.port}/; "
            "for a second one set PORTAL_VAR and PORTAL_PORT.\n"
        )
        in_use = run("-m", "portal.launch", PORTAL_VAR=f"{var}2", PORTAL_PORT=str(running.port))
        assert in_use.returncode == 1
        assert in_use.stderr == (
            f"Port {running.port} is in use; choose another, for example PORTAL_PORT={running.port + 1}.\n"
        )

        processes = running.everybody()
        assert len(processes) >= 5
        assert running.stop() == 0
        assert all_gone(processes)
    assert "Traceback" not in running.said()
    assert {path.stat().st_mode & 0o077 for path in (var / "log").iterdir()} == {0}


def test_starts_again_what_was_killed(var):
    with portal(var) as running:
        for role, place, words in (
            ("worker", 0, "The task worker was killed (signal 9)"),
            ("web", 1, ""),  # the server itself starts its worker again
            ("web", 0, "The web server was killed (signal 9)"),
            ("postgres", 0, "The database ended. Starting it again."),
        ):
            killed = running.family()[role][place]
            os.kill(killed.pid, signal.SIGKILL)
            wait_for(lambda words=words: words in running.said(), words)
            wait_for(partial(newcomer, running, role, place, killed), f"a new {role}")
            wait_for(lambda: running.ask("/readyz") == 200, f"an answer after the end of {role}")
        processes = running.everybody()
        assert running.stop(signal.SIGTERM) == 0
        assert all_gone(processes)


def newcomer(running: Portal, role: str, place: int, killed: psutil.Process) -> bool:
    processes = running.family()[role]
    return len(processes) > place and killed not in processes


def test_recovers_from_a_launcher_that_was_killed(var):
    with portal(var) as running:
        below = running.family()
        running.stop(signal.SIGKILL)
        wait_for(lambda: all_gone(below["web"] + below["worker"]), "the children notice")
        assert not all_gone(below["postgres"])  # it outlives its starter, and the next one takes it over
    with portal(var) as running:
        assert running.ask("/readyz") == 200
        assert running.stop() == 0
    assert all_gone(below["postgres"])


def test_two_portals_live_side_by_side(var):
    other = var.parent / ("other " + "x" * 120)  # too long for a socket inside it
    subprocess.run(["cp", "-a", var, other], check=True)
    with portal(var) as one, portal(other) as two:
        assert [one.ask("/readyz"), two.ask("/readyz")] == [200, 200]
        assert one.stop() == 0
        assert two.ask("/readyz") == 200
        assert two.stop() == 0


def test_uses_the_database_it_is_given(var, cluster):
    key = cluster.connection()
    server = f"host='{key['HOST']}' port={key['PORT']} user={key['USER']} dbname={key['NAME']}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE launched")
    url = f"postgresql://{key['USER']}@/launched?host={quote(key['HOST'])}&port={key['PORT']}"
    own = var.parent / "elsewhere"
    with portal(own, DATABASE_URL=url) as running:
        assert running.ask("/readyz") == 200
        assert running.family()["postgres"] == []
    assert not list(own.glob("postgres*"))
    assert cluster.running()


WRONG = {
    "port": ({"PORTAL_PORT": "http"}, "PORTAL_PORT must be a number from 1 to 65535, not 'http'."),
    "url": (
        {"DATABASE_URL": "mysql://root@localhost/portal"},
        "DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
    ),
    "server": (
        {"DATABASE_URL": "postgresql://portal:secret@127.0.0.1:1/portal"},
        "The database of DATABASE_URL cannot be reached: connection failed: connection to server at",
    ),
    "demo": ({"PORTAL_DEMO": "perhaps"}, 'Environment variable "PORTAL_DEMO" invalid: Not a valid boolean.'),
    "secret": ({"DATABASE_URL_FILE": "/nowhere"}, "DATABASE_URL_FILE: cannot read /nowhere: No such file or directory"),
}


@pytest.mark.parametrize("case", WRONG)
def test_says_in_one_sentence_what_is_wrong(state_folder, case):
    extra, words = WRONG[case]
    place = {"PORTAL_VAR": str(state_folder / "var"), "PORTAL_PORT": str(free_port())}
    done = run("-m", "portal.launch", **{**place, **extra})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(words)
    assert "secret" not in done.stderr


def test_says_when_the_state_folder_cannot_be_used(state_folder):
    (state_folder / "file").touch()
    done = run("-m", "portal.launch", PORTAL_VAR=str(state_folder / "file" / "var"))
    assert (done.returncode, done.stderr) == (
        1,
        f"PORTAL_VAR cannot be used: {state_folder / 'file' / 'var'}: Not a directory.\n",
    )


def test_says_when_the_database_belongs_to_another_version_of_postgresql(state_folder):
    cluster = Cluster(state_folder / "var")
    data = state_folder / "var" / "postgres-13"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    done = run("-m", "portal.launch", PORTAL_VAR=str(cluster.var))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{cluster.var} holds a database of PostgreSQL 13, and the portal brings")
