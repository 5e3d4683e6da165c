"""A part that is slow or down says so, and the rest of the page works.

Only what lies outside our code counts as such: the database that stops a statement or goes away, a service that does
not answer. A mistake of ours stays an error of the whole page, because nobody would find it in a corner of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

T = TypeVar("T")
FAULTS = (OperationalError, InterfaceError, OSError)
"""What may go wrong without anybody's mistake; errors of the network and of HTTP clients are OSErrors."""
log = structlog.get_logger(__name__)


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Within, a statement that takes longer (default: `PORTAL_SEARCH_SECONDS`; 0: no limit) is stopped by the database.

    Costs two short messages to the database, which no log of statements shows.
    """
    wanted = int(1000 * (settings.PORTAL_SEARCH_SECONDS if seconds is None else seconds))
    if not settings.PORTAL_SEARCH_SECONDS:
        yield
        return
    before = getattr(connection, "portal_limit", 0)
    _limit(wanted)
    try:
        yield
    finally:
        with suppress(psycopg.Error, DatabaseError):  # the connection is gone, or its transaction is: so is the limit
            _limit(before)


def _limit(milliseconds: int) -> None:
    """Tell the database; 0 is what the server or the role says."""
    kept: Any = connection
    kept.portal_limit = milliseconds
    connection.ensure_connection()
    words = f"SET statement_timeout = {milliseconds}" if milliseconds else "RESET statement_timeout"
    connection.connection.execute(words)


def why(error: BaseException) -> str:
    """What happened, in words for a reader."""
    if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
        return "The database took too long to answer and was stopped."
    if isinstance(error, OperationalError | InterfaceError):
        return "The database does not answer."
    if isinstance(error, TimeoutError):
        return "A service that this part asks took too long to answer."
    return "A service that this part asks does not answer."


def part(name: str, make: Callable[[], T], instead: Callable[[str], T]) -> T:
    """What `make` gives; where it fails because something is slow or down, `instead(words)`, and a line in the log.

    No savepoint: pages read outside a transaction. Within one a failed statement has ended it, and the page fails.
    """
    try:
        return make()
    except FAULTS as error:
        if isinstance(error, DatabaseError) and connection.in_atomic_block:
            raise
        words = why(error)
        log.error("part_failed", part=name, words=words, error=repr(error))
        _mend()
        return instead(words)


def _mend() -> None:
    """A connection that is gone is closed, so that the next part gets a new one."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()
