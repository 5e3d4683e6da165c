"""Who may open a review, confirm for an institute, and see how far it is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from members.memberships.policy import institutes_of, is_delegate
from members.people.policy import is_office
from members.reviews.choices import ReviewState
from members.reviews.models import Confirmation, Correction
from portal.policy import facts, grant, is_administrator, predicate
from portal.policy.core import both


def _confirmation(obj: object) -> Confirmation | None:
    found = obj.confirmation if isinstance(obj, Correction) else obj
    return found if isinstance(found, Confirmation) else None


@predicate("you are a delegate of its institute", "delegates of the institute")
def is_delegate_of_confirmation(user: Any, obj: object = None) -> bool:
    """Asked about a confirmation or a correction in it; without one: of any institute."""
    if obj is None:
        return bool(institutes_of(user))
    found = _confirmation(obj)
    return found is not None and found.institute_id in institutes_of(user)


@predicate("the review is open", "as long as the review is open")
def is_under_way(user: Any, obj: object = None) -> bool:
    """After it was closed nothing is confirmed or marked any more."""
    found = _confirmation(obj)
    return found is None or found.review.state == ReviewState.OPEN


@predicate("you are on a board", "the boards")
def is_board(user: Any, obj: object = None) -> bool:
    """Somebody with any post in a board today."""
    return bool(facts(user).get("on_a_board"))


OPEN = grant("members:review:open", "open and close the yearly review", is_office)
LIST = grant("members:review:list", "see the yearly review", is_delegate, is_board, is_office, is_administrator)
SEE = grant(
    "members:review:see",
    "see what this institute confirms",
    is_delegate_of_confirmation,
    is_board,
    is_office,
    is_administrator,
)
CONFIRM = grant(
    "members:review:confirm",
    "confirm the people of this institute",
    both(is_delegate_of_confirmation, is_under_way),
    both(is_office, is_under_way),
)
SETTLE = grant("members:review:settle", "settle what delegates marked", is_office)


def _sees_all(user: Any) -> bool:
    return any(test.test(user, None) for test in (is_board, is_office, is_administrator))


def visible(user: Any, rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """The confirmations of the own institutes; all of them for boards and the office."""
    return rows if _sees_all(user) else rows.filter(institute__in=institutes_of(user))


def visible_corrections(user: Any, rows: QuerySet[Correction]) -> QuerySet[Correction]:
    """What was marked at the own institutes; everything for boards and the office."""
    return rows if _sees_all(user) else rows.filter(confirmation__institute__in=institutes_of(user))
