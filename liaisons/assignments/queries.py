"""Who is a liaison of what today, and where to write to them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from members.groups.choices import Post
from members.groups.models import Appointment, Group
from members.people.models import Person
from portal.policy import facts

PRODUCTION_GROUP = "data-production"


def own_groups(user: Any) -> QuerySet[Group]:
    """The working groups that `user` is a liaison of today."""
    return Group.objects.filter(pk__in=facts(user).get("liaison_of", frozenset())).order_by("name")


def managers() -> QuerySet[Person]:
    """The production managers of today."""
    return _holders(group__code=PRODUCTION_GROUP, post=Post.MANAGER)


def liaisons_of(group: int) -> QuerySet[Person]:
    """The liaisons of a working group today."""
    return _holders(group=group, post=Post.LIAISON)


def _holders(**post: Any) -> QuerySet[Person]:
    people = Appointment.objects.filter(**post).current(timezone.localdate()).values("person")
    return Person.objects.filter(pk__in=people, deceased=False)
