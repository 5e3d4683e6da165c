"""Who files, reads and decides applications, and who may see and announce departures."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from members.accession.choices import ApplicationState
from members.accession.models import Application, Departure
from members.memberships.policy import institutes_of, is_delegate
from members.people.policy import is_member, is_office
from portal.policy import grant, is_administrator, predicate


@predicate("you filed it", "who filed it")
def is_filer(user: Any, obj: object = None) -> bool:
    """Asked about an application; without one nobody."""
    return isinstance(obj, Application) and obj.filed_by_id is not None and obj.filed_by_id == getattr(user, "pk", None)


@predicate("you are a delegate of the leaving institute", "delegates of the leaving institute")
def is_delegate_of_leaving(user: Any, obj: object = None) -> bool:
    """Asked about a departure; without one: a delegate of any institute."""
    if obj is None:
        return bool(is_delegate.test(user, None))
    return isinstance(obj, Departure) and obj.institute_id in institutes_of(user)


APPLY = grant(
    "members:application:file", "file the application of an institute", is_member, is_office, is_administrator
)
LIST = grant("members:application:list", "see the institutes that want to join", is_member, is_office, is_administrator)
READ = grant("members:application:read", "read contacts and documents", is_filer, is_office, is_administrator)
KEEP = grant("members:application:keep", "change or withdraw this application", is_filer, is_office, is_administrator)
DECIDE = grant("members:application:decide", "move applications on", is_office, is_administrator)

SEE_DEPARTURES = grant("members:departure:list", "see departures", is_member, is_office, is_administrator)
ANNOUNCE = grant("members:departure:announce", "announce that an institute leaves", is_office, is_administrator)
SETTLE = grant(
    "members:departure:settle",
    "decide where members of the leaving institute go on",
    is_delegate_of_leaving,
    is_office,
    is_administrator,
)
RESTRUCTURE = grant("members:institute:restructure", "merge and split institutes", is_office, is_administrator)


def visible(user: Any, rows: QuerySet[Application]) -> QuerySet[Application]:
    """The applications that `user` may see: all for the office; others what was submitted, and the own ones."""
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    hidden = Q(state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN))
    return rows.filter(~hidden | Q(filed_by=user.pk or 0))
