"""A private server in real folders: shared, killed, moved, misplaced."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.embedded import binaries
from portal.embedded.cluster import Cluster
from portal.embedded.errors import ClusterError
from portal.embedded.processes import command_line

FAST = {"fsync": "off", "full_page_writes": "off"}
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the database to another user")


@pytest.fixture
def private(state_folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(state_folder / "var", options=FAST)
    yield cluster
    cluster.stop()


def ask(cluster: Cluster, question: str) -> Any:
    key = cluster.connection()
    with closing(
        psycopg.connect(host=key["HOST"], port=key["PORT"], user=key["USER"], dbname=key["NAME"], autocommit=True)
    ) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


def test_keeps_what_was_stored(private):
    with private.used():
        ask(private, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert not private.running()
    with private.used():
        assert ask(private, "SELECT answer FROM kept") == 42


def test_has_what_the_portal_needs(private):
    with private.used():
        for extension in ("pg_trgm", "btree_gist", "unaccent", "citext"):
            ask(private, f"CREATE EXTENSION {extension}")
        assert ask(private, "SELECT lower('ÅÉЖ') || 'É'::citext") == "åéжÉ"
        assert ask(private, "SHOW server_encoding") == "UTF8"
        assert ask(private, "SHOW data_checksums") == "on"


def test_is_closed_to_others(private):
    with private.used():
        assert ask(private, "SHOW listen_addresses") == ""
        socket = private.socket_folder / ".s.PGSQL.5432"
        assert [path.stat().st_mode & 0o777 for path in (private.socket_folder, private.data, socket)] == [0o700] * 3
        assert Path(f"/proc/{postmaster(private)}").stat().st_uid != 0


@pytest.mark.parametrize("name", ["with space", "quo'te \"and, comma", "Größe-数据", "x" * 150])
def test_runs_in_any_folder(state_folder, name):
    cluster = Cluster(state_folder / name, options=FAST)
    with cluster.used():
        assert ask(cluster, "SELECT 1") == 1
        assert (cluster.socket_folder.parent == cluster.var) == (len(name) < 100 and "," not in name)
    assert cluster.socket_folder.parent == cluster.var or not cluster.socket_folder.exists()


@ROOT_ONLY
def test_refuses_a_socket_folder_of_somebody_else(state_folder):
    cluster = Cluster(state_folder / ("x" * 150), options=FAST)
    cluster.socket_folder.mkdir()
    try:
        os.chown(cluster.socket_folder, 12345, 12345)
        with pytest.raises(ClusterError, match="belongs to another user"):
            cluster.ensure()
    finally:
        cluster.socket_folder.rmdir()


def test_recovers_from_a_server_killed_and_not_reaped(private):
    private.ensure()
    ask(private, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = postmaster(private)
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)  # its starter, this process, leaves it as a zombie

    other = Cluster(private.var, options=FAST)
    assert not other.running()
    with other.used():
        assert postmaster(other) != killed
        assert ask(other, "SELECT answer FROM kept") == 42


def test_recovers_when_the_number_of_a_killed_server_belongs_to_another_program(private):
    private.ensure()
    os.kill(postmaster(private), signal.SIGKILL)
    private._process.wait()
    lock = private.data / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        lock.write_text("\n".join([str(stranger.pid), *lock.read_text().split("\n")[1:]]))
        assert not private.running()
        private.ensure()
        assert ask(private, "SELECT 1") == 1
        assert stranger.poll() is None
        private.release()
        stranger.kill()


def test_waits_for_the_processes_of_a_killed_server(private):
    """They hold its memory; a second server beside them would destroy the data."""
    private.ensure()
    key = private.connection()
    busy = psycopg.connect(host=key["HOST"], port=key["PORT"], user=key["USER"], dbname=key["NAME"], autocommit=True)
    backend = busy.info.backend_pid
    os.kill(backend, signal.SIGSTOP)  # cannot notice that its server is gone
    os.kill(postmaster(private), signal.SIGKILL)
    with subprocess.Popen([sys.executable, "-c", STARTER, str(private.var)], stdout=subprocess.PIPE) as starter:
        time.sleep(1.0)
        assert starter.poll() is None
        assert command_line(backend)
        os.kill(backend, signal.SIGCONT)
        assert starter.communicate(timeout=60)[0] == b"up\n"
    busy.close()


STARTER = """
import sys
from pathlib import Path
from portal.embedded.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]), options={"fsync": "off"})
cluster.ensure()
print("up", flush=True)
if sys.argv[2:] == ["stay"]:
    input()
    cluster.release()
    print("left", flush=True)
"""


def start_user(var: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", STARTER, str(var), "stay"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_two_first_users_share_one_server_and_the_last_one_stops_it(private):
    with start_user(private.var) as one, start_user(private.var) as two:
        assert one.stdout.readline() == two.stdout.readline() == b"up\n"
        server = postmaster(private)
        assert one.communicate(b"\n")[0] == b"left\n"
        assert private.running()
        assert postmaster(private) == server
        assert two.communicate(b"\n")[0] == b"left\n"
    assert not private.running()
    assert command_line(server) == ""


def test_a_user_that_was_killed_does_not_count(private):
    with start_user(private.var) as killed, start_user(private.var) as other:
        assert killed.stdout.readline() == other.stdout.readline() == b"up\n"
        killed.kill()
        killed.wait()
        assert private.running()
        other.communicate(b"\n")
    assert not private.running()


def test_a_start_cut_short_leaves_nothing_half_made(private):
    draft = private.data.with_name(f"{private.data.name}.new")
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with private.used():
        assert ask(private, "SELECT 1") == 1
    assert not draft.exists()


@pytest.mark.parametrize("folder", ["postgres-14", "own"])
def test_refuses_a_data_folder_of_another_version(private, folder):
    data = private.data if folder == "own" else private.var / folder
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterError) as refusal:
        private.ensure()
    major = private.programs.major
    assert str(refusal.value) == (
        f"{private.var} holds a database of PostgreSQL 14, and the portal brings PostgreSQL {major}: move it by dump "
        "and restore (docs/running.md), or set PORTAL_VAR to another folder."
    )


@ROOT_ONLY
def test_says_when_the_unprivileged_user_cannot_reach_the_folder(state_folder):
    home = state_folder / "home"
    home.mkdir(mode=0o700)
    with pytest.raises(ClusterError, match=r"who may not enter .*home/var: keep the project and PORTAL_VAR where"):
        Cluster(home / "var", options=FAST).ensure()


def test_says_when_the_folder_cannot_be_made(state_folder):
    (state_folder / "file").touch()
    with pytest.raises(ClusterError, match=r"The state folder cannot be used: .*file"):
        Cluster(state_folder / "file" / "var").ensure()


def test_names_the_log_when_the_server_does_not_start(state_folder):
    cluster = Cluster(state_folder / "var", options={"shared_buffers": "nonsense"})
    with pytest.raises(ClusterError, match=r"The database did not start \(.*shared_buffers.*\); see .*postgres.log"):
        cluster.ensure()


def test_the_oldest_supported_version_serves_too(state_folder):
    programs = binaries.inspect(Path("/usr/lib/postgresql/15/bin"))
    if programs is None:
        pytest.skip("PostgreSQL 15 is not installed")
    cluster = Cluster(state_folder / "var", options=FAST, programs=programs)
    with cluster.used():
        assert ask(cluster, "SHOW server_version_num").startswith("15")
        assert ask(cluster, "SELECT lower('ÅÉЖ')") == "åéж"
