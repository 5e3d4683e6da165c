"""Charts of several series over time: stacked areas, and pairs of bars; drawn like those of `portal.ui.charts`.

Their numbers stand on a page of their own, which `numbers_url` names: a table of ten columns and a hundred months is no
part of an overview.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, round_up, scale
from portal.ui.components import number

COLOURS = 8
"""Classes c1 to c8 of the style sheet; a ninth series begins anew."""
Series = tuple[str, Sequence[float]]
ENTRY, LINE = 160, 18
"""Width and height of an entry of the legend."""


def stacked(title: str, labels: Sequence[str], series: Sequence[Series], numbers_url: str) -> SafeString:
    """Areas upon each other at equal steps, the first at the bottom. Raises ValueError for other lengths or below 0."""
    _check(title, labels, series)
    sums = [sum(values[i] for _, values in series) for i in range(len(labels))]
    top = round_up(max(sums, default=0))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = across / max(1, len(labels) - 1)
    under = [0.0] * len(labels)
    marks = scale(top)
    for index, (name, values) in enumerate(series):
        over = [below + value for below, value in zip(under, values, strict=True)]
        there = [f"{LEFT + i * step:.1f},{TOP + down * (1 - value / top):.1f}" for i, value in enumerate(over)]
        back = [f"{LEFT + i * step:.1f},{TOP + down * (1 - value / top):.1f}" for i, value in enumerate(under)][::-1]
        marks.append(f'<polygon class="{_colour(index)}" points="{" ".join(there + back)}">')
        marks.append(f"<title>{escape(name)}</title></polygon>")
        under = over
    marks += _below(labels, [LEFT + i * step for i in range(len(labels))])
    return _figure(title, marks, [name for name, _ in series], numbers_url)


def pairs(title: str, labels: Sequence[str], series: Sequence[Series], numbers_url: str) -> SafeString:
    """Upright bars beside each other for each label. Raises ValueError as `stacked` does."""
    _check(title, labels, series)
    top = round_up(max((value for _, values in series for value in values), default=0))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    room = across / max(1, len(labels))
    width = room * 0.7 / max(1, len(series))
    marks = scale(top)
    for index, (name, values) in enumerate(series):
        for place, value in enumerate(values):
            x, height = LEFT + room * (place + 0.15) + width * index, down * value / top
            marks.append(
                f'<rect class="{_colour(index)}" x="{x:.1f}" y="{TOP + down - height:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}"><title>{escape(labels[place])}: {escape(name)} {number(value)}</title></rect>'
            )
    marks += _below(labels, [LEFT + room * (i + 0.5) for i in range(len(labels))])
    return _figure(title, marks, [name for name, _ in series], numbers_url)


def _check(title: str, labels: Sequence[str], series: Sequence[Series]) -> None:
    if any(len(values) != len(labels) for _, values in series):
        raise ValueError(f"{title}: a value for each label is needed")
    if any(value < 0 for _, values in series for value in values):
        raise ValueError(f"{title}: an area or a bar cannot be negative")


def _colour(index: int) -> str:
    return f"c{index % COLOURS + 1}"


def _below(labels: Sequence[str], places: Sequence[float]) -> list[str]:
    """At most eight of the labels, at their places."""
    every = max(1, -(-len(labels) // 8))
    shown = list(zip(labels, places, strict=True))[::every]
    return [f'<text x="{x:.1f}" y="{HEIGHT - 6}" class="mute mid">{escape(label)}</text>' for label, x in shown]


def _figure(title: str, marks: list[str], names: Sequence[str], numbers_url: str) -> SafeString:
    columns = (WIDTH - LEFT) // ENTRY
    for index, name in enumerate(names):
        x, y = LEFT + index % columns * ENTRY, HEIGHT + 4 + index // columns * LINE
        marks.append(f'<rect class="{_colour(index)}" x="{x}" y="{y}" width="11" height="11" rx="2"></rect>')
        marks.append(f'<text x="{x + 16}" y="{y + 10}">{escape(name)}</text>')
    height = HEIGHT + 4 + -(-len(names) // columns) * LINE
    heading = escape(title)
    return mark_safe(  # noqa: S308 (labels are escaped above, numbers are numbers)
        f'<figure class="chart"><figcaption>{heading}</figcaption>'
        f'<div tabindex="0" role="group" aria-label="{heading}">'
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{heading}">{"".join(marks)}</svg></div>'
        f'<p class="small"><a href="{escape(numbers_url)}">Numbers<span class="vh"> of {heading}</span></a></p>'
        "</figure>"
    )
