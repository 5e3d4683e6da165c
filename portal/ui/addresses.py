"""Addresses that a page asks for dozens of times: `reverse` costs as much as the rest of a cell.

A page that shows a past day leads to pages of that day (`links_on`), as far as those know days (`knows_days`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils import timezone

_STANDS_IN = 987654321
_DAY: ContextVar[str] = ContextVar("the day of the page that is made", default="")
_DATED: set[str] = set()


def knows_days(name: str) -> None:
    """The page named `name` answers `as_of`; said once, where its address is declared."""
    _DATED.add(name)


@contextmanager
def links_on(on: date) -> Iterator[None]:
    """While a page of the day `on` is made, its links lead to that day; those of a page of today hold no day."""
    before = _DAY.set("" if on == timezone.localdate() else f"?as_of={on}")
    try:
        yield
    finally:
        _DAY.reset(before)


def day_of_links(name: str) -> str:
    """What a link to the page named `name` ends with: the day of the page that is made, or nothing."""
    return _DAY.get() if name in _DATED else ""


def page_url(name: str, pk: int, *rest: str) -> str:
    """The address named `name` of the row `pk`, its first argument; `rest` are the others, few and the same again."""
    before, after = _around(name, rest, get_script_prefix())
    return f"{before}{pk}{after}{day_of_links(name)}"


def fixed_url(name: str) -> str:
    """The address named `name`, which has no arguments. Raises NoReverseMatch for a name that nothing has."""
    return _fixed(name, get_script_prefix())


@lru_cache(maxsize=256)
def _fixed(name: str, prefix: str) -> str:
    return reverse(name)


@lru_cache(maxsize=1024)
def _around(name: str, rest: tuple[str, ...], prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_STANDS_IN, *rest]).rpartition(str(_STANDS_IN))
    return before, after
