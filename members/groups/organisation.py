"""The organisation as of a day: the who's who in words, and the chart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from members.groups import policy, queries
from members.groups.choices import Post
from members.groups.models import Appointment
from members.groups.queries import Node
from portal.listing.query import day_words
from portal.periods import AsOfError, as_of
from portal.policy import audience, needs
from portal.ui.addresses import links_on
from portal.ui.trees import Box


@needs(policy.LIST)
def whos_who(request: HttpRequest) -> HttpResponse:
    """Who holds which post, group by group, as of a day; in place of hand-kept tables."""
    on = _day(request)
    roots = queries.tree(on, former=True)
    with links_on(on):
        liaisons = [
            {"group": node.group, "people": [_person(row) for row in node.posts[Post.LIAISON]]}
            for node in sorted(queries.walk(roots), key=lambda node: str(node.group.name))
            if node.posts.get(Post.LIAISON) or dict(queries.seats_of(node.group)).get(Post.LIAISON)
        ]
        context = {"nodes": [_words(node) for node in roots], "liaisons": liaisons}
        return _page(request, "groups/whos_who.html", on, "Who’s who", **context)


@needs(policy.LIST)
def chart(request: HttpRequest) -> HttpResponse:
    """The groups as a drawing, as of a day."""
    on = _day(request)
    roots = queries.tree(on)
    with links_on(on):
        context = {"boxes": [_box(node) for node in roots], "nodes": [_words(node) for node in roots]}
        return _page(request, "groups/chart.html", on, "Organisation", **context)


@needs(policy.LIST)
def double_holdings(request: HttpRequest) -> HttpResponse:
    """People who lead with several posts: a filter of the list of posts."""
    return redirect(f"{reverse('posts')}?several=True")


def _day(request: HttpRequest) -> date:
    try:
        return as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error


def _page(request: HttpRequest, template: str, on: date, title: str, **context: Any) -> HttpResponse:
    today = timezone.localdate()
    page = {
        "title": title,
        "crumbs": [("Members", ""), ("Groups", reverse("groups"))],
        "visibility": audience(request.user, policy.LIST),
    }
    day = {"date": on, "is_today": on == today, "words": day_words(on, today), "hidden": [], "today_url": "?"}
    query = "" if on == today else f"?as_of={on}"
    return render(
        request, template, {"page": page, "as_of": day, "on": on, "query": query, "nav_key": "groups", **context}
    )


def _words(node: Node) -> dict[str, Any]:
    """A group as the pages tell it: its posts in order, each with holders, former holders and empty seats."""
    vacant = dict(node.vacant)
    posts = []
    for post in Post:
        holders, former = node.posts.get(post, []), node.former.get(post, [])
        free = vacant.get(str(post.label), 0)
        if holders or former or free:
            posts.append(
                {
                    "label": _plural(post, len(holders) + free),
                    "people": [_person(row) for row in holders],
                    "former": [_person(row) for row in former],
                    "vacant": free,
                }
            )
    return {"group": node.group, "posts": posts, "children": [_words(child) for child in node.children]}


def _plural(post: Post, number: int) -> str:
    word = str(capfirst(post.label))
    return word if number == 1 else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _person(row: Appointment) -> dict[str, Any]:
    person, term = row.person, row.period
    return {
        "name": person.full_name,
        "url": person.get_absolute_url(),
        "since": term.lower,
        "last": queries.last_day(term),
        "dated": term.upper != queries.UNKNOWN_TERM.upper,
    }


def _box(node: Node) -> Box:
    """A group of the chart: who leads, and what is vacant in words."""
    leads = [f"{row.person.full_name}, {row.get_post_display()}" for row in node.heads]
    lines = leads if len(leads) <= HEADS else [*leads[: HEADS - 1], f"and {len(leads) - HEADS + 1} more"]
    return Box(
        str(node.group),
        node.group.get_absolute_url(),
        tuple(lines) or ("nobody leads it",),
        "vacant: " + ", ".join(f"{post} {number}" for post, number in node.vacant) if node.vacant else "",
        tuple(_box(child) for child in node.children),
    )


HEADS = 4
"""How many heads a box of the chart names."""
