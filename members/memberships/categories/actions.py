"""The verbs of a category. A change holds from now on; memberships that are on record are not looked at again."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from members.memberships.categories import policy
from members.memberships.models import Category
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

FLAGS = ("may_be_author", "counts_for_votes", "is_member", "pays_dues", "needs_sponsor", "needs_end")
FIELDS = ("name", "code", "order", *FLAGS, "longest_days")


def keep(category: Category, *, by: Any, reason: str = "", **facts: Any) -> Category:
    """Write a new category, or change one. Raises MoveRefused for a taken code, and guests who vote."""
    require(by, policy.KEEP)
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise ValueError(f"a category has no {sorted(unknown)}")
    for name, value in facts.items():
        setattr(category, name, value)
    if not category.is_member and category.counts_for_votes:
        raise MoveRefused("guests do not count for votes: choose one of the two")
    try:
        with transaction.atomic(), recorded("keep category", by=by, reason=reason):
            category.save()
    except IntegrityError as error:
        raise MoveRefused(f"another category has the code {category.code}") from error
    return category


def remove(category: Category, *, by: Any) -> None:
    """Take out a category that nothing refers to. Raises MoveRefused with what does."""
    require(by, policy.KEEP)
    if words := in_use(category):
        raise MoveRefused(f"{category} cannot be removed: {words}")
    with transaction.atomic(), recorded("remove category", by=by):
        category.delete()


def in_use(category: Category) -> str:
    """What refers to the category, in words: `12 memberships and 1 request have it`; empty: nothing."""
    found, total = [], 0
    for relation in category._meta.related_objects:
        number = relation.related_model._base_manager.filter(**{relation.field.name: category}).count()
        total += number
        if number:
            meta = relation.related_model._meta
            found.append(f"{number:,} {meta.verbose_name if number == 1 else meta.verbose_name_plural}")
    return f"{' and '.join(found)} {'has' if total == 1 else 'have'} it" if found else ""
