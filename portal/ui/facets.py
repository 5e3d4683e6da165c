"""The boxes of a facet, joined from strings like the table: five facets of thirty values are on every list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.components import number, plain
from portal.ui.icons import icon

FEW = 8
"""How many values stand open; the others are one click away."""


def boxes(facet: Any) -> SafeString:
    """A box with label and count for each value of `facet` (name, values), sent with the form `filters`.

    Beside it a link excludes the value; of one that is excluded only the link is left, which takes it back. The ids
    follow from the value, so that the focus stays on it when the list is drawn anew in another order.
    """
    name = escape(facet["name"] if isinstance(facet, Mapping) else facet.name)
    values = facet["values"] if isinstance(facet, Mapping) else facet.values
    made = iter([_box(name, value) for value in values])
    first, others = list(islice(made, FEW)), list(made)
    rest = f"<details><summary>{len(others)} more</summary>{_join(others)}</details>" if others else ""
    return mark_safe(_join(first) + rest)  # noqa: S308 (every part is escaped)


def _box(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        value = SimpleNamespace(**{"excluded": False, "turn_url": "", **value})
    ident, label, turn = f"{name}-{quote(str(value.value), safe='')}", plain(value.label), ""
    if value.turn_url:
        words = f"No longer exclude {label}" if value.excluded else f"Exclude {label}"
        sign = icon("close" if value.excluded else "not")
        turn = f'<a class="turn" id="x-{ident}" href="{plain(value.turn_url)}"'
        turn += f' aria-label="{words}" title="{words}">{sign}</a>'
    if value.excluded:
        return f'<div class="value out"><span><span class="vh">not </span><s>{label}</s></span>{turn}</div>'
    box = f'<input type="checkbox" form="filters" id="f-{ident}" name="{name}" value="{plain(value.value)}"'
    box += " checked>" if value.selected else ">"
    return f'<div class="value"><label>{box}<span>{label}</span><b>{number(value.count)}</b></label>{turn}</div>'


def _join(parts: Iterable[str]) -> str:
    return "\n".join(parts)
