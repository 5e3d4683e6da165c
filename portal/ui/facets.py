"""The boxes of a facet, joined from strings like the table: five facets of thirty values are on every list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.components import number, plain

FEW = 8
"""How many values stand open; the others are one click away."""


def boxes(facet: Any) -> SafeString:
    """A box with label and count for each value of `facet` (name, values), sent with the form `filters`.

    The id follows from the value, so that the focus stays on it when the list is drawn anew in another order.
    """
    name = escape(facet["name"] if isinstance(facet, Mapping) else facet.name)
    values = facet["values"] if isinstance(facet, Mapping) else facet.values
    made = iter([_box(name, value) for value in values])
    first, others = list(islice(made, FEW)), list(made)
    rest = f"<details><summary>{len(others)} more</summary>{_join(others)}</details>" if others else ""
    return mark_safe(_join(first) + rest)  # noqa: S308 (every part is escaped)


def _box(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        text, label, count, selected = value["value"], value["label"], value["count"], value["selected"]
    else:
        text, label, count, selected = value.value, value.label, value.count, value.selected
    ident, on = f"f-{name}-{quote(str(text), safe='')}", " checked" if selected else ""
    return (
        f'<label><input type="checkbox" form="filters" id="{ident}" name="{name}" value="{plain(text)}"{on}>'
        f"<span>{plain(label)}</span><b>{number(count)}</b></label>"
    )


def _join(parts: Iterable[str]) -> str:
    return "\n".join(parts)
