"""The private server: make its data folder, start it, share it, stop it, recover it."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.embedded import account, binaries
from portal.embedded.binaries import Binaries
from portal.embedded.errors import ClusterError
from portal.embedded.processes import clean_environment, command_line, last_line, open_log

DATABASE = ROLE = "portal"
PORT = 5432  # only part of the socket's name: the server has no network address
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 103  # bytes: 107 on Linux, 103 on macOS and the BSDs
NO_SUCH_PID = 2**30  # above every pid_max
START_SECONDS, STOP_SECONDS = 120, 30
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_line_prefix": "%m [%p] %u ",
}


class Cluster:
    """One PostgreSQL cluster, kept in `var` (absolute) and reached through a socket.

    `options` are server settings on top of `CONFIGURATION`; tests switch fsync off by them.
    """

    def __init__(
        self, var: Path, *, options: Mapping[str, str] | None = None, programs: Binaries | None = None
    ) -> None:
        self.var = var
        self.options = {**CONFIGURATION, **(options or {})}
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self._lease: int | None = None

    @property
    def socket_folder(self) -> Path:
        """`var/socket`, or a short folder named after `var` when a socket cannot have that path.

        It may be too long, or hold a comma, which separates hosts for libpq.
        """
        folder = self.var / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and "," not in str(folder):
            return folder
        return Path("/tmp") / f"portal-{hashlib.sha256(os.fsencode(self.var)).hexdigest()[:16]}"  # noqa: S108  (see private_folder)

    @property
    def log(self) -> Path:
        """Where the server writes what happens to it."""
        return self.var / "log" / "postgres.log"

    @property
    def programs(self) -> Binaries:
        """The PostgreSQL programs in use."""
        return self._programs or binaries.find()

    @property
    def data(self) -> Path:
        """The data folder, which belongs to one major version."""
        return self.var / f"postgres-{self.programs.major}"

    def connection(self) -> dict[str, str]:
        """The keys of Django's DATABASES that lead to this server. Reads nothing: settings call it."""
        return {"NAME": DATABASE, "USER": ROLE, "PASSWORD": "", "HOST": str(self.socket_folder), "PORT": str(PORT)}

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """A server for the length of the block; stopped afterwards unless somebody else uses it."""
        self.ensure()
        try:
            yield
        finally:
            self.release()

    def ensure(self) -> None:
        """Take a lease, and start the server if it does not run. Safe in several processes at once.

        The lease is a shared lock on a file: the system drops it when its holder dies, however that happens.
        Raises ClusterError.
        """
        try:
            with self._control():
                lease = os.open(self.var / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(lease, fcntl.LOCK_SH)
                if self._lease is not None:
                    os.close(self._lease)
                self._lease = lease
                if not self.running():
                    self.start()
        except OSError as error:
            raise ClusterError(f"The state folder cannot be used: {error.filename}: {error.strerror}.") from error

    def release(self) -> None:
        """Give the lease back; stop the server when it was the last one."""
        if self._lease is None:
            return
        with self._control():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
            except BlockingIOError:
                pass  # another process uses the server
            finally:
                os.close(self._lease)
                self._lease = None

    def running(self) -> bool:
        """Whether the server is up and answers."""
        return self._status() == "ready" and (self.socket_folder / SOCKET_NAME).exists()

    def start(self) -> None:
        """Start the server, after making or repairing what it needs. Raises ClusterError."""
        self._refuse_other_major()
        while self._status() == "stopping":
            time.sleep(0.02)
        if self._status():  # started by a process that did not live to see it ready
            return self._wait_until_ready()
        user = account.unprivileged(self.data)
        if user is not None:
            self.var.chmod(stat.S_IMODE(self.var.stat().st_mode) | stat.S_IXOTH)  # its user must pass through
        account.require_reach(user, (self.programs.folder, self.var))
        account.private_folder(self.socket_folder, user)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(user)
        self._clear_traces()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._launch(user)
            try:
                return self._wait_until_ready()
            except ClusterError:
                # Processes of a server that was killed may hold its memory for a moment longer.
                held = "pre-existing shared memory block" in self._log_tail()
                if not held or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def stop(self) -> None:
        """Stop the server if it runs; sessions are cut off, nothing committed is lost."""
        for sign in (signal.SIGINT, signal.SIGQUIT):  # fast, then immediate
            pid = self._live_pid()
            if pid is None:
                break
            os.kill(pid, sign)
            deadline = time.monotonic() + STOP_SECONDS
            while self._live_pid() is not None and time.monotonic() < deadline:
                time.sleep(0.02)
        if self.socket_folder.parent != self.var:
            with contextlib.suppress(OSError):  # not made yet, or a server that would not die
                self.socket_folder.rmdir()

    # Details

    @contextlib.contextmanager
    def _control(self) -> Iterator[None]:
        """One process at a time decides about starting and stopping."""
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.var / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _lock_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return []

    def _live_pid(self) -> int | None:
        """The live server, whoever started it.

        A number in the lock file proves nothing: the process may be gone, a zombie, or another program by now.
        """
        if self._process is not None:
            if self._process.poll() is None:
                return self._process.pid
            self._process = None  # reaped
        first = self._lock_lines()[:1]
        if not first or not first[0].isdigit():
            return None
        return int(first[0]) if str(self.data) in command_line(int(first[0])) else None

    def _status(self) -> str:
        """What the live server says of itself ("starting", "ready", "stopping"); empty when there is none."""
        pid = self._live_pid()
        if pid is None:
            return ""
        lines = self._lock_lines()
        own = len(lines) > 7 and lines[0] == str(pid)  # not the file of a server before it
        return (lines[7].strip() if own else "") or "starting"

    def _refuse_other_major(self) -> None:
        major = self.programs.major
        numbers = (path.parent.name.rpartition("-")[2] for path in self.var.glob("postgres-*/PG_VERSION"))
        found = sorted(int(number) for number in numbers if number.isdecimal())
        version = self.data / "PG_VERSION"
        if version.exists():
            other = version.read_text().strip()
            if other == str(major):
                return
        elif found:
            other = str(found[-1])
        else:
            return
        raise ClusterError(
            f"{self.var} holds a database of PostgreSQL {other}, and the portal brings PostgreSQL {major}: "
            "move it by dump and restore (docs/running.md), or set PORTAL_VAR to another folder."
        )

    def _initialise(self, user: pwd.struct_passwd | None) -> None:
        """Make the data folder under another name first, so that a start cut short leaves nothing half-made."""
        draft = self.data.with_name(f"{self.data.name}.new")
        if draft.exists():
            shutil.rmtree(draft)
        account.private_folder(draft, user)
        locale = ["--locale=C.UTF-8"]
        if self.programs.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = ["--no-sync"] if self.options.get("fsync") == "off" else []
        self._run(
            [self.programs.path("initdb"), "-D", draft, "-U", ROLE, "--auth=trust", "-E", "UTF8", "-k", *locale, *sync],
            user,
        )
        single = [self.programs.path("postgres"), "--single", "-D", draft, "postgres"]
        self._run(single, user, f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def _run(self, command: list[object], user: pwd.struct_passwd | None, text: str = "") -> None:
        with open_log(self.log) as log:
            done = subprocess.run(
                [os.fspath(word) if isinstance(word, Path) else str(word) for word in command],
                check=False, input=text.encode(), stdout=log, stderr=log, cwd="/", env=clean_environment(), umask=0o077,
                **account.become(user),
            )  # fmt: skip
        if done.returncode != 0:
            raise ClusterError(f"The database could not be made ({last_line(self.log)}); see {self.log}.")

    def _clear_traces(self) -> None:
        """Forget a server that was killed, as far as its own start-up would not do it.

        Its lock file names a process that is gone, but the number may live on in a zombie or in another program,
        and PostgreSQL then refuses to start. The rest of the lock file stays: by it PostgreSQL finds out
        whether processes of the old server still use its memory.
        """
        lines = self._lock_lines()
        if lines:
            (self.data / "postmaster.pid").write_text("\n".join([str(NO_SUCH_PID), *lines[1:]]))
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (self.socket_folder / name).unlink(missing_ok=True)

    def _launch(self, user: pwd.struct_passwd | None) -> None:
        settings = {**self.options, "unix_socket_directories": _quoted(self.socket_folder)}
        command = [self.programs.path("postgres"), "-D", str(self.data), "-p", str(PORT)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with open_log(self.log) as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=clean_environment(),
                umask=0o077, start_new_session=True, **account.become(user),
            )  # fmt: skip

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.running():
            if self._live_pid() is None:
                raise ClusterError(f"The database did not start ({last_line(self.log)}); see {self.log}.")
            if time.monotonic() > deadline:
                raise ClusterError(f"The database still recovers from a crash; try again later, and see {self.log}.")
            time.sleep(0.02)

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])


def _quoted(folder: Path) -> str:
    """A folder in a list of folders: quoted, because it may hold commas and spaces."""
    return '"' + str(folder).replace('"', '""') + '"'
