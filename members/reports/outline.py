"""The outline of the continents, from TopoJSON to one path of SVG; see `manage.py make_world_outline`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from members.reports.projection import HEIGHT, SOUTH, WIDTH, project

Place = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[list[Place]]:
    """The closed lines of the object `land` as (latitude, longitude). Raises KeyError for a file without it."""
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                yield _joined(ring, arcs)


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Place]:
    """A line as it is, from steps of a grid (TopoJSON 2.1.3)."""
    (step_x, step_y), (from_x, from_y) = transform["scale"], transform["translate"]
    x = y = 0
    places = []
    for across, up in arc:
        x, y = x + across, y + up
        places.append((y * step_y + from_y, x * step_x + from_x))
    return places


def _joined(ring: Iterable[int], arcs: list[list[Place]]) -> list[Place]:
    places: list[Place] = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        places += line[1:] if places else line
    return places


def _from_the_seam(ring: list[Place]) -> list[Place]:
    """The ring, begun anew where it passes the date line, so that each piece lies at one edge of the map."""
    for at in range(1, len(ring)):
        if abs(ring[at][1] - ring[at - 1][1]) > 180:
            return [*ring[at:], *ring[1:at]]
    return ring


def svg(topology: dict[str, Any]) -> str:
    """The file: a path with the id `land`, one decimal, without what lies south of the map."""
    parts = []
    for ring in rings(topology):
        if max(latitude for latitude, _ in ring) < SOUTH:
            continue
        drawn: list[str] = []
        before = None
        for latitude, longitude in _from_the_seam(ring):
            if before is not None and abs(longitude - before) > 180:  # past the date line: go on at the other edge
                parts.append(f"M{'L'.join(drawn)}Z")
                drawn = []
            before = longitude
            x, y = project(max(-90.0, min(90.0, latitude)), max(-180.0, min(180.0, longitude)))
            point = f"{x:.1f} {y:.1f}"
            if not drawn or drawn[-1] != point:
                drawn.append(point)
        if len(drawn) > 3:
            parts.append(f"M{'L'.join(drawn)}Z")
    path = "".join(parts).replace(".0L", "L").replace(".0 ", " ").replace(".0Z", "Z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT}">'
        f'<path id="land" d="{path}"/></svg>\n'
    )
