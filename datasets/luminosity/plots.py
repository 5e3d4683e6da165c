"""Luminosity that adds up run by run, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from datasets.luminosity.links import runs
from datasets.luminosity.models import RunLuminosity
from datasets.luminosity.units import ZERO, Luminosity, Unit
from portal.ui.series import Series, stacked

POINTS = 200
"""Runs along the axis; of more than these every second, third, … is drawn, and always the last."""
Point = tuple[int, str, Luminosity]


def cumulative(experiment: int) -> SafeString | None:
    """What the runs of an experiment add up to, an area for each energy, a chart for each processing and kind.

    The numbers are those of the sums: the last point of a chart is the sum of its rows.
    """
    rows = RunLuminosity.objects.filter(run__experiment=experiment).order_by("processing", "kind", "run__number")
    by_source: dict[tuple[str, str], list[Point]] = {}
    for processing, kind, run, energy, value in rows.values_list(
        "processing", "kind", "run__number", "run__energy", "luminosity_invpb"
    ):
        by_source.setdefault((processing, kind), []).append((run, energy or "no label", Luminosity(value)))
    charts = [_chart(experiment, *source, points) for source, points in by_source.items()]
    return mark_safe("".join(charts)) if charts else None  # noqa: S308 (each is a chart of the kernel)


def _chart(experiment: int, processing: str, kind: str, points: Sequence[Point]) -> SafeString:
    labels, drawn = _added(points)
    title = " ".join(filter(None, ("Cumulative luminosity (fb⁻¹) by run,", processing, kind)))
    url = runs(experiment=experiment, processing=processing, kind=kind)
    return stacked(title, labels, drawn, url)


def _added(points: Sequence[Point]) -> tuple[list[str], list[Series]]:
    """The labels of the axis, and for each energy what it has added up to at each of them, in fb⁻¹."""
    energies = list(dict.fromkeys(energy for _, energy, _ in points))
    so_far: dict[str, Luminosity] = dict.fromkeys(energies, ZERO)
    every = -(-len(points) // POINTS)
    labels: list[str] = []
    values: dict[str, list[Any]] = {energy: [] for energy in energies}
    for place, (run, energy, value) in enumerate(points):
        so_far[energy] += value
        if (len(points) - 1 - place) % every == 0:
            labels.append(str(run))
            for name in energies:
                values[name].append(float(so_far[name].number(Unit.FB)))
    return labels, list(values.items())
