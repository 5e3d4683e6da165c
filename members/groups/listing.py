"""The lists of groups, of posts and of nominations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from members.groups import policy, queries
from members.groups.choices import (
    NOMINATION_TONES,
    STANDING_TONES,
    GroupKind,
    NominationState,
    Post,
    Standing,
)
from members.groups.models import Appointment, Group, Nomination
from members.groups.panels import MOVES
from members.people.models import Person
from portal.listing import Action, Column, Context, Listing, Query
from portal.periods import current_q
from portal.ui.addresses import page_url


def holders(post: str, on: date) -> Subquery:
    """The names of who holds a post in a group on the day, with commas."""
    rows = Appointment.objects.filter(group=OuterRef("pk"), post=post).current(on).order_by().values("group")
    name = Concat(F("person__given_name"), Value(" "), F("person__family_name"))
    return Subquery(rows.annotate(names=StringAgg(name, ", ", order_by="person__sort_key")).values("names"))


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _last_day(context: Context) -> Cast:
    end = ExpressionWrapper(F("period__endswith") - timedelta(days=1), output_field=DateTimeField())
    return Cast(end, DateField())  # a day less an interval is an instant for PostgreSQL


def _person_name(context: Context) -> Concat:
    return Concat(F("person__given_name"), Value(" "), F("person__family_name"))


PERSON = Column("person", "Person", primary=True, sort=("person__sort_key",), expr=_person_name)
GROUP = Column(
    "group.name",
    "Group",
    name="group",
    filter="choice",
    href=lambda row: page_url("group", row["group"]),
    uses=("group",),
)
STANDING = Column(
    "standing",
    "Standing",
    filter="choice",
    choices=Standing,
    tones=STANDING_TONES,
    expr=lambda context: queries.standing(context.on),
    shown=False,
)
WHOS_WHO = Action("Who’s who", "whos_who", policy.LIST)


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
    actions = (
        WHOS_WHO,
        Action("Chart", "groups_chart", policy.LIST),
        Action("Import who’s who", "import_start", policy.IMPORT, args=("who_is_who",)),
        Action("Set up a group", "group_new", policy.SET_UP, primary=True),
    )
    empty_text = "The office sets groups up, or imports a hand-kept table of who is who."
    columns = (
        Column("name", "Group", primary=True),
        Column("code", kind="code"),
        Column("kind", filter="choice", choices=GroupKind),
        Column(
            "parent.name",
            "Part of",
            name="parent",
            filter="choice",
            href=lambda row: page_url("group", row["parent"]) if row["parent"] else "",
            uses=("parent",),
        ),
        Column("conveners", "Conveners", expr=lambda context: holders(Post.CONVENER, context.on), sort=()),
        Column("liaisons", "Liaisons", expr=lambda context: holders(Post.LIAISON, context.on), sort=()),
        Column("managers", "Managers", expr=lambda context: holders(Post.MANAGER, context.on), sort=()),
        Column("vacancies", "Vacant", expr=lambda context: queries.vacant_words(context.on), sort=()),
        Column(
            "vacant",
            "Vacant seats",
            kind="number",
            expr=lambda context: queries.vacant_seats(context.on),
            filter="range",
            shown=False,
        ),
        STANDING,
    )

    def scope(self, context: Context) -> str:
        return "all"


class PostsListing(Listing):
    """Who holds which post on the day; others by their standing."""

    name, path, detail = "posts", "posts/", "appointment"
    model, noun, noun_plural, group = Appointment, "post", "posts", "Members"
    needs = policy.LIST
    ordering = ("group__name", "person__sort_key", "pk")
    search = ("person__search_name", "group__name")
    search_label = "Person or group"
    has_as_of = True
    hits = 0
    counted = (Group, Appointment, Person)
    actions = (WHOS_WHO,)
    empty_text = "Posts are filled on the page of a group."
    columns = (
        PERSON,
        Column("post", "Post", filter="choice", choices=Post),
        GROUP,
        Column("since", "From", kind="date", filter="dates", expr=lambda context: F("period__startswith")),
        Column("last_day", "Last day", kind="date", filter="dates", expr=_last_day),
        STANDING,
        Column(
            "ends_soon",
            "Ends soon",
            kind="flag",
            filter="choice",
            expr=lambda context: _yes(queries.ends_soon(context.on)),
        ),
        Column(
            "several",
            "Leads with several posts",
            kind="flag",
            filter="choice",
            expr=lambda context: queries.leads_several(context.on),
        ),
    )

    def scope(self, context: Context) -> str:
        return "all"

    def select(self, query: Query, *, without: str = "") -> QuerySet[Any]:
        """The posts of the day, unless asked for by standing."""
        rows = super().select(query, without=without)
        asked = without == "standing" or query.values.get("standing")
        return rows if asked else rows.filter(current_q(query.context.on))


class NominationsListing(Listing):
    """Who was proposed for which post, and the answers."""

    name, path, detail = "nominations", "nominations/", "nomination"
    model, noun, noun_plural, group = Nomination, "nomination", "nominations", "Members"
    needs = policy.NOMINATIONS
    ordering = ("-nominated_at", "pk")
    search = ("person__search_name", "group__name")
    search_label = "Person or group"
    counted = (Nomination, Group, Person)
    moves = MOVES
    empty_text = "Who leads a group proposes people on its page."
    columns = (
        PERSON,
        Column("post", "Post", filter="choice", choices=Post),
        GROUP,
        Column("since", "From", kind="date", expr=lambda context: F("period__startswith")),
        Column("last_day", "Last day", kind="date", expr=_last_day),
        Column("state", "State", filter="choice", choices=NominationState, tones=NOMINATION_TONES),
        Column("nominated_at", "Proposed", kind="instant"),
        Column("answered_at", "Answered", kind="instant", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Nomination.objects.all())
