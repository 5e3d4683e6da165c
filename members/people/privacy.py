"""Who sees a field of a person: what the by-laws say, or the person chose among what they offer.

The rule alone, without a viewer: `policy.may_see` asks it for one person, `queries.shown_to` in SQL for a list.
"""

from __future__ import annotations

from members.bylaws import bylaws
from members.bylaws.tables import FieldRule
from members.people.choices import Audience

CLOSED = FieldRule(shown=Audience.OFFICE.value, choice=())
"""For a field of which the by-laws say nothing."""


def rule(field: str) -> FieldRule:
    """The default audience of a field, and those that may be chosen."""
    return bylaws().privacy.fields.get(field, CLOSED)


def audience(field: str, chosen: str | None) -> Audience:
    """Who sees the field. A choice that the by-laws no longer offer counts as none."""
    given = rule(field)
    return Audience(chosen if chosen in given.choice else given.shown)


def seen_by_members(field: str, chosen: str | None) -> bool:
    """Whether every member sees the field: what may stand in the text that all search."""
    return audience(field, chosen) in (Audience.PUBLIC, Audience.MEMBERS)
