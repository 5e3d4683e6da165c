"""The predicates that need no package: anyone, signed in, administrator."""

from typing import Any

from portal.policy.core import predicate


@predicate("this is public", "anyone")
def anyone(user: Any, obj: object = None) -> bool:
    """Signed in or not."""
    return True


@predicate("you are signed in", "people who are signed in")
def is_signed_in(user: Any, obj: object = None) -> bool:
    """With any account, member or not."""
    return bool(user and user.is_authenticated)


@predicate("you are an administrator", "administrators")
def is_administrator(user: Any, obj: object = None) -> bool:
    """Who runs the site, member or not."""
    return bool(user and user.is_authenticated and user.is_active and user.is_staff)
