"""The ground under every test: a throw-away state folder and database, and the servers a test needs.

Settings are read from an environment of our own, made here before Django looks. The private PostgreSQL of the
session starts when the first test asks for the database, is shared by all workers, and is gone afterwards.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_django.plugin import blocking_manager_key

from portal.embedded import binaries
from portal.embedded.cluster import Cluster

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell ignores Ctrl-C for what it runs in the background, and the programs that tests interrupt inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["portal.testing.fixtures"]

ROOT = Path(__file__).resolve().parents[1]
STATE_PREFIX = "portal-tests-"
EMPTIED = ("pgtrigger_published_never_emptied_780f9", "pgtrigger_published_never_emptied_0ae57")
"""What refuses to empty tables, as is done after a test that commits; its own test sets it in force."""
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
FAST |= {"pgtrigger.ignore": f"{{{','.join(EMPTIED)}}}"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test first: what is begun last decides when the other worker stands idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _session_cluster() -> Cluster:
    """The server of this session (not started); workers inherit it from the process that started them.

    PORTAL_TEST_POSTGRES names a folder with other PostgreSQL programs, to try the oldest supported version.
    """
    programs = os.environ.get("PORTAL_TEST_POSTGRES", "")
    other = binaries.inspect(Path(programs)) if programs else None
    if "PYTEST_XDIST_WORKER" in os.environ:
        return Cluster(Path(os.environ["PORTAL_VAR"]), options=FAST, programs=other)
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=STATE_PREFIX)).resolve()
    folder.chmod(0o711)  # servers of other tests lie below, and run as another user when we are root
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_SH)  # held until this process ends: see _sweep
    cluster = Cluster(folder, options=FAST, programs=other)
    key = cluster.connection()
    for name in [name for name in os.environ if name.startswith("PORTAL_") and name != "PORTAL_TEST_POSTGRES"]:
        del os.environ[name]
    os.environ |= {
        "DATABASE_URL": f"postgresql://{key['USER']}@/{key['NAME']}?host={quote(key['HOST'])}&port={key['PORT']}",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the synchronous Playwright runs inside an event loop
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_VAR": str(folder),
    }
    return cluster


def _sweep() -> None:
    """Remove what sessions left that were killed: nobody holds the lock of their folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{STATE_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < 60:
                continue  # perhaps just made, and not locked yet
            descriptor = os.open(folder, os.O_RDONLY)
        except OSError:
            continue  # gone, or of another user
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Cluster(folder.resolve()).stop()
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)


CLUSTER = _session_cluster()


def pytest_configure() -> None:
    """Settings that only tests have: static files as they lie in the sources, and passwords hashed in no time."""
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about a missing folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and forget the state, once, after the last worker."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        CLUSTER.stop()
        shutil.rmtree(CLUSTER.var, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with real commits empties all tables at its end: what the migrations brought is there for the next one."""
    yield
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    commits = commits or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if commits and nextitem is not None:  # after the last one there is no database any more
        from django.apps import apps
        from django.db import connection

        with item.config.stash[blocking_manager_key].unblock():
            import_module("members.migrations.0002_categories").add(apps, None)
            connection.close()  # beside an event loop it is another one than that of the tests


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the database before the first test that wants it; give each worker its own."""
    CLUSTER.ensure()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real inputs beside the checkout; tests that read them are skipped where they are absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(f"the real inputs are not at {folder}")
    return folder


@pytest.fixture
def state_folder() -> Iterator[Path]:
    """An empty state folder that the database's user may reach, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="state-", dir=CLUSTER.var))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster() -> Cluster:
    """The database server of the session, for tests that talk to it beside Django."""
    CLUSTER.ensure()
    return CLUSTER


PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "slapd": ("slapd", "/usr/sbin/slapd"),
    "pdflatex": ("pdflatex",),
    "xmllint": ("xmllint",),
    "node": ("node",),
}


@cache
def missing(server: str) -> str:
    """What `server` lacks on this machine, in words; empty when it can run."""
    if server == "oidc-provider":
        folder = ROOT / "tests" / "services" / "node_modules" / "oidc-provider"
        if missing("node"):
            return missing("node")
        return "" if folder.is_dir() else "oidc-provider is not installed (npm ci in tests/services)"
    if not any(shutil.which(program) for program in PROGRAMS[server]):
        return f"{server} is not installed"
    if server == "slapd" and find_spec("ldap") is None:
        return "python-ldap is not installed (requirements/ldap.lock)"
    return ""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose servers are missing; with CI=true that is a failure."""
    lacks = [words for mark in item.iter_markers("needs") for server in mark.args if (words := missing(server))]
    if not lacks:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI has everything, but {', '.join(lacks)}", pytrace=False)
    pytest.skip(", ".join(lacks))


def pytest_report_header(config: pytest.Config) -> str:
    """Name the missing servers once."""
    lacks = [words for server in (*PROGRAMS, "oidc-provider") if (words := missing(server))]
    return f"servers: {'; '.join(lacks) or 'all there'}"
