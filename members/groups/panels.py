"""The page of a group: who holds which post on a day, and who held it before."""

from __future__ import annotations

from typing import Any

from members.groups import policy
from members.groups.models import Appointment, Group
from members.people.panels import until
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table


def _cells() -> tuple[Cell, ...]:
    return (
        Cell("Person", lambda row: row.person, href=lambda row: row.person.get_absolute_url(), primary=True),
        Cell("Post", lambda row: row.get_post_display()),
        Cell("From", lambda row: row.period.lower),
        Cell("Until", lambda row: until(row.period)),
    )


def _current(group: Group, shown: Shown) -> Any:
    return (
        Appointment.objects.filter(group=group)
        .current(shown.on)
        .select_related("person")
        .order_by("post", "person__sort_key")
    )


def _former(group: Group, shown: Shown) -> Any:
    rows = Appointment.objects.filter(group=group, period__endswith__lte=shown.on)
    return rows.select_related("person").order_by("-period")


class GroupPage(Detail):
    """A group with its posts."""

    model, name, path = Group, "group", "groups/<int:pk>/"
    listing, group, noun_plural = "groups", "Members", "groups"
    needs = policy.LIST
    has_as_of = True
    related_history = ("appointments",)
    left = (
        Table("Who holds which post", _current, *_cells(), empty="Nobody holds a post in this group on this day."),
        Table("Former", _former, *_cells()),
    )
    right = (
        Facts(
            "Facts",
            Fact("code", "Code", copy=True),
            Fact("kind", "Kind"),
            Fact("parent", "Part of", href=lambda group: group.parent.get_absolute_url()),
            Fact("mailing_list", "Mailing list", copy=True),
            Fact("description", "About"),
        ),
    )
