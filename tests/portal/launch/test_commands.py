"""manage.py brings its database along, and says plainly when it cannot."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.cluster import Cluster
from tests.portal.launch.portals import ROOT, environment, run, wait_for

ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 40 + 2'); print(k.fetchone()[0])"


@pytest.fixture
def var(state_folder: Path) -> Path:
    return state_folder / "var"


def test_starts_the_server_when_needed_and_stops_what_it_started(var):
    done = run("manage.py", "shell", "--no-imports", "-c", ASK, PORTAL_VAR=str(var))
    assert (done.stdout, done.returncode) == ("42\n", 0)
    assert (var / f"postgres-{Cluster(var).programs.major}" / "PG_VERSION").exists()
    assert not Cluster(var).running()


def test_leaves_a_server_alone_that_somebody_else_uses(var):
    cluster = Cluster(var)
    with cluster.used():
        done = run("manage.py", "shell", "--no-imports", "-c", ASK, PORTAL_VAR=str(var))
        assert (done.stdout, done.returncode) == ("42\n", 0)
        assert cluster.running()
    assert not cluster.running()


def test_dbshell_finds_a_client_of_the_same_version(var):
    done = run("manage.py", "dbshell", "--", "-Atc", "SELECT 6 * 7", PORTAL_VAR=str(var))
    assert (done.stdout, done.returncode) == ("42\n", 0)


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stops_the_server_when_it_is_told_to_end(var, sign, status):
    started = var.parent / "started"
    code = f"import time, pathlib; pathlib.Path({str(started)!r}).touch(); time.sleep(600)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    with subprocess.Popen(command, cwd=ROOT, env=environment(PORTAL_VAR=str(var)), stderr=subprocess.PIPE) as process:
        try:
            wait_for(started.exists, "the command begins")
            assert Cluster(var).running()
            process.send_signal(sign)
            assert process.wait(60) == status
            assert process.stderr.read() == b""
        finally:
            process.kill()  # one that does not listen must not keep the others waiting
    assert not Cluster(var).running()


@pytest.mark.parametrize("words", [["help"], ["version"], ["migrate", "--help"], ["check"]])
def test_starts_nothing_for_commands_that_need_no_database(var, words):
    assert run("manage.py", *words, PORTAL_VAR=str(var)).returncode == 0
    assert not list(var.glob("postgres*"))


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"DATABASE_URL": "postgresql://"}, "DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE\n"),
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "The database of DATABASE_URL cannot be reached: "),
        ({"PORTAL_PORT": "x"}, 'Environment variable "PORTAL_PORT" invalid: Not a valid integer.\n'),
        ({"PORTAL_VAR": "/dev/null/var"}, "PORTAL_VAR cannot be used: /dev/null/var/secret_key: Not a directory.\n"),
    ],
)
def test_says_what_is_wrong_in_one_sentence(var, extra, says):
    done = run("manage.py", "showmigrations", **{"PORTAL_VAR": str(var), **extra})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1


def test_another_python_is_told_where_to_find_the_packages():
    done = subprocess.run(
        [sys.executable, "-S", "manage.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"{sys.executable} has no django: run `make run` once, then use .venv/bin/python manage.py\n"
    )


def test_an_old_server_is_refused(var, monkeypatch):
    """The message, by a floor above every server there is."""
    code = "import portal.launch.commands as c; c.OLDEST_SERVER = 99; c.main(['manage.py', 'showmigrations'])"
    with Cluster(var).used():
        key = Cluster(var).connection()
        url = f"postgresql://portal@/portal?host={key['HOST']}&port={key['PORT']}"
        done = run("-c", code, DATABASE_URL=url, PORTAL_VAR=str(var))
    assert done.returncode == 1
    assert done.stderr == (
        f"The database of DATABASE_URL is PostgreSQL {Cluster(var).programs.major}; the portal needs 99 or newer.\n"
    )
