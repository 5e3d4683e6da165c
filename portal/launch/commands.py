"""`manage.py`: a command, with a database under it, and one plain sentence when there is none."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection

from portal.embedded.cluster import Cluster
from portal.embedded.errors import ClusterError

WITHOUT_DATABASE = frozenset({
    "", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "spectacular", "startapp", "startproject", "version",
})  # fmt: skip
OLDEST_SERVER = 15


def main(argv: Sequence[str]) -> None:
    """Run the command line `argv`; exit 1 with one sentence when settings or database are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))

    with plain_words(), database(argv):
        execute_from_command_line(list(argv))


@contextlib.contextmanager
def plain_words() -> Iterator[None]:
    """Turn a wrong environment into one sentence and exit 1, and Ctrl-C into silence."""
    try:
        read_settings()
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except (ClusterError, ImproperlyConfigured) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))


def read_settings() -> None:
    """Load the settings. Raises ImproperlyConfigured for whatever the environment makes them refuse."""
    try:
        settings.INSTALLED_APPS  # noqa: B018
    except OSError as error:
        raise ImproperlyConfigured(f"PORTAL_VAR cannot be used: {error.filename}: {error.strerror}.") from error
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error


@contextlib.contextmanager
def database(argv: Sequence[str]) -> Iterator[None]:
    """The database for the command `argv`, if it needs one."""
    command = argv[1] if len(argv) > 1 else ""
    if command in WITHOUT_DATABASE or {"-h", "--help", "--version"} & set(argv):
        yield
    elif settings.EMBEDDED:
        cluster = Cluster(settings.VAR_DIR)
        with cluster.used():
            if command == "dbshell":  # psql of the same version
                os.environ["PATH"] = f"{cluster.programs.folder}{os.pathsep}{os.environ['PATH']}"
            yield
    else:
        check_server()
        yield


def check_server() -> None:
    """Raise ImproperlyConfigured when the server of `DATABASE_URL` cannot be reached or is too old."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise ImproperlyConfigured(f"The database of DATABASE_URL cannot be reached: {reason}") from error
    found = connection.get_database_version()[0]
    if found < OLDEST_SERVER:
        raise ImproperlyConfigured(
            f"The database of DATABASE_URL is PostgreSQL {found}; the portal needs {OLDEST_SERVER} or newer."
        )
