"""Reads about groups: what lies above and below, seats and vacancies, who leads, terms that end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import BooleanField, Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from members.bylaws import bylaws
from members.groups.choices import LEADING, Post, Standing, rank
from members.groups.models import Appointment, Group, Nomination
from members.people.models import Person
from portal.periods import Period

OFFICE = "office"
"""The code of the group whose members are the membership office."""
UNKNOWN_TERM = Period(date(1900, 1, 1), date(1900, 1, 2))
"""Of somebody who held a post before, nobody knows when: the first day on record, like that of such a group."""
BELOW = """WITH RECURSIVE below(id) AS (
    SELECT id FROM members_group WHERE parent_id = ANY(%s)
    UNION SELECT g.id FROM members_group g JOIN below b ON g.parent_id = b.id) SELECT id FROM below"""
ABOVE = """WITH RECURSIVE above(id, parent_id, steps) AS (
    SELECT id, parent_id, 0 FROM members_group WHERE id = %s
    UNION ALL SELECT g.id, g.parent_id, a.steps + 1 FROM members_group g JOIN above a ON g.id = a.parent_id
        WHERE a.steps < 50) SELECT id FROM above ORDER BY steps"""
VACANT = """(SELECT {what} FROM (
        SELECT s.key, s.value::int - (SELECT count(*) FROM members_appointment a
            WHERE a.group_id = members_group.id AND a.post = s.key AND a.period @> %s::date) AS free
        FROM jsonb_each_text(members_group.seats) s WHERE s.value ~ '^[0-9]{{1,4}}$') seats
    WHERE free > 0 AND members_group.period @> %s::date)"""
_SIGNER = Signer(salt="members.groups.nomination")


def _keys(sql: str, value: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return [key for (key,) in cursor.fetchall()]


def below(groups: Collection[int]) -> frozenset[int]:
    """The keys of all groups below any of `groups`."""
    return frozenset(_keys(BELOW, sorted(groups))) if groups else frozenset()


def upwards(group: Group) -> list[int]:
    """The keys of the group and of those above it, from the bottom."""
    return _keys(ABOVE, group.pk)


def office_works(on: date) -> bool:
    """Whether anybody holds a post in the office on the day."""
    return Appointment.objects.filter(group__code=OFFICE).current(on).exists()


def vacant_words(on: date) -> RawSQL:
    """For a query of groups: the vacant seats of the day as `convener 1, liaison 2`; NULL without any."""
    what = "string_agg(key || ' ' || free, ', ' ORDER BY key)"
    return RawSQL(VACANT.format(what=what), [on, on], output_field=CharField())  # noqa: S611  constants, parameters


def vacant_seats(on: date) -> RawSQL:
    """For a query of groups: how many seats are vacant on the day; NULL for none."""
    return RawSQL(VACANT.format(what="sum(free)::int"), [on, on], output_field=IntegerField())  # noqa: S611  likewise


def standing(on: date) -> Case:
    """For rows with a period: current, former or to come on the day."""
    return Case(
        When(period__contains=on, then=Value(Standing.CURRENT)),
        When(period__startswith__gt=on, then=Value(Standing.FUTURE)),
        default=Value(Standing.FORMER),
        output_field=CharField(),
    )


def by_rank() -> Case:
    """Posts in their order."""
    return Case(*(When(post=post, then=Value(rank(post))) for post in Post), output_field=IntegerField())


def ends_soon(on: date) -> Q:
    """For appointments: current on the day, with an end within the days of the by-laws."""
    last = on + timedelta(days=bylaws().groups.term_warning_days)
    return Q(period__contains=on, period__endswith__lte=last)


def heads(group: Group, on: date, besides: int = 0) -> list[Person]:
    """Who leads the group on the day, or the nearest group above that has somebody; without the person `besides`."""
    leading = Appointment.objects.filter(group__in=(above := upwards(group)), post__in=LEADING).current(on)
    found: dict[int, list[Person]] = defaultdict(list)
    for row in leading.exclude(person=besides).filter(person__deceased=False).select_related("person"):
        found[row.group_id].append(row.person)
    return next((found[key] for key in above if key in found), [])


def answer_key(nomination: Nomination) -> str:
    """What only the mail to the nominee holds."""
    return _SIGNER.sign(str(nomination.pk))


def by_answer_key(key: str) -> int | None:
    """The nomination whose mail holds `key`; None for a key that we did not make."""
    try:
        return int(_SIGNER.unsign(key))
    except BadSignature:
        return None


@dataclass
class Node:
    """A group in the tree of a day, with who holds and held its posts, in the order of the posts."""

    group: Group
    depth: int = 0
    children: list[Node] = field(default_factory=list)
    posts: dict[str, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    former: dict[str, list[Appointment]] = field(default_factory=lambda: defaultdict(list))

    @property
    def heads(self) -> list[Appointment]:
        return [row for post in LEADING for row in self.posts.get(post, ())]

    @property
    def vacant(self) -> list[tuple[str, int]]:
        """The posts with fewer holders than seats, and how many are missing."""
        free = {Post(post): seats - len(self.posts.get(post, ())) for post, seats in seats_of(self.group)}
        # plain members stand in no tree; the list of groups counts their seats
        return [(str(post.label), number) for post, number in free.items() if number > 0 and post != Post.MEMBER]


def seats_of(group: Group) -> list[tuple[str, int]]:
    """The seats per post in the order of the posts; what is no post or no number is left out."""
    found = group.seats if isinstance(group.seats, dict) else {}
    return [(post, found[post]) for post in Post.values if isinstance(found.get(post), int) and found[post] > 0]


def tree(on: date, *, former: bool = False) -> list[Node]:
    """The groups of the day, roots first, with holders of posts other than plain members; two queries.

    With `former` also those whose term was over. A group below one that is over stands at the top.
    """
    nodes = {group.pk: Node(group) for group in Group.objects.current(on).order_by("name", "pk")}
    rows = Appointment.objects.filter(group__in=nodes).exclude(post=Post.MEMBER).select_related("person")
    rows = rows.filter(period__startswith__lte=on) if former else rows.current(on)
    for row in rows.annotate(rank=by_rank()).order_by("rank", "-period", "person__sort_key", "pk"):
        over = row.period.upper is not None and row.period.upper <= on
        (nodes[row.group_id].former if over else nodes[row.group_id].posts)[row.post].append(row)
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.group.parent_id or 0)
        (above.children if above else roots).append(node)
    for node in walk(roots):
        for child in node.children:
            child.depth = node.depth + 1
    return roots


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node, each before those below it."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def vacancies(on: date, groups: Collection[int] | None = None) -> QuerySet[Any]:
    """Groups with a vacant seat on the day, annotated with `vacant` in words; of `groups` alone unless None."""
    rows = Group.objects.current(on) if groups is None else Group.objects.current(on).filter(pk__in=groups)
    return rows.annotate(vacant=vacant_words(on)).filter(vacant__isnull=False).order_by("name")


def leads_several(on: date) -> RawSQL:
    """For appointments: whether it leads a group on the day and its holder leads with another post too."""
    sql = """(members_appointment.post = ANY(%s) AND members_appointment.period @> %s::date AND (
        SELECT count(*) FROM members_appointment o WHERE o.person_id = members_appointment.person_id
            AND o.period @> %s::date AND o.post = ANY(%s)) > 1)"""
    posts = [str(post) for post in LEADING]
    return RawSQL(sql, [posts, on, on, posts], output_field=BooleanField())  # noqa: S611  constants, parameters


def terms_ending(on: date) -> QuerySet[Appointment]:
    """Appointments other than plain membership whose term ends soon."""
    rows = Appointment.objects.filter(ends_soon(on), person__deceased=False).exclude(post=Post.MEMBER)
    return rows.select_related("person", "group").order_by(F("period__endswith"), "pk")


def who(account: Any) -> str:
    """The name of the person behind an account, as the record knows it now."""
    person = Person.objects.filter(user=account.pk).first() if getattr(account, "pk", None) else None
    return person.full_name if person else str(account or "")


def last_day(period: Any) -> date | None:
    """The last day of a period; None for an open end."""
    return period.upper - timedelta(days=1) if period.upper else None
