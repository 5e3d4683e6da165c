"""What the page of a person shows and offers of memberships."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from members.institutes.models import Institute
from members.memberships.choices import Ending
from members.memberships.models import Category, Membership
from members.memberships.policy import is_own
from members.memberships.verbs import buttons, is_lasting
from members.people.models import Person
from members.people.policy import is_office
from portal.periods import Period

ENDINGS = dict(Ending.choices)


def ending_words(row: dict[str, Any]) -> str:
    """Why it ends, and what the person said about it."""
    said = "will not renew" if row["not_renewed_at"] else "asked to renew" if row["renewal_asked_at"] else ""
    return ", ".join(filter(None, (ENDINGS.get(row["ending"], ""), said)))


def buttons_of(user: Any, person: Person, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons of the page, from the rows that it has read already."""
    found = [_membership(person, row) for row in rows]
    offered = buttons(user, person, found)
    may_transfer = is_own.test(user, person) or is_office.test(user, None)
    if may_transfer and not person.deceased and any(is_lasting(row) for row in found):
        offered.insert(0, {"label": "Transfer", "url": reverse("membership_transfer", args=[person.pk])})
    return offered


def _membership(person: Person, row: dict[str, Any]) -> Membership:
    """The row as an object, for the questions of the verbs; it is never saved."""
    category = None
    if row["category"]:
        category = Category(pk=row["category"], name=row["category__name"], needs_sponsor=row["needs_sponsor"])
    return Membership(
        pk=row["pk"],
        person=person,
        institute=Institute(pk=row["institute"], short_name=row["institute__short_name"]),
        category=category,
        period=Period(row["since"], row["end"]),
        ending=row["ending"],
        not_renewed_at=row["not_renewed_at"],
        renewal_asked_at=row["renewal_asked_at"],
    )
