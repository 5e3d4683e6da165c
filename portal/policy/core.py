"""Permissions, predicates and the two questions: `may` (yes or no) and `why` (in words)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import rules
from django.core.exceptions import PermissionDenied


class System:
    """The actor of what the portal does by itself (schedules, imports from the command line)."""

    pk = None
    is_authenticated = True
    is_active = True
    is_staff = True

    def __str__(self) -> str:
        return "the portal"


SYSTEM = System()


@dataclass(frozen=True)
class Reason:
    """The answer to `why`: allowed or not, and a sentence for the person who asks."""

    allowed: bool
    words: str

    def __bool__(self) -> bool:
        return self.allowed


class Denied(PermissionDenied):
    """Refused by policy; carries the `Reason`, which the 403 page and the API show."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.words)
        self.reason = reason


@dataclass(frozen=True)
class Permission:
    """A named permission: `label` says what it allows; any of `to` suffices."""

    name: str
    label: str
    to: tuple[Worded, ...]


_permissions: dict[str, Permission] = {}


class Worded(rules.Predicate):
    """A predicate with its words."""

    because: str
    who: str


def predicate(because: str, who: str) -> Callable[[Callable[..., bool]], Worded]:
    """Make a predicate that can explain itself.

    `because` completes "You can because …"; `who` completes "Only … may do this."
    """

    def wrap(test: Callable[..., bool]) -> Worded:
        made: Worded = rules.predicate(test)
        made.because, made.who = because, who
        return made

    return wrap


def both(first: Worded, second: Worded) -> Worded:
    """`first` and `second`, with the words of both."""
    made = cast("Worded", first & second)
    made.because = f"{first.because} and {second.because}"
    made.who = f"{first.who}, if {second.because}"
    return made


def grant(name: str, label: str, first: Worded, *others: Worded) -> str:
    """Declare permission `name`; returns the name, so that a policy module can keep it as a constant.

    Raises ValueError for a name that is taken or not of the form `package:noun:verb`.
    """
    if name.count(":") != 2:
        raise ValueError(f"permission {name!r}: a name reads package:noun:verb")
    if name in _permissions:
        raise ValueError(f"permission {name!r} is granted twice")
    _permissions[name] = Permission(name, label, (first, *others))
    combined: rules.Predicate = first
    for other in others:
        combined = combined | other
    rules.add_perm(name, combined)
    return name


def permissions() -> dict[str, Permission]:
    """All permissions by name (for the documentation and the matrix test)."""
    return dict(sorted(_permissions.items()))


def may(user: Any, name: str, obj: object = None) -> bool:
    """Whether `user` has permission `name` (on `obj`). An unknown name is an error, never a silent no."""
    if name not in _permissions:
        raise KeyError(f"unknown permission {name!r}")
    return user is SYSTEM or rules.has_perm(name, user, obj)


def why(user: Any, name: str, obj: object = None) -> Reason:
    """Like `may`, with the words: the first predicate that holds, or everyone who could."""
    permission = _permissions[name]
    if user is SYSTEM:
        return Reason(True, "the portal does this by itself")
    for test in permission.to:
        if test.test(user, obj):
            return Reason(True, f"you can because {test.because}")
    return Reason(False, f"only {_listed(permission, 'or')} may {permission.label}")


def audience(user: Any, name: str, obj: object = None) -> str:
    """One sentence for the foot of a page: who can see this, and why the reader can."""
    everyone = _listed(_permissions[name], "and")
    return f"{everyone[0].upper()}{everyone[1:]} can see this; {why(user, name, obj).words}."


def _listed(permission: Permission, joint: str) -> str:
    """Everyone who may, with commas: `active members, the office and administrators`."""
    able = [test.who for test in permission.to]
    return able[0] if len(able) == 1 else f"{', '.join(able[:-1])} {joint} {able[-1]}"


def require(user: Any, name: str, obj: object = None) -> None:
    """Raise `Denied` with the words unless `user` may."""
    if not may(user, name, obj):
        raise Denied(why(user, name, obj))
