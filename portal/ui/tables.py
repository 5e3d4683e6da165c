"""A real `<table>` from columns and rows of safe cells, built in one pass.

A list shows 50 rows of 8 cells on every page, and a template loop over 400 cells costs more than the
query behind them; so the table is joined from strings. Columns and rows may be dataclasses or dicts.

Column: name, label, sort_url, sorted (`ascending`, `descending`, None), numeric, primary, mono, state.
Row: pk, url, cells (strings, escaped unless marked safe), selectable. Below 640 px a row folds into a card: the
primary cell and the state make its first line, every other cell carries its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.ui.components import EMPTY, plain

SHORT = 16
"""A column without longer text (releases, days, codes) never breaks its lines."""
SELECT_ALL = '<th class="c"><input type="checkbox" data-select-all aria-label="Select all rows of this page"></th>'


def table(
    columns: Iterable[Any], rows: Iterable[Any], *, caption: str = "", selectable: bool = False, boost: bool = False
) -> SafeString:
    """The table as HTML.

    `caption` names it for screen readers; `selectable` adds the boxes of the form `bulk`;
    `boost` lets htmx follow the links of the head without leaving the page.
    """
    columns, rows = list(columns), list(rows)
    primary = next((i for i, column in enumerate(columns) if _get(column, "primary")), 0)
    longest = [max(map(_length, cells)) for cells in zip(*(_get(row, "cells") for row in rows), strict=True)]
    opening = [
        _opening(column, index == primary, size <= SHORT)
        for index, (column, size) in enumerate(zip(columns, longest, strict=bool(rows)))
    ]
    parts = ['<table class="t">']
    if caption:
        parts.append(f'<caption class="vh">{escape(caption)}</caption>')
    parts += [
        '<thead hx-boost="true">' if boost else "<thead>",
        "<tr>",
        SELECT_ALL if selectable else "",
        *(_head(column, index == primary) for index, column in enumerate(columns)),
        "</tr></thead><tbody>",
    ]
    parts += [_row(row, opening, primary, selectable) for row in rows]
    parts.append("</tbody></table>")
    return mark_safe("".join(parts))  # noqa: S308 (every part is escaped or built here)


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _length(cell: Any) -> int:
    return 0 if cell is EMPTY else len(str(cell))


def _classes(column: Any, primary: bool, short: bool) -> str:
    name = _get(column, "name") or ""
    state = _get(column, "state") or name.rpartition(".")[2] in ("state", "status")
    marks = [
        ("n", _get(column, "numeric") and not primary),
        ("mono", _get(column, "mono")),
        ("p", primary),
        ("s", state),
    ]
    marks.append(("nb", short and not any(on for _, on in marks)))
    return " ".join(mark for mark, on in marks if on)


def _opening(column: Any, primary: bool, short: bool) -> str:
    """The `<td …>` of a column, shared by all its cells."""
    classes = _classes(column, primary, short)
    return f'<td data-l="{escape(_get(column, "label"))}"' + (f' class="{classes}">' if classes else ">")


def _head(column: Any, primary: bool) -> str:
    label, url, order = escape(_get(column, "label")), _get(column, "sort_url"), _get(column, "sorted")
    classes = ' class="n"' if _get(column, "numeric") and not primary else ""
    aria = f' aria-sort="{escape(order)}"' if order else ""
    name = escape(_get(column, "name"))
    words = (
        f'<a href="{escape(url)}" id="sort-{name}">{label}</a>' if url else label or '<span class="vh">Actions</span>'
    )
    return f'<th scope="col"{classes}{aria}>{words}</th>'


def _row(row: Any, opening: list[str], primary: int, selectable: bool) -> str:
    cells, url = list(_get(row, "cells")), _get(row, "url")
    box = _box(row, cells[primary]) if selectable else ""
    if url and "<a " not in cells[primary]:
        cells[primary] = SafeString(f'<a href="{plain(url)}">{plain(cells[primary])}</a>')
    inner = "</td>".join([start + plain(cell) for start, cell in zip(opening, cells, strict=True)])
    return f"<tr>{box}{inner}</td></tr>"


def _box(row: Any, name: str) -> str:
    """The box that selects a row; a row that no bulk verb applies to keeps the cell empty."""
    if not _get(row, "selectable"):
        return '<td class="c"></td>'
    label, value = plain(unescape(strip_tags(name))), plain(str(_get(row, "pk")))
    return (
        f'<td class="c"><input type="checkbox" name="pk" value="{value}" form="bulk" aria-label="Select {label}"></td>'
    )
