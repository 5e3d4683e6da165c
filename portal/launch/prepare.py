"""What has to be true before the portal can serve: tables, static files, the demo.

The web process runs this before it serves, and speaks to the launcher in JSON, one object a line: `say` is
progress for the user, `fail` the one sentence for which it gives up, `personas` the last word.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.env import BASE_DIR
from portal.launch.commands import check_server

PACKAGES = frozenset({"portal", "members", "datasets", "liaisons"})


def prepare() -> None:
    """Prepare, and report to standard output; exit 1 when that is impossible."""
    try:
        check_server()
        migrate()
        collect_static()
        if settings.DEMO:
            load_demo()
    except (ImproperlyConfigured, CommandError) as error:
        give_up(error)
    tell(personas=personas())


def give_up(error: Exception) -> NoReturn:
    """Say why there is nothing to serve, and exit 1."""
    reason = " ".join(str(error).split())
    tell(fail=reason)
    sys.exit(reason)  # into the log


def tell(**message: object) -> None:
    """One line to the launcher."""
    print(json.dumps(message), file=sys.__stdout__, flush=True)


@contextmanager
def told(work: str) -> Iterator[None]:
    """Say what is going on, and how long it took."""
    started = time.monotonic()
    yield
    tell(say=f"{work} ({time.monotonic() - started:.1f} s)")


def migrate() -> None:
    """Bring the tables up to date; cheap when they are."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    ours = {(app, name) for app, name in unknown if app in PACKAGES}
    if ours:
        names = ", ".join(sorted(f"{app} {name}" for app, name in ours))
        raise ImproperlyConfigured(f"The database belongs to another version of the portal (it has {names}).")
    if plan:
        with told("Tables are up to date"):
            call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Collect the static files when one of them has changed since last time."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            state.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    with told("Static files are collected"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(state.hexdigest())


def load_demo() -> None:
    """Load the demo collaboration into an empty record."""
    from portal.demo import is_empty

    if is_empty():
        with told("The demo collaboration is loaded"):
            # in a process of its own: what loading takes in memory, the web server would keep
            loading = subprocess.run(
                [sys.executable, BASE_DIR / "manage.py", "load_demo"],
                check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            sys.stderr.write(loading.stderr)
            if loading.returncode != 0:
                last = loading.stderr.strip().rpartition("\n")[2]
                raise CommandError(f"The demo collaboration could not be loaded: {last}")


def personas() -> list[dict[str, str]]:
    """Whom one can be in the demo; nobody outside of it."""
    from portal.accounts.demo import personas as found

    return [{"label": who.label, "username": who.username, "about": who.about} for who in found()]
