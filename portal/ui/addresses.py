"""Addresses that a page asks for dozens of times: `reverse` costs as much as the rest of a cell."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

_STANDS_IN = 987654321


def page_url(name: str, pk: int, *rest: str) -> str:
    """The address named `name` of the row `pk`, its first argument; `rest` are the others, few and the same again."""
    before, after = _around(name, rest, get_script_prefix())
    return f"{before}{pk}{after}"


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
