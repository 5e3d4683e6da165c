"""The map of the institutes, drawn on the server over the outline of the continents."""

from __future__ import annotations

from math import sqrt

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from members.reports.projection import HEIGHT, WIDTH, project
from members.reports.tables import ReportTable
from portal.ui.components import number

LARGEST, SMALLEST = 22.0, 3.0
"""Radii of the institute with the most members, and of one with none."""


def world(table: ReportTable, numbers_url: str) -> SafeString:
    """A point for each institute of `by_institute` that has a place, its area by its members, linked to its page."""
    placed = [row for row in table.rows if row["latitude"].value is not None]
    most = max((row["members"].value for row in placed), default=0) or 1
    marks = []
    for row in sorted(placed, key=lambda row: -row["members"].value):  # small ones upon large ones
        x, y = project(row["latitude"].value, row["longitude"].value)
        people = row["members"].value
        radius = max(SMALLEST, LARGEST * sqrt(people / most))
        words = f"{row['name'].value}: {number(people)} member{'' if people == 1 else 's'}"
        marks.append(
            f'<a href="{escape(row["name"].url)}"><circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{escape(words)}</title></circle></a>"
        )
    missing = len(table.rows) - len(placed)
    said = f" {missing} of {len(table.rows)} institutes have no place on record." if missing else ""
    return mark_safe(  # noqa: S308 (names are escaped, numbers are numbers)
        '<figure class="chart world"><figcaption>Institutes by their members</figcaption>'
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT}" role="group" aria-label="Map of the institutes">'
        f'<use class="land" href="{escape(static("maps/land.svg"))}#land"></use>'
        f'{"".join(marks)}</svg><p class="small">The area of a point goes by the members.{said} '
        f'<a href="{escape(numbers_url)}">Numbers<span class="vh"> of the map</span></a></p></figure>'
    )
