"""What the machine says about a process, and what a child gets: its environment and its log."""

import os
import subprocess
from pathlib import Path
from typing import IO

LOG_LIMIT = 5_000_000
"""Bytes above which a log is set aside (one older copy is kept) when its process starts again."""


def command_line(pid: int) -> str:
    """The command line of a live process; empty for one that is gone or a zombie nobody has reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="surrogateescape")
    except OSError:
        if Path("/proc/self/cmdline").exists():
            return ""
    ask = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    answer = subprocess.run(ask, check=False, capture_output=True, text=True)
    return "" if "<defunct>" in answer.stdout else answer.stdout.strip()


def clean_environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL behind our back, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def open_log(path: Path) -> IO[bytes]:
    """The log file of a child, opened for appending, readable by the owner only."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def last_line(path: Path, *, since: int = 0) -> str:
    """The last line of a log after `since` bytes, for a one-sentence report."""
    try:
        lines = path.read_bytes()[since:].decode(errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
