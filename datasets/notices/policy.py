"""Who reads notices and who keeps them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from datasets.catalogue.policy import is_production_manager
from datasets.notices.choices import NoticeState
from datasets.notices.models import Notice
from members.people.policy import is_guest, is_member
from portal.policy import grant, is_administrator, may, predicate


@predicate("it was opened", "members and guests once it is opened")
def is_reader(user: Any, obj: object = None) -> bool:
    """A draft is nobody else's business."""
    opened = not isinstance(obj, Notice) or obj.state != NoticeState.DRAFT
    return opened and bool(is_member.test(user, None) or is_guest.test(user, None))


SEE = grant("datasets:notice:list", "see notices", is_reader, is_production_manager, is_administrator)
KEEP = grant("datasets:notice:keep", "keep notices", is_production_manager, is_administrator)


def visible(user: Any, rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """All that were opened; drafts for those who keep notices."""
    if may(user, KEEP):
        return rows
    return rows.exclude(state=NoticeState.DRAFT) if may(user, SEE) else rows.none()
