"""Statements that stand on every page: PostgreSQL plans them once per connection, not once per request.

Django binds parameters on the client and so never prepares anything. For the few long statements that we write
ourselves planning takes longer than the answer; they are run through `prepared()`.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


def prepared() -> Any:
    """A cursor like `connection.cursor()`, for a statement whose text is always the same.

    After a few uses (`PORTAL_DB_PREPARE`) the statement is prepared on this connection. Its parameters are bound at the
    server, so a constant whose type is not plain from its place needs a cast.
    """
    if connection.queries_logged:  # Django's log cannot tell what a prepared statement was
        return connection.cursor()
    connection.ensure_connection()
    make: Any = ServerBindingCursor  # the stubs know neither that it is psycopg's
    wrapped: Any = connection  # nor how a connection wraps a cursor
    return wrapped._prepare_cursor(make(connection.connection))
