"""Where the packages tell the kernel what they add.

The kernel imports no sibling package. What it needs of them (menu entries, lists, facts about the
viewer, search, demo data) is put here in `AppConfig.ready()`. The keys are frozen: a new kind of
entry is a new line in this file, so that this page is the complete list of ways to extend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.listing import Listing

T = TypeVar("T")


class Slot(Generic[T]):
    """An ordered list that only grows; `add` also works as a decorator."""

    def __init__(self) -> None:
        self._items: list[T] = []

    def add(self, item: T) -> T:
        if item not in self._items:  # ready() may run twice in one process (test runners do)
            self._items.append(item)
        return item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True)
class NavItem:
    """An entry of the sidebar. `count(user)` is shown beside it; `hot` marks what waits for the user."""

    group: str
    label: str
    url_name: str
    needs: str
    key: str = ""
    order: int = 50
    query: str = ""
    count: Callable[[Any], int | None] | None = None
    hot: bool = False


@dataclass(frozen=True)
class Access:
    """Whether a signed-in user may stay signed in, and in words why not."""

    allowed: bool
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Card:
    """A card of the home page: `render(request) -> context | None` fills `template`; None leaves it out."""

    key: str
    order: int
    template: str
    render: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class Found:
    """One thing that a text names, with words that tell it from others that the same text names."""

    url: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Goto:
    """`find(user, text)`: what was typed or pasted is exactly this thing; None where it is not.

    An address alone is enough where the kind (`key`) says all. `many(user, texts)` answers for a pasted list at once,
    in a fixed number of queries: the things by their text, without those that it does not know.
    """

    key: str
    find: Callable[[Any, str], str | Found | None]
    many: Callable[[Any, list[str]], dict[str, Found]] | None = None


@dataclass(frozen=True)
class DemoStep:
    """A part of the demo collaboration: the dotted name of `load(today) -> words`, which fills an empty database.

    A name, because no other process than the one that loads should import the generators.
    """

    order: int
    label: str
    load: str


@dataclass(frozen=True)
class Personal:
    """What a package holds about a person: shown to the person, and taken out on erasure.

    `collect(person)` gives (title of a section, rows as dictionaries by what a reader calls each column), with the
    records that were merged into the person. `erase(person, by, reason)` takes out what need not stay, inside the
    transaction of the erasure, and returns counts by what went in words; a preview runs it and rolls it back.
    """

    key: str
    order: int
    collect: Callable[[Any], Iterable[tuple[str, list[dict[str, Any]]]]]
    erase: Callable[[Any, Any, str], dict[str, int]]
    tells: tuple[str, ...] = ()
    """Columns (`app.Model.column`) by which its sections tell rows in full; any other column that refers to a person
    or an account is told in short, without being asked for."""


class Registry:
    """The slots. Setting any other name is an error."""

    def __init__(self) -> None:
        slots: dict[str, Slot[Any]] = {
            "nav": Slot[NavItem](),
            "listings": Slot["type[Listing]"](),
            "facts": Slot[Callable[[Any], dict[str, Any]]](),
            "access": Slot[Callable[[Any], Access]](),
            "cards": Slot[Card](),
            "goto": Slot[Goto](),
            "event_types": Slot[Callable[[Any, str], "Found | None"]](),
            "importers": Slot[Any](),
            "lifecycles": Slot[Any](),
            "demo": Slot[DemoStep](),
            "personal": Slot[Personal](),
        }
        self.__dict__.update(slots)

    nav: Slot[NavItem]
    listings: Slot[type[Listing]]
    facts: Slot[Callable[[Any], dict[str, Any]]]
    """`provider(user) -> {name: value}`: what policies may ask about a signed-in user."""
    access: Slot[Callable[[Any], Access]]
    """The first provider that does not allow ends the session."""
    cards: Slot[Card]
    goto: Slot[Goto]
    event_types: Slot[Callable[[Any, str], Found | None]]
    """`provider(user, event type)`: what explains it to the user, the first answer counts. Without an address: nothing
    is there, and the label says what is missing; None: not of this kind."""
    importers: Slot[Any]
    lifecycles: Slot[Any]
    demo: Slot[DemoStep]
    personal: Slot[Personal]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"the registry has no place for {name!r}; its keys are fixed in portal/registry.py")


registry = Registry()
