"""Children are started again, leave nothing behind, and end with their launcher."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from portal.launch.children import Child, stop_all
from tests.portal.launch.portals import wait_for


@pytest.fixture
def make(tmp_path: Path):
    made: list[Child] = []

    def child(code: str) -> Child:
        command = [sys.executable, "-c", code, str(tmp_path)]
        made.append(Child("clock", command, log=tmp_path / "log" / "clock.log", environment=os.environ))
        return made[-1]

    yield child
    stop_all(made)


def news(child: Child) -> str:
    """The next thing that `keep` has to say."""
    said: list[str] = []
    wait_for(lambda: said.append(child.keep()) or said[-1], "news")
    return said[-1]


def test_says_how_it_ended_and_starts_it_again(make: Callable[[str], Child], tmp_path):
    child = make("import sys, time; print('out of springs', file=sys.stderr); sys.exit(3)")
    child.start()
    log = tmp_path / "log" / "clock.log"
    assert news(child) == f"The clock ended (status 3): out of springs; see {log}. Starting it again."
    assert news(child) == f"The clock ended (status 3): out of springs; see {log}. Starting it again."
    assert child.restarts == 2
    assert log.read_text() == "out of springs\n" * 2


def test_a_child_that_keeps_failing_waits_longer_each_time(make: Callable[[str], Child]):
    child = make("raise SystemExit")
    times = []
    for _ in range(3):
        news(child)
        times.append(time.monotonic())
    assert times[2] - times[1] > 1.0  # half a second, then one


def test_a_log_of_an_earlier_run_is_not_the_reason(make: Callable[[str], Child], tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "clock.log").write_text("yesterday's trouble\n")
    child = make("import os; os.kill(os.getpid(), 9)")
    child.start()
    assert news(child).startswith("The clock was killed (signal 9); see ")


def test_what_a_killed_child_leaves_behind_is_ended(make: Callable[[str], Child], tmp_path):
    child = make(GRANDPARENT)
    child.start()
    wait_for((tmp_path / "grandchild").exists, "the grandchild")
    grandchild = psutil.Process(int((tmp_path / "grandchild").read_text()))
    psutil.Process(int((tmp_path / "child").read_text())).kill()
    assert "was killed (signal 9)" in news(child)
    wait_for(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE, "its end")


GRANDPARENT = """
import os, subprocess, sys
from pathlib import Path
below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
folder = Path(sys.argv[1])
(folder / "child").write_text(str(os.getpid()))
(folder / "draft").write_text(str(below.pid))
(folder / "draft").rename(folder / "grandchild")
below.wait()
"""


def test_a_child_that_will_not_stop_is_stopped(make: Callable[[str], Child], tmp_path, monkeypatch):
    monkeypatch.setattr("portal.launch.children.STOP_SECONDS", 0.3)
    child = make(
        "import signal, sys, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "pathlib.Path(sys.argv[1], 'ready').touch(); time.sleep(600)"
    )
    child.start()
    wait_for((tmp_path / "ready").exists, "the child")
    stop_all([child])
    assert child.ended() == f"The clock was killed (signal 9); see {tmp_path}/log/clock.log."


LEASHED = "from portal.launch import leash; leash.wait(); print('went', flush=True); import time; time.sleep(600)"


def test_a_leashed_child_waits_for_the_word_and_ends_with_its_launcher():
    child = subprocess.Popen([sys.executable, "-c", LEASHED], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(b"g")
    child.stdin.flush()
    assert child.stdout.readline() == b"went\n"
    assert child.poll() is None
    child.stdin.close()
    assert child.wait(30) == -signal.SIGTERM
    child.stdout.close()


def test_a_leashed_child_whose_launcher_gives_up_does_nothing():
    child = subprocess.run(
        [sys.executable, "-c", LEASHED], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
    )
    assert (child.returncode, child.stdout) == (0, b"")
