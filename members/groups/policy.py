"""Who may see groups, who sets them up, and who fills their posts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.groups import queries
from members.groups.choices import rank
from members.groups.models import Appointment, Group, Nomination
from members.people.policy import is_member, is_office, is_on_record
from portal.policy import facts, grant, is_administrator, predicate


class LinkHolder(str):
    """Somebody who holds the link that was mailed to the nominee, and may have no account: the history says so."""

    __slots__ = ("nomination",)
    pk, is_authenticated, is_active, is_staff = None, False, False, False
    nomination: int

    @classmethod
    def of(cls, nomination: Nomination) -> LinkHolder:
        holder = cls(f"{nomination.person}, by the link of the mail")
        holder.nomination = nomination.pk
        return holder


def below(user: Any) -> frozenset[int]:
    """The groups that lie below one that `user` leads; asked once per request, and only of those who lead one."""
    known = facts(user)
    if "below" not in known:
        known["below"] = queries.below({group for group, _ in known.get("leads", ())})
    groups: frozenset[int] = known["below"]
    return groups


def led(user: Any) -> frozenset[int]:
    """The groups that `user` leads, and all below them."""
    return below(user) | {group for group, _ in facts(user).get("leads", ())}


@predicate("you lead this group or one above it", "who leads the group or one above it")
def is_head(user: Any, obj: object = None) -> bool:
    """Asked about a group; without one: of any."""
    return bool(facts(user).get("leads")) if obj is None else isinstance(obj, Group) and obj.pk in led(user)


@predicate("you lead the group above the post", "who leads the group, for the posts below the own, or a group above it")
def fills(user: Any, obj: object = None) -> bool:
    """Asked about a group: whether any post in it; about an appointment or nomination: whether just this post.

    Nobody fills the own post or one beside or above it: that is for the group above, or the office.
    """
    if not isinstance(obj, Appointment | Nomination):
        return is_head.test(user, obj)
    mine = [post for group, post in facts(user).get("leads", ()) if group == obj.group_id]
    return any(rank(post) < rank(obj.post) for post in mine) or obj.group_id in below(user)


@predicate("you are an administrator and nobody works in the office yet", "administrators before there is an office")
def is_first(user: Any, obj: object = None) -> bool:
    """On a new site the office comes from somewhere."""
    return is_administrator.test(user, obj) and not queries.office_works(timezone.localdate())


@predicate("you hold this post", "the holder")
def is_holder(user: Any, obj: object = None) -> bool:
    """Asked about an appointment: one's own. Without one: on record."""
    if obj is None:
        return is_on_record.test(user, None)
    return isinstance(obj, Appointment) and obj.person_id == facts(user).get("person_id")


@predicate("you are the one who is proposed", "the person who is proposed")
def is_nominee(user: Any, obj: object = None) -> bool:
    """Asked about a nomination: one's own, by account or by the link of the mail. Without one: on record."""
    if isinstance(user, LinkHolder):
        return isinstance(obj, Nomination) and obj.pk == user.nomination
    if obj is None:
        return is_on_record.test(user, None)
    return isinstance(obj, Nomination) and obj.person_id == facts(user).get("person_id")


@predicate("you lead the group or one above it", "who leads the group or one above it")
def leads_the_group_of(user: Any, obj: object = None) -> bool:
    """Asked about a nomination; without one: whether one leads any group."""
    return bool(facts(user).get("leads")) if obj is None else isinstance(obj, Nomination) and obj.group_id in led(user)


LIST = grant("members:group:list", "see the groups", is_member, is_office, is_administrator)
SET_UP = grant("members:group:set_up", "set up a group", is_office, is_first)
MANAGE = grant("members:group:manage", "change what this group is, move or dissolve it", is_office)
EDIT = grant("members:group:edit", "edit what this group says of itself, and its links", is_office, is_head)
FILL = grant("members:appointment:fill", "fill this post", is_office, fills, is_first)
RESIGN = grant("members:appointment:resign", "resign from this post", is_holder)
IMPORT = grant("members:group:import", "import hand-kept tables of who is who", is_office, is_first)
TELL = grant("members:group:tell_vacancies", "tell the office of vacancies", is_administrator)
NOMINATIONS = grant(
    "members:nomination:list", "see nominations", is_nominee, leads_the_group_of, is_office, is_administrator
)
SEE_NOMINATION = grant(
    "members:nomination:see", "see this nomination", is_nominee, leads_the_group_of, is_office, is_administrator
)
SEE_OPEN = grant("members:group:see_open", "see who is proposed for this group", is_head, is_office, is_administrator)
ANSWER = grant("members:nomination:answer", "accept or refuse this nomination", is_nominee)


def visible(user: Any, rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """The nominations that `user` may see: the own, those for groups that one leads, all for the office."""
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    return rows.filter(Q(person=facts(user).get("person_id") or 0) | Q(group__in=led(user)))
