"""The page of a group: who holds which post on a day, and who held it before."""

from __future__ import annotations

from typing import Any

from members.groups import policy
from members.groups.choices import Post
from members.groups.models import Appointment, Group
from members.people.panels import until
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table


def _cells(*, post: bool) -> tuple[Cell, ...]:
    cells = (
        Cell("Person", lambda row: row.person, href=lambda row: row.person.get_absolute_url(), primary=True),
        Cell("Post", lambda row: row.get_post_display()),
        Cell("From", lambda row: row.period.lower),
        Cell("Until", lambda row: until(row.period)),
    )
    return cells if post else (cells[0], *cells[2:])


def _rank(row: Appointment) -> int:
    return list(Post).index(Post(row.post))


def _current(group: Group, shown: Shown) -> Any:
    rows = Appointment.objects.filter(group=group).current(shown.on)
    return rows.select_related("person").order_by("person__sort_key", "person_id")


def _posts(group: Group, shown: Shown) -> list[Appointment]:
    """Who holds a post on the day, in the order of the posts."""
    return sorted(_current(group, shown).exclude(post=Post.MEMBER), key=_rank)


def _members(group: Group, shown: Shown) -> Any:
    return _current(group, shown).filter(post=Post.MEMBER)


def _former(group: Group, shown: Shown) -> Any:
    """Whose term was over on the day, the latest first."""
    rows = Appointment.objects.filter(group=group, period__endswith__lte=shown.on).exclude(post=Post.MEMBER)
    return rows.select_related("person").order_by("-period", "person__sort_key")


class GroupPage(Detail):
    """A group with its posts and members."""

    model, name, path = Group, "group", "groups/<int:pk>/"
    listing, group, noun_plural = "groups", "Members", "groups"
    needs = policy.LIST
    has_as_of = True
    related_history = ("appointments",)
    select_related = ("parent",)
    left = (
        Table("Posts", _posts, *_cells(post=True), empty="Nobody holds a post in this group on this day."),
        Table("Members", _members, *_cells(post=False)),
        Table("Held a post before", _former, *_cells(post=True)),
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
        Table(
            "Parts of this group",
            lambda group, shown: group.children.all(),
            Cell("Group", lambda row: row.name, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Code", lambda row: row.code),
        ),
    )
