"""Charts drawn on the server as SVG, each with the table of its numbers one click away.

Positions are attributes of SVG, never styles, so that the strict content security policy holds; colours come from
the style sheet. Values must be numbers of the unit that `unit` names.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui import tables
from portal.ui.components import link, number

Point = tuple[str, float]
WIDTH, ROW = 640, 24
LABEL, VALUE = 45, 12
"""Shares of the width, in percent, that labels and numbers of bars get; the bars have the rest."""
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 180, 48, 12, 12, 24


def bars(title: str, points: Sequence[Point], unit: str = "", of: str = "Name", urls: Sequence[str] = ()) -> SafeString:
    """Horizontal bars from zero, in the order given; `urls` links the numbers. Raises ValueError for a negative one.

    They are as wide as there is room, and the letters stay as large as those of the page.
    """
    if any(value < 0 for _, value in points):
        raise ValueError(f"{title}: a bar cannot be negative")
    top = max((value for _, value in points), default=0) or 1
    room = 100 - LABEL - VALUE
    marks, links = [], urls or [""] * len(points)
    for index, ((label, value), url) in enumerate(zip(points, links, strict=True)):
        y, length = index * ROW, round(room * value / top, 1)
        marks.append(
            f'<text x="{LABEL}%" dx="-8" y="{y + 16}" class="end">{escape(label)}</text>'
            f'<rect x="{LABEL}%" y="{y + 5}" width="{length}%" height="{ROW - 10}" rx="2"></rect>'
            f'<text x="{LABEL + length:g}%" dx="6" y="{y + 16}" class="mute">{_linked(number(value), url)}</text>'
        )
    size = f'class="bars" height="{max(ROW, len(points) * ROW)}"'
    return _figure(title, size, "".join(marks), points, unit, of, links)


def line(title: str, points: Sequence[Point], unit: str = "", of: str = "When") -> SafeString:
    """One series at equal steps, from zero to a round top."""
    top = round_up(max((value for _, value in points), default=0))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = across / max(1, len(points) - 1)
    places = [(LEFT + i * step, TOP + down * (1 - value / top)) for i, (_, value) in enumerate(points)]
    marks = scale(top)
    every = max(1, -(-len(points) // 8))
    for (label, _), (x, _y) in list(zip(points, places, strict=True))[::every]:
        marks.append(f'<text x="{x:.1f}" y="{HEIGHT - 6}" class="mute mid">{escape(label)}</text>')
    marks.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"></polyline>')
    marks += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"></circle>' for x, y in places]
    return _figure(title, f'viewBox="0 0 {WIDTH} {HEIGHT}"', "".join(marks), points, unit, of)


def _linked(words: str, url: str) -> str:
    return f'<a href="{escape(url)}">{words}</a>' if url else words


def scale(top: float) -> list[str]:
    """Lines at nothing, half and the top of an upright axis, with their numbers."""
    marks, down = [], HEIGHT - TOP - BOTTOM
    for share in (0.0, 0.5, 1.0):
        y = TOP + down * (1 - share)
        marks.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"></line>')
        marks.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" class="mute end">{number(plain(top * share))}</text>')
    return marks


def round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … so that the half and the top of the axis are short numbers."""
    size = 1.0
    while True:
        for factor in (1, 2, 5):
            if value <= size * factor:
                return size * factor
        size *= 10


def plain(value: float) -> float:
    """3.0 as 3."""
    return int(value) if value == int(value) else value


def _figure(
    title: str, size: str, marks: str, points: Sequence[Point], unit: str, of: str, urls: Sequence[str] = ()
) -> SafeString:
    """The drawing with its title, and the same numbers as a table."""
    columns = (
        {"name": "label", "label": of, "primary": True},
        {"name": "value", "label": unit or title, "numeric": True},
    )
    links = urls or [""] * len(points)
    rows = [{"cells": (label, link(number(value), url))} for (label, value), url in zip(points, links, strict=True)]
    role = "group" if any(links) else "img"  # what is inside an image cannot be reached
    heading = escape(f"{title}, {unit}" if unit else title)
    return mark_safe(  # noqa: S308 (labels are escaped above, numbers are numbers)
        f'<figure class="chart"><figcaption>{heading}</figcaption>'
        f'<svg {size} role="{role}" aria-label="{heading}">{marks}</svg>'
        f"<details><summary>Numbers</summary>{tables.table(columns, rows, caption=title)}</details></figure>"
    )
