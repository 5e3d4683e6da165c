"""The pages of a group, of a post that somebody holds, and of a nomination."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst

from members.groups import actions, policy, queries
from members.groups.choices import NOMINATION_TONES, STANDING_TONES, LinkKind, NominationState, Post, Standing
from members.groups.lifecycle import NOMINATION
from members.groups.models import Appointment, Group, GroupLink, Nomination
from members.people.panels import SPAN, last_day
from portal.detail import Banner, Cell, Detail, Fact, Facts, Rows, Shown, Table, Template
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui.addresses import page_url

MEMBERS_SHOWN = 50
WHO = ("pk", "person", "person__given_name", "person__family_name", "person__suffix", "post")
NAMED = ("person__given_name", "person__family_name", "person__suffix")


def _current(key: int, on: date) -> Any:
    return Appointment.objects.filter(group=key).current(on)


POSTS = Rows(
    lambda key, on: (
        _current(key, on)
        .exclude(post=Post.MEMBER)
        .annotate(rank=queries.by_rank())
        .order_by("rank", "person__sort_key", "person_id")
        .values(*WHO, **SPAN)
    )
)
MEMBERS = Rows(
    lambda key, on: (
        _current(key, on)
        .filter(post=Post.MEMBER)
        .order_by("person__sort_key", "person_id")
        .values(*WHO, **SPAN, total=Window(Count("pk")))[:MEMBERS_SHOWN]
    )
)
FORMER = Rows(
    lambda key, on: (
        Appointment.objects.filter(group=key, period__endswith__lte=on)
        .exclude(post=Post.MEMBER)
        .order_by("-period", "person__sort_key")
        .values(*WHO, **SPAN)
    )
)
PARTS = Rows(
    lambda key, on: (
        Group.objects.filter(parent=key)
        .current(on)
        .annotate(vacant=queries.vacant_words(on))
        .order_by("name")
        .values("pk", "name", "code", "vacant")
    )
)
LINKS = Rows(
    lambda key, on: (
        GroupLink.objects.filter(group=key).order_by("kind", "position", "label").values("pk", "kind", "label", "url")
    )
)
PROPOSED = Rows(
    lambda key, on: (
        Nomination.objects.filter(group=key, state=NominationState.PROPOSED)
        .order_by("-nominated_at")
        .values(*WHO, **SPAN)
    )
)


def _name(row: dict[str, Any]) -> str:
    return " ".join(row[name] for name in NAMED if row[name])


def _unless_unknown(row: dict[str, Any], value: Any) -> Any:
    return "not known" if row["end"] == queries.UNKNOWN_TERM.upper else value


TERM = (
    Cell("From", lambda row: _unless_unknown(row, row["since"])),
    Cell("Until", lambda row: _unless_unknown(row, last_day(row["end"]))),
)
PERSON = Cell("Person", _name, href=lambda row: page_url("person", row["person"]), primary=True)
POST = Cell("Post", lambda row: Post(row["post"]).label, href=lambda row: page_url("appointment", row["pk"]))


def _seats(group: Group, shown: Shown) -> list[dict[str, Any]]:
    """Each post with seats: how many hold it on the day, and how many are missing."""
    members = shown.gathered[MEMBERS]
    held = [row["post"] for row in shown.gathered[POSTS]] + [Post.MEMBER] * (members[0]["total"] if members else 0)
    return [{"post": post, "seats": seats, "held": held.count(post)} for post, seats in queries.seats_of(group)]


def _everybody(group: Group, shown: Shown) -> tuple[str, str]:
    rows = shown.gathered[MEMBERS]
    words = f"All {rows[0]['total']} members" if rows and rows[0]["total"] > len(rows) else "Everybody in this group"
    return f"{words}, as a list of people", f"{reverse('people')}?in_group={group.pk}"


def _links(group: Group, shown: Shown) -> dict[str, Any] | None:
    """The links, each with a button to take it away for who may."""
    able = may(shown.user, policy.EDIT, group)
    rows = [row | {"kind": LinkKind(row["kind"]).label} for row in shown.gathered[LINKS]]
    return {"links": rows, "able": able, "target": group} if rows or able else None


class GroupPage(Detail):
    """A group with its posts and members."""

    model, name, path = Group, "group", "groups/<int:pk>/"
    listing, group, noun_plural = "groups", "Members", "groups"
    needs = policy.LIST
    has_as_of = True
    related_history = ("appointments", "links")
    select_related = ("parent",)
    together = (LINKS,)
    left = (
        Table("Posts", POSTS, PERSON, POST, *TERM, empty="Nobody holds a post in this group on this day."),
        Table("Members", MEMBERS, PERSON, *TERM, more=_everybody),
        Table("Held a post before", FORMER, PERSON, POST, *TERM),
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
            "Seats",
            _seats,
            Cell("Post", lambda row: Post(row["post"]).label, primary=True),
            Cell("Seats", lambda row: row["seats"], numeric=True),
            Cell("Held", lambda row: str(row["held"]), numeric=True),
            Cell("Vacant", lambda row: max(row["seats"] - row["held"], 0) or "", numeric=True),
        ),
        Table(
            "Proposed",
            PROPOSED,
            Cell("Person", _name, href=lambda row: page_url("nomination", row["pk"]), primary=True),
            Cell("Post", lambda row: Post(row["post"]).label),
            *TERM,
            needs=policy.SEE_OPEN,
        ),
        Template("Links", "groups/_links.html", _links),
        Table(
            "Parts of this group",
            PARTS,
            Cell("Group", lambda row: row["name"], href=lambda row: page_url("group", row["pk"]), primary=True),
            Cell("Code", lambda row: row["code"]),
            Cell("Vacant", lambda row: row["vacant"]),
        ),
    )

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        """That the group is over, or not yet there, on the day."""
        if obj.period.upper is not None and obj.period.upper <= shown.on:
            return [Banner("none", f"Dissolved; its last day was {last_day(obj.period.upper)}.")]
        return [Banner("info", f"Begins on {obj.period.lower}.")] if obj.period.lower > shown.on else []

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """What the viewer may do here."""
        offered = (
            ("Nominate", "group_nominate", policy.FILL, True),
            ("Appoint", "group_appoint", policy.FILL, False),
            ("Edit", "group_edit", policy.EDIT, False),
            ("Move", "group_move", policy.MANAGE, False),
            ("Dissolve", "group_dissolve", policy.MANAGE, False),
        )
        return [
            {"label": label, "url": reverse(name, args=[obj.pk]), "primary": primary}
            for label, name, needs, primary in offered
            if may(shown.user, needs, obj)
        ]


class AppointmentPage(Detail):
    """One term of somebody in a post."""

    model, name, path = Appointment, "appointment", "posts/<int:pk>/"
    listing, group, noun_plural = "posts", "Members", "posts"
    needs = policy.LIST
    select_related = ("person", "group")
    left = (
        Facts(
            "Term",
            Fact("person", "Person", href=lambda row: row.person.get_absolute_url()),
            Fact("post", "Post"),
            Fact("group", "Group", href=lambda row: row.group.get_absolute_url()),
            Fact("since", "From", value=lambda row, shown: row.period.lower, field="period"),
            Fact("last", "Last day", value=lambda row, shown: last_day(row.period.upper), field="period"),
        ),
    )

    def title(self, obj: Any) -> str:
        return f"{obj.person}, {obj.get_post_display()}"

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str]:
        period = obj.period
        over = period.upper is not None and period.upper <= shown.on
        found = Standing.FORMER if over else Standing.FUTURE if period.lower > shown.on else Standing.CURRENT
        return str(found.label), str(STANDING_TONES[found])

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """What the viewer may do about a term that is not over."""
        if obj.period.upper is not None and obj.period.upper <= shown.on:
            return []
        offered = [("End", "appointment_end", policy.FILL), ("Resign", "appointment_resign", policy.RESIGN)]
        if obj.period.upper is not None:
            offered.insert(0, ("Extend", "appointment_extend", policy.FILL))
        return [
            {"label": label, "url": reverse(name, args=[obj.pk])}
            for label, name, needs in offered
            if may(shown.user, needs, obj)
        ]


def _get(user: Any, pk: int) -> Nomination:
    rows = policy.visible(user, Nomination.objects.select_related("person", "group"))
    return get_object_or_404(rows, pk=pk)


MOVES = Moves(
    NOMINATION,
    {"accept": actions.accept, "refuse": actions.refuse, "withdraw": actions.withdraw},
    _get,
    name="nomination_move",
    prefix="nominations/",
    see=policy.NOMINATIONS,
    tones=NOMINATION_TONES,
)


class NominationPage(Detail):
    """What is proposed, by whom, and what the person answered."""

    model, name, path = Nomination, "nomination", "nominations/<int:pk>/"
    listing, group, noun_plural = "nominations", "Members", "nominations"
    needs = policy.NOMINATIONS
    moves = MOVES
    select_related = ("person", "group", "nominated_by", "appointment")
    left = (
        Facts(
            "What is proposed",
            Fact("person", "Person", href=lambda row: row.person.get_absolute_url()),
            Fact("post", "Post"),
            Fact("group", "Group", href=lambda row: row.group.get_absolute_url()),
            Fact("since", "From", value=lambda row, shown: row.period.lower, field="period"),
            Fact("last", "Last day", value=lambda row, shown: last_day(row.period.upper), field="period"),
            Fact("reason", "Why"),
        ),
    )
    right = (
        Facts(
            "Course",
            Fact("nominated_at", "Proposed"),
            Fact("nominated_by", "By", value=lambda row, shown: queries.who(row.nominated_by)),
            Fact("answered_at", "Answered"),
            Fact("appointment", "Appointment", href=lambda row: row.appointment.get_absolute_url()),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Nomination.objects.all())

    def title(self, obj: Any) -> str:
        return f"{obj.person}: {capfirst(obj.get_post_display())} of {obj.group}"
