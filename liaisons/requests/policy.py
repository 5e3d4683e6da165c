"""Who may see, file, edit, decide and discuss signal-MC requests."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from liaisons.assignments.policy import is_liaison, is_liaison_of, is_production_manager
from liaisons.requests.models import SignalRequest
from members.people.policy import is_member
from portal.policy import facts, grant, is_administrator, may, predicate

LIST = grant(
    "liaisons:request:list",
    "see signal-MC requests",
    is_member,
    is_liaison,
    is_production_manager,
    is_administrator,
)


@predicate("it was submitted", "all members once it is submitted")
def is_reader(user: Any, obj: object = None) -> bool:
    """A request that never left the working group is nobody else's business."""
    return may(user, LIST) and (obj is None or getattr(obj, "submitted_at", None) is not None)


SEE = grant("liaisons:request:see", "see this request", is_liaison_of, is_production_manager, is_reader)
FILE = grant("liaisons:request:file", "file signal-MC requests", is_liaison)
EDIT = grant("liaisons:request:edit", "edit, submit and cancel this request", is_liaison_of)
DECIDE = grant("liaisons:request:decide", "decide this request and run its production", is_production_manager)
REMARK = grant("liaisons:request:remark", "remark on this request", is_liaison_of, is_production_manager)


def visible(user: Any, rows: QuerySet[SignalRequest]) -> QuerySet[SignalRequest]:
    """The requests that `user` may see: those that were submitted, and the drafts of the own groups."""
    if is_production_manager.test(user, None):
        return rows
    if not may(user, LIST):
        return rows.none()
    return rows.filter(Q(submitted_at__isnull=False) | Q(group__in=facts(user).get("liaison_of", frozenset())))
