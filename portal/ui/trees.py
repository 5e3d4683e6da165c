"""A tree drawn on the server as SVG, from left to right, every box a link.

Like `charts`: positions are attributes, colours come from the style sheet, so that the strict content security policy
holds. What a box warns of stands there as a word beside an icon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.icons import icon

WIDTH, GAP, SPACE, LINE, PAD = 236, 34, 10, 16, 8
"""Of a box, between columns, between boxes; of a line of text, and around it (all in units of the drawing)."""
CHARACTERS = 36
"""What a line holds; the whole text is in its title."""


@dataclass(frozen=True)
class Box:
    """A node: label and address, further lines, a warning (empty: none), and what hangs on it."""

    label: str
    url: str
    lines: tuple[str, ...] = ()
    warning: str = ""
    children: tuple[Box, ...] = ()

    @property
    def height(self) -> int:
        return 2 * PAD + LINE * (1 + len(self.lines) + bool(self.warning))


def tree(title: str, roots: Sequence[Box]) -> SafeString:
    """The drawing. Every root begins a row of its own; a parent stands in the middle of its children."""
    marks: list[str] = []
    y, right = 0, WIDTH
    for root in roots:
        bottom, _, depth = _place(root, 0, y, marks)
        y, right = bottom + SPACE, max(right, depth * (WIDTH + GAP) + WIDTH)
    name = escape(title)
    return mark_safe(  # noqa: S308 (texts are escaped, positions are numbers)
        f'<svg class="tree" viewBox="-1 -1 {right + 2} {max(y - SPACE, LINE) + 2}" role="group" aria-label="{name}">'
        f"{''.join(marks)}</svg>"
    )


def _place(box: Box, depth: int, top: int, marks: list[str]) -> tuple[int, float, int]:
    """Draw a box and what hangs on it below `top`; returns the bottom, the middle of the box, and the deepest level."""
    x, below, middles, deepest = depth * (WIDTH + GAP), top, [], depth
    for child in box.children:
        bottom, middle, level = _place(child, depth + 1, below, marks)
        below, deepest = bottom + SPACE, max(deepest, level)
        middles.append(middle)
    bottom = max(below - SPACE, top + box.height) if middles else top + box.height
    middle = max((middles[0] + middles[-1]) / 2, top + box.height / 2) if middles else top + box.height / 2
    bottom = max(bottom, round(middle + box.height / 2))
    for target in middles:
        start = x + WIDTH
        marks.append(f'<path d="M{start} {middle:.1f}H{start + GAP / 2:.1f}V{target:.1f}H{start + GAP}"></path>')
    marks.extend(_draw(box, x, middle - box.height / 2))
    return bottom, middle, deepest


def _draw(box: Box, x: int, y: float) -> Iterator[str]:
    yield f'<a href="{escape(box.url)}"><rect x="{x}" y="{y:.1f}" width="{WIDTH}" height="{box.height}" rx="6"></rect>'
    at = y + PAD + 12
    yield _text(box.label, x + PAD, at, "name")
    for line in box.lines:
        at += LINE
        yield _text(line, x + PAD, at, "mute")
    if box.warning:
        at += LINE
        yield f'<svg x="{x + PAD}" y="{at - 11:.1f}" width="13" height="13" class="warn">{icon("alert")}</svg>'
        yield _text(box.warning, x + PAD + 17, at, "warn")
    yield "</a>"


def _text(words: str, x: int, y: float, kind: str) -> str:
    short = words if len(words) <= CHARACTERS else f"{words[: CHARACTERS - 1]}…"
    title = f"<title>{escape(words)}</title>" if short != words else ""
    return f'<text x="{x}" y="{y:.1f}" class="{kind}">{escape(short)}{title}</text>'
