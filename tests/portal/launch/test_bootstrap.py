"""The first step of `make run`, in a project of its own whose Python only notes what it is asked to do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "portal" / "launch" / "bootstrap.py"
FAKE_PYTHON = """#!/bin/sh
echo "$*" >>"$(dirname "$0")/../../asked"
case "$*" in
{refused}) exit 1 ;;
esac
"""


class Project:
    """A checkout with bootstrap, locks and a prepared .venv."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "portal" / "launch").mkdir(parents=True)
        (root / "requirements").mkdir()
        shutil.copy(SOURCE, root / "portal" / "launch")
        for name in ("base", "postgres", "dev", "ldap", "installer"):
            self.lock(name, f"{name}==1")
        (root / ".venv" / "bin").mkdir(parents=True)
        self.refuse("nothing")

    def lock(self, name: str, text: str) -> None:
        (self.root / "requirements" / f"{name}.lock").write_text(text)

    def refuse(self, *patterns: str) -> None:
        """Let commands fail that match one of the shell `patterns`."""
        python = self.root / ".venv" / "bin" / "python"
        python.write_text(FAKE_PYTHON.format(refused="|".join(patterns)))
        python.chmod(0o755)

    def run(self, *words: str, code: str = "") -> tuple[int, list[str], str]:
        """Status, what the installers and the command were asked, and what the user read."""
        (self.root / "asked").write_text("")
        script = str(self.root / "portal" / "launch" / "bootstrap.py")
        start = [sys.executable, script] if not code else [sys.executable, "-c", code.format(script=script)]
        done = subprocess.run([*start, *words], capture_output=True, text=True, check=False)
        asked = (self.root / "asked").read_text().replace(str(self.root), "ROOT").splitlines()
        return done.returncode, asked[1:], done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "a project")


UV = "-m uv --no-python-downloads pip"
BASE = "install --quiet --require-hashes -r ROOT/requirements/base.lock"
POSTGRES = "-r ROOT/requirements/postgres.lock"
INSTALLED = "Installing the packages of requirements/base.lock and requirements/postgres.lock\n"


def test_installs_by_hash_once_and_becomes_the_command(project):
    assert project.run("-m", "portal.launch") == (
        0,
        [f"{UV} --version", f"{UV} {BASE} {POSTGRES}", "-m portal.launch"],
        INSTALLED,
    )
    assert project.run("-m", "portal.launch") == (0, ["-m portal.launch"], "")


def test_compiled_modules_are_kept_whatever_the_shell_says(project, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    python = project.root / ".venv" / "bin" / "python"
    python.write_text(f'{python.read_text()}echo "writes ${{PYTHONDONTWRITEBYTECODE-all}}"\n')
    status, asked, said = project.run("command")
    assert (status, asked[-1], said.splitlines()[-1]) == (0, "command", "writes all")


def test_installs_again_when_a_lock_has_changed(project):
    project.run("command")
    project.lock("postgres", "postgres==2")
    assert project.run("command")[1:] == ([f"{UV} --version", f"{UV} {BASE} {POSTGRES}", "command"], INSTALLED)


def test_pip_reads_the_same_locks_when_uv_cannot_be_had(project):
    project.refuse("*'-m uv'*")
    status, asked, _ = project.run("command")
    assert status == 0
    assert asked == [
        f"{UV} --version",
        "-m pip --disable-pip-version-check install --quiet --require-hashes -r ROOT/requirements/installer.lock",
        f"{UV} {BASE} {POSTGRES}",
        f"-m pip --disable-pip-version-check {BASE} {POSTGRES}",
        "command",
    ]


def test_goes_on_without_postgresql_where_there_is_no_build_of_it(project):
    project.refuse("*postgres.lock*")
    status, asked, said = project.run("command")
    assert (status, asked[-2:]) == (0, [f"{UV} {BASE}", "command"])
    assert said == f"{INSTALLED}Not all of them could be installed (see .venv/install.log); going on without.\n"
    assert project.run("command") == (0, ["command"], "")


def test_says_when_nothing_can_be_installed(project):
    project.refuse("*install*")
    status, asked, said = project.run("command")
    assert status == 1
    assert "command" not in asked
    assert said.splitlines()[-1] == (
        "The packages could not be installed (see .venv/install.log); is the package index reachable?"
    )


def test_further_locks_must_install_and_optional_ones_may(project):
    project.refuse("*ldap.lock*")
    words = ["--also", "dev", "--try", "ldap", "command"]
    status, asked, _ = project.run(*words)
    assert (status, asked[-1]) == (0, "command")
    assert f"{UV} install --quiet --require-hashes -r ROOT/requirements/dev.lock" in asked
    assert project.run(*words)[1][0] == f"{UV} --version"  # what failed is tried again
    project.refuse("*dev.lock*")
    (project.root / ".venv" / "installed-dev").unlink()
    assert project.run(*words)[0] == 1


OLD = "import sys; sys.version_info = (3, 8, 1); sys.argv[0] = {script!r}; exec(open({script!r}).read())"


def test_an_old_python_says_what_is_needed(project, monkeypatch):
    monkeypatch.setenv("PATH", str(project.root))
    status, asked, said = project.run("command", code=f"__file__ = {{script!r}}; {OLD}")
    assert (status, asked) == (1, [])
    assert said == "The portal needs Python 3.11 or newer, and this is Python 3.8.1.\n"


def test_an_old_python_hands_over_to_a_newer_one(project, monkeypatch):
    newer = project.root / "python3.13"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "newer was asked: $*"\n')
    newer.chmod(0o755)
    monkeypatch.setenv("PATH", str(project.root))
    status, _, said = project.run("command", code=f"__file__ = {{script!r}}; {OLD}")
    script = project.root / "portal" / "launch" / "bootstrap.py"
    assert (status, said) == (0, f"newer was asked: {script} command\n")


def test_a_python_without_venv_says_which_package_it_lacks(project):
    shutil.rmtree(project.root / ".venv")
    code = "import sys, runpy; sys.modules['ensurepip'] = None; runpy.run_path({script!r}, run_name='__main__')"
    status, _, said = project.run("command", code=code)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert status == 1
    assert said == f"This Python lacks the module ensurepip; on Debian and Ubuntu: apt install python{version}-venv\n"


def test_says_when_the_environment_cannot_be_made(project):
    shutil.rmtree(project.root / ".venv")
    (project.root / ".venv").touch()
    status, _, said = project.run("command")
    assert status == 1
    assert said.startswith("Making .venv\nThe environment .venv cannot be made in ")
