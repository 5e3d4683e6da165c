"""The label of what is being written: verb, actor, reason.

The label is a property of the transaction (two settings, local to it, which the triggers read),
not of single statements: everything that is written inside `recorded` carries it, whether by the
ORM, in bulk, by COPY or by plain SQL, and nothing can leak to the next user of a pooled connection.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from psycopg.pq import TransactionStatus

PORTAL = "the portal"
"""The actor where nobody is named: schedules, and imports from the command line."""
SOMEBODY = "somebody not signed in"


@dataclass(frozen=True)
class Label:
    """What the triggers write beside each row: one id for all rows of one action, and its facts."""

    facts: dict[str, Any]
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class RequestScope:
    """The request in which something is written."""

    id: str
    request: HttpRequest

    def facts(self) -> dict[str, Any]:
        return {"request": self.id, "path": self.request.path}


_action: ContextVar[Label | None] = ContextVar("portal_history_action", default=None)
_scope: ContextVar[RequestScope | None] = ContextVar("portal_history_scope", default=None)
_WRITES = re.compile(r"\s*(insert|update|delete|merge|with)\b", re.IGNORECASE)


def current_verb() -> str:
    """The verb of the action that is running; empty outside of one."""
    label = _action.get()
    return str(label.facts["verb"]) if label else ""


@contextmanager
def recorded(verb: str, *, by: Any = None, reason: str = "", acting_for: Any = None) -> Iterator[None]:
    """Label everything that is written inside, in one transaction.

    `by` is the user who acts (None: the portal itself; a text: somebody who has no account), `acting_for`
    the one in whose place. Names are frozen as they are now. An action inside another one keeps the label
    of the outer: what a person did is `transfer`, not the `end` and `admit` that it consists of.
    """
    if _action.get() is not None:
        with transaction.atomic():
            yield
        return
    scope = _scope.get()
    facts = {"verb": verb, "reason": reason, **_actor(by)}
    if acting_for is not None:
        facts["for"] = str(acting_for)
    label = Label(facts | scope.facts() if scope else facts)
    goes_on = connection.in_atomic_block
    with nullcontext() if goes_on else transaction.atomic():
        _write_label(label)
        token = _action.set(label)
        try:
            yield
        finally:
            _action.reset(token)
            if goes_on:
                forget_label()


@contextmanager
def request_scope(request: HttpRequest) -> Iterator[RequestScope]:
    """Name the request and its user on what is written outside of any action.

    The user is asked for only when something is written.
    """
    scope = RequestScope(uuid.uuid4().hex, request)
    label: Label | None = None

    def label_write(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: dict[str, Any]) -> Any:
        nonlocal label
        text = sql.decode() if isinstance(sql, bytes) else str(sql)
        if _action.get() is not None or not _WRITES.match(text) or _in_error(context["connection"]):
            return execute(sql, params, many, context)
        actor = _actor(getattr(request, "user", SOMEBODY))
        if label is None or label.facts["by"] != actor["by"]:  # signing in changes the user
            label = Label(actor | scope.facts())
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            _write_label(label)
            return execute(sql, params, many, context)

    token = _scope.set(scope)
    try:
        with connection.execute_wrapper(label_write):
            yield scope
    finally:
        _scope.reset(token)
        if label is not None:
            forget_label()


def forget_label() -> None:
    """Take the label off a transaction that goes on; one that ends forgets it by itself."""
    if connection.in_atomic_block and not _in_error(connection):
        _set("", "")


def _actor(by: Any) -> dict[str, Any]:
    """Who acts, by number and by name: the person's where the packages know one, else the account's."""
    from portal.policy.facts import facts  # policy asks for the user model, and models import this module

    if by is None or isinstance(by, str):
        return {"by": None, "who": by or PORTAL}
    if not by.is_authenticated:
        return {"by": None, "who": SOMEBODY}
    return {"by": by.pk, "who": str(facts(by).get("name") or by)}


def _write_label(label: Label) -> None:
    _set(str(label.id), json.dumps(label.facts))


def _set(label_id: str, facts: str) -> None:
    # the settings that the triggers of django-pghistory read; `true` makes them local to the transaction
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [label_id, facts],
        )


def _in_error(database: BaseDatabaseWrapper) -> bool:
    """Whether the transaction refuses every statement until it is rolled back."""
    raw = database.connection
    return database.needs_rollback or (raw is not None and raw.info.transaction_status == TransactionStatus.INERROR)
