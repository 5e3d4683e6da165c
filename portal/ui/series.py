"""Charts of several series over time: stacked areas, and pairs of bars; drawn like those of `portal.ui.charts`.

They are as wide as there is room, as the bars of `portal.ui.charts` are: positions across are shares of the width, the
letters stay as large as those of the page, and the legend is text that wraps. Their numbers stand on a page of their
own, which `numbers_url` names: a table of ten columns and a hundred months is no part of an overview.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.charts import BOTTOM, HEIGHT, TOP, plain, round_up
from portal.ui.components import number

COLOURS = 8
"""Classes c1 to c8 of the style sheet; a ninth series begins anew."""
Series = tuple[str, Sequence[float]]
AXIS, END = 11, 3
"""Shares of the width, in percent, left of the marks (the numbers of the axis) and right of them."""
ACROSS, DOWN = 100 - AXIS - END, HEIGHT - TOP - BOTTOM


def stacked(title: str, labels: Sequence[str], series: Sequence[Series], numbers_url: str) -> SafeString:
    """Areas upon each other at equal steps, the first at the bottom. Raises ValueError for other lengths or below 0."""
    _check(title, labels, series)
    sums = [sum(values[i] for _, values in series) for i in range(len(labels))]
    top = round_up(max(sums, default=0))
    step = 100 / max(1, len(labels) - 1)
    under = [0.0] * len(labels)
    areas = []
    for index, (name, values) in enumerate(series):
        over = [below + value for below, value in zip(under, values, strict=True)]
        there = [f"{i * step:.2f},{DOWN * (1 - value / top):.1f}" for i, value in enumerate(over)]
        back = [f"{i * step:.2f},{DOWN * (1 - value / top):.1f}" for i, value in enumerate(under)][::-1]
        areas.append(f'<polygon class="{_colour(index)}" points="{" ".join(there + back)}">')
        areas.append(f"<title>{escape(name)}</title></polygon>")
        under = over
    # points know no percent: the areas lie in a drawing of their own, which is stretched
    stretched = (
        f'<svg x="{AXIS}%" y="{TOP}" width="{ACROSS}%" height="{DOWN}" viewBox="0 0 100 {DOWN}" '
        f'preserveAspectRatio="none">{"".join(areas)}</svg>'
    )
    below = _below(labels, [AXIS + ACROSS * i * step / 100 for i in range(len(labels))])
    return _figure(title, [*_scale(top), stretched, *below], [name for name, _ in series], numbers_url)


def pairs(title: str, labels: Sequence[str], series: Sequence[Series], numbers_url: str) -> SafeString:
    """Upright bars beside each other for each label. Raises ValueError as `stacked` does."""
    _check(title, labels, series)
    top = round_up(max((value for _, values in series for value in values), default=0))
    room = ACROSS / max(1, len(labels))
    width = room * 0.7 / max(1, len(series))
    marks = _scale(top)
    for index, (name, values) in enumerate(series):
        for place, value in enumerate(values):
            x, height = AXIS + room * (place + 0.15) + width * index, DOWN * value / top
            marks.append(
                f'<rect class="{_colour(index)}" x="{x:.2f}%" y="{TOP + DOWN - height:.1f}" width="{width:.2f}%" '
                f'height="{height:.1f}"><title>{escape(labels[place])}: {escape(name)} {number(value)}</title></rect>'
            )
    marks += _below(labels, [AXIS + room * (i + 0.5) for i in range(len(labels))])
    return _figure(title, marks, [name for name, _ in series], numbers_url)


def _check(title: str, labels: Sequence[str], series: Sequence[Series]) -> None:
    if any(len(values) != len(labels) for _, values in series):
        raise ValueError(f"{title}: a value for each label is needed")
    if any(value < 0 for _, values in series for value in values):
        raise ValueError(f"{title}: an area or a bar cannot be negative")


def _colour(index: int) -> str:
    return f"c{index % COLOURS + 1}"


def _scale(top: float) -> list[str]:
    """Lines at nothing, half and the top of the upright axis, with their numbers."""
    marks = []
    for share in (0.0, 0.5, 1.0):
        y = TOP + DOWN * (1 - share)
        marks.append(f'<line x1="{AXIS}%" x2="{100 - END}%" y1="{y:.1f}" y2="{y:.1f}"></line>')
        words = number(plain(top * share))
        marks.append(f'<text x="{AXIS}%" dx="-6" y="{y + 4:.1f}" class="mute end">{words}</text>')
    return marks


def _below(labels: Sequence[str], places: Sequence[float]) -> list[str]:
    """At most eight of the labels, at their places; a phone has room for every second of them."""
    every = max(1, -(-len(labels) // 8))
    shown = list(zip(labels, places, strict=True))[::every]
    return [
        f'<text x="{x:.2f}%" y="{HEIGHT - 6}" class="mute mid{" odd" if index % 2 else ""}">{escape(label)}</text>'
        for index, (label, x) in enumerate(shown)
    ]


def _figure(title: str, marks: list[str], names: Sequence[str], numbers_url: str) -> SafeString:
    heading = escape(title)
    entries = "".join(
        f'<li><svg width="11" height="11" aria-hidden="true"><rect class="{_colour(index)}" width="11" height="11" '
        f'rx="2"></rect></svg>{escape(name)}</li>'
        for index, name in enumerate(names)
    )
    legend = f'<ul class="legend">{entries}</ul>' if len(names) > 1 else ""  # one series has its name in the title
    return mark_safe(  # noqa: S308 (labels are escaped above, numbers are numbers)
        f'<figure class="chart"><figcaption>{heading}</figcaption>'
        f'<svg class="bars" height="{HEIGHT}" role="img" aria-label="{heading}">{"".join(marks)}</svg>{legend}'
        f'<p class="small"><a href="{escape(numbers_url)}">Numbers<span class="vh"> of {heading}</span></a></p>'
        "</figure>"
    )
