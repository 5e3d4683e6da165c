"""Luminosity that adds up run by run, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from datasets.luminosity.links import runs
from datasets.luminosity.queries import RunValue
from datasets.luminosity.units import ZERO, Luminosity, Unit
from portal.ui.series import Series, stacked

POINTS = 200
"""Runs along the axis; of more than these every second, third, … is drawn, and always the last."""


def cumulative(experiment: int, values: Sequence[RunValue]) -> SafeString | None:
    """What the values of an experiment add up to, an area for each energy, a chart for each processing and kind.

    Good and bad runs alike: the last point of a chart is the sum of all its runs.
    """
    by_source: dict[tuple[str, str], list[RunValue]] = {}
    for value in values:
        by_source.setdefault((value.processing, value.kind), []).append(value)
    charts = [_chart(experiment, *source, points) for source, points in by_source.items()]
    return mark_safe("".join(charts)) if charts else None  # noqa: S308 (each is a chart of the kernel)


def _chart(experiment: int, processing: str, kind: str, points: Sequence[RunValue]) -> SafeString:
    labels, drawn = _added(points)
    title = " ".join(filter(None, ("Cumulative luminosity (fb⁻¹) by run,", processing, kind)))
    url = runs(experiment=experiment, processing=processing, kind=kind)
    return stacked(title, labels, drawn, url)


def _added(points: Sequence[RunValue]) -> tuple[list[str], list[Series]]:
    """The labels of the axis, and for each energy what it has added up to at each of them, in fb⁻¹."""
    energies = list(dict.fromkeys(value.energy for value in points))
    so_far: dict[str, Luminosity] = dict.fromkeys(energies, ZERO)
    every = -(-len(points) // POINTS)
    labels: list[str] = []
    added: dict[str, list[float]] = {energy: [] for energy in energies}
    for place, value in enumerate(points):
        so_far[value.energy] += value.measured.value
        if (len(points) - 1 - place) % every == 0:
            labels.append(str(value.run))
            for energy in energies:
                added[energy].append(float(so_far[energy].number(Unit.FB)))
    return labels, [(energy or "no label", heights) for energy, heights in added.items()]
