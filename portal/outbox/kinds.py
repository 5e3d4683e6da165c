"""The kinds of effects and who delivers them. A package registers its kinds in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.outbox.models import Effect

Handler = Callable[["Effect"], None]


class Undeliverable(Exception):
    """The other side refused for good; the message says why. The effect fails without further attempts."""


@dataclass(frozen=True)
class Kind:
    """`deliver(effect)` may be called twice for one effect (a worker can die after the other side agreed).

    `blocked()` says in words why nothing of this kind can be delivered at this site; empty when it can.
    """

    name: str
    deliver: Handler
    blocked: Callable[[], str]


_kinds: dict[str, Kind] = {}


def register(name: str, *, blocked: Callable[[], str] = str) -> Callable[[Handler], Handler]:
    """Make the decorated function deliver effects of kind `name`. Raises ValueError when the name is taken."""

    def wrap(deliver: Handler) -> Handler:
        if name in _kinds:
            raise ValueError(f"effects of kind {name!r} have a handler already")
        _kinds[name] = Kind(name, deliver, blocked)
        return deliver

    return wrap


def kinds() -> list[Kind]:
    """All kinds that somebody delivers."""
    return list(_kinds.values())


def kind(name: str) -> Kind:
    """Raises LookupError when nobody delivers effects of that name."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"nobody delivers effects of kind {name!r}") from None
