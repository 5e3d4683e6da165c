"""The list of groups."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from members.groups import policy
from members.groups.choices import GroupKind, Post
from members.groups.models import Appointment, Group
from members.people.models import Person
from portal.listing import Column, Context, Listing


def holders(post: str, on: date) -> Subquery:
    """The names of who holds a post in a group on the day, with commas."""
    rows = Appointment.objects.filter(group=OuterRef("pk"), post=post).current(on).order_by().values("group")
    name = Concat(F("person__given_name"), Value(" "), F("person__family_name"))
    return Subquery(rows.annotate(names=StringAgg(name, ", ", order_by="person__sort_key")).values("names"))


class GroupsListing(Listing):
    """Groups with who leads them, as of a day."""

    name, path, detail = "groups", "groups/", "group"
    model, noun, noun_plural, group = Group, "group", "groups", "Members"
    needs = policy.LIST
    ordering = ("name", "pk")
    search = ("name", "code")
    search_label = "Name or code"
    has_as_of = True
    counted = (Group, Appointment, Person)
    empty_text = "Groups come with the demo or are added by the office."
    columns = (
        Column("name", "Group", primary=True),
        Column("code", kind="code"),
        Column("kind", filter="choice", choices=GroupKind),
        Column("conveners", "Conveners", expr=lambda context: holders(Post.CONVENER, context.on), sort=()),
        Column("liaisons", "Liaisons", expr=lambda context: holders(Post.LIAISON, context.on), sort=()),
        Column("managers", "Managers", expr=lambda context: holders(Post.MANAGER, context.on), sort=()),
    )

    def scope(self, context: Context) -> str:
        return "all"
