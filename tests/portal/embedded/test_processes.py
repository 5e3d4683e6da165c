import os
import subprocess
import sys

from portal.embedded.processes import LOG_LIMIT, command_line, last_line, open_log


def test_a_zombie_is_not_alive():
    code = "print(flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", code, "a b"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    assert "input() a b" in command_line(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has reaped it
    assert command_line(child.pid) == ""
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert command_line(child.pid) == ""


def test_logs_are_private_and_do_not_grow_for_ever(tmp_path):
    path = tmp_path / "log" / "web.log"
    with open_log(path) as log:
        log.write(b"x" * (LOG_LIMIT + 1))
    assert path.stat().st_mode & 0o777 == 0o600
    with open_log(path) as log:
        log.write(b"again\n")
    assert path.read_text() == "again\n"
    assert (tmp_path / "log" / "web.log.1").stat().st_size == LOG_LIMIT + 1


def test_the_last_line_is_the_last_with_words(tmp_path):
    path = tmp_path / "log"
    assert last_line(path) == ""
    path.write_bytes(b"first\n  the reason \xff\n\n \n")
    assert last_line(path) == "the reason \ufffd"
    assert last_line(path, since=path.stat().st_size - 4) == ""
