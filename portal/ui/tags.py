"""Template tags of the portal, available in every template without `{% load %}`."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.ui import charts, components, facets, tables, trees
from portal.ui.components import plain
from portal.ui.icons import icon

register = template.Library()
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")

register.simple_tag(components.tag, name="tag")
register.simple_tag(components.copy, name="copy")
register.simple_tag(components.path, name="path")
register.simple_tag(components.link, name="link")
register.simple_tag(components.when, name="when")
register.simple_tag(icon, name="icon")
register.simple_tag(facets.boxes, name="facet_boxes")
register.simple_tag(charts.bars, name="bars")
register.simple_tag(charts.line, name="line")
register.simple_tag(trees.tree, name="tree")
register.filter("number", components.number)


@register.simple_tag
def table(columns: Any, rows: Any, caption: str = "", selectable: bool = False, boost: bool = False) -> SafeString:
    """`{% table columns rows caption="People" %}`: see `portal.ui.tables`."""
    return tables.table(columns, rows, caption=caption, selectable=selectable, boost=boost)


@register.filter
def percent(done: int | None, total: int | None) -> int:
    """`done` of `total` in whole per cent, between 0 and 100; 0 when there is no total yet."""
    return min(100, max(0, round(100 * (done or 0) / total))) if total else 0


@register.filter
def imports(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the buttons of a list that begin an import, when they are so many that they need a menu."""
    found = [action for action in actions if action.get("url", "").startswith("/imports/new/")]
    return found if len(found) > 1 else []


@register.filter
def dated(words: str) -> SafeString:
    """Words in which no day breaks at its hyphens."""
    return SafeString(_DAY.sub(r"<time>\g<0></time>", plain(words)))
