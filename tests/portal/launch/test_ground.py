import socket
import subprocess
import sys

import pytest

from portal.launch.ground import LaunchError, claim, read_port, require_free


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80.0", "eight", "８０００x"])
def test_refuses_what_is_no_port(text):
    with pytest.raises(LaunchError, match="PORTAL_PORT must be a number from 1 to 65535"):
        read_port(text)


def test_reads_a_port():
    assert [read_port("1"), read_port("8000"), read_port("65535")] == [1, 8000, 65535]


def test_a_port_is_free_until_somebody_listens(monkeypatch):
    monkeypatch.setattr("portal.launch.ground.PORT_SECONDS", 0.1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        with pytest.raises(
            LaunchError, match=f"Port {port} is in use; choose another, for example PORTAL_PORT={port + 1}"
        ):
            require_free(port)
    require_free(port)


def test_a_folder_belongs_to_one_launcher_while_it_lives(tmp_path):
    var = tmp_path / "a" / "var"
    code = (
        "import sys; from pathlib import Path; from portal.launch.ground import claim; claim(Path(sys.argv[1]), 8123);"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code + "print(flush=True); input()", var], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        with pytest.raises(LaunchError, match=r"already runs from .*/a/var, at http://localhost:8123/;"):
            claim(var, 8124)
        other.kill()
        other.wait()
    claim(var, 8125)
    assert (var / "launcher.lock").read_text() == "8125"
    assert {name: (var / name).stat().st_mode & 0o777 for name in ("log", "tmp")} == {"log": 0o700, "tmp": 0o700}


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LaunchError, match=r"PORTAL_VAR cannot be used: .*/file/var: Not a directory"):
        claim(tmp_path / "file" / "var", 8000)
