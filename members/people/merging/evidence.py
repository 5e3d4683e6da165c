"""What tells two records apart: the facts of each side by side, and what speaks against one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from members.people import policy, queries
from members.people.choices import IdentifierKind, PersonStatus
from members.people.models import Person

MEMBERSHIPS = 5
"""The latest ones, which stand in the comparison."""


def people_to_compare() -> QuerySet[Any]:
    """People with all that a comparison needs, in one query for each table."""
    memberships = Person._meta.get_field("memberships").related_model._base_manager
    return (
        Person.objects.annotate(on_day=queries.status(timezone.localdate()))
        .select_related("user")
        .prefetch_related(
            Prefetch("memberships", memberships.select_related("institute").order_by("-period")),
            "identifiers",
            "audiences",
        )
    )


def side(user: Any, person: Any) -> dict[str, Any]:
    """The facts of one record as far as `user` may see them. `person` comes from `people_to_compare`."""

    def shown(field: str, value: str) -> str:
        return value if policy.may_see(user, person, field) else ""

    facts = [
        ("Status", PersonStatus(person.on_day).label),
        ("Native script", shown("native_name", person.native_name)),
        ("On papers", person.paper_name),
        ("E-mail", shown("email", person.email)),
        ("Account", person.user or ""),
        *(
            (row.get_kind_display(), row.value)
            for row in sorted(person.identifiers.all(), key=lambda row: (row.kind, row.pk))
            if policy.may_see_kind(user, person, row.kind)
        ),
        *(("Member", f"{row.institute}, {_words(row.period)}") for row in list(person.memberships.all())[:MEMBERSHIPS]),
    ]
    return {"person": person, "facts": [(label, value) for label, value in facts if value]}


def lines(user: Any, person: Any) -> list[str]:
    """One record in two lines of a list: what tells it from another of the same name, as far as `user` may see it."""
    latest = next(iter(person.memberships.all()), None)
    where = f"{latest.institute}, {_words(latest.period)}" if latest else "no membership"
    mail = person.email if policy.may_see(user, person, "email") else ""
    return [f"{PersonStatus(person.on_day).label} · {where}", *([mail] if mail else [])]


def _words(period: Any) -> str:
    return f"{period.lower} until {period.upper - timedelta(days=1) if period.upper else 'open end'}"


def against(user: Any, one: Any, two: Any) -> list[str]:
    """In words what one person would not have: two ORCID iDs, two names in native script, two institutes at a time.

    Only of what `user` may see of both. A hint as well: an iD can be registered twice, and a share of the time be
    somewhere else.
    """
    found = []
    if all(policy.may_see_kind(user, person, IdentifierKind.ORCID) for person in (one, two)):
        first, second = (
            {row.value for row in p.identifiers.all() if row.kind == IdentifierKind.ORCID} for p in (one, two)
        )
        if first and second and not first & second:
            found.append("different ORCID iDs")
    if all(policy.may_see(user, person, "native_name") for person in (one, two)):
        first, second = ({"".join(person.native_name.split())} - {""} for person in (one, two))
        if first and second and first != second:
            found.append("different native script")
    if _at_two_places(one.memberships.all(), two.memberships.all()):
        found.append("at two institutes at a time")
    return found


def _at_two_places(ones: Iterable[Any], twos: Iterable[Any]) -> bool:
    def ends(row: Any) -> date:
        return row.period.upper or date.max

    return any(
        one.institute_id != two.institute_id and one.period.lower < ends(two) and two.period.lower < ends(one)
        for one in ones
        for two in twos
    )
