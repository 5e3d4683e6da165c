"""The progress of a campaign for pages: figures, charts and tables, whose numbers lead to what they count."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from datasets.campaigns.models import Campaign
from datasets.catalogue.choices import DatasetState
from datasets.catalogue.links import search
from datasets.collections.figures import events, ranges
from datasets.eventtypes.equivalent import words
from datasets.luminosity.units import Luminosity, Unit
from datasets.progress.queries import Line, Progress, Week
from portal.detail import Cell
from portal.listing.columns import NONE
from portal.ui import charts, components, series
from portal.ui.numbers import bytes_text
from portal.ui.tables import table

USABLE = [DatasetState.GOOD.value]
BARS, SHOWN = 16, 150
"""Samples of the chart, and lines of a table; the files have all."""


def fb(value: Luminosity) -> str:
    """In fb⁻¹ with one decimal: progress is no measurement."""
    return f"{value.number(Unit.FB):,.1f}"


def percent(share: Decimal | None) -> str:
    """A share in words; empty when it is not known."""
    return f"{share:,.1f} %" if share is not None else ""


def luminosity_words(found: Progress) -> str:
    """What is published against the plan: of data the largest sample, of simulation as much for each event type."""
    done = next(iter(found.done.values()), None)
    if done is None:
        return ""
    said = fb(done) if found.planned is None else f"{fb(done)} of {fb(found.planned)}"
    share = percent(found.share(done))
    return f"{said} fb⁻¹{f', {share}' if share else ''}"


def figures(campaign: Campaign, found: Progress) -> list[dict[str, str]]:
    """Totals; each with where it comes from."""
    usable = {"state": USABLE} if found.sum("withdrawn") else {}
    made = [
        ("datasets", components.number(found.sum("datasets")), search(campaign=campaign.name, **usable)),
        ("files", components.number(found.sum("files")) if found.sum("files") else "", ""),
        ("size", bytes_text(found.sum("size")) if found.sum("size") else "", ""),
        ("productions", components.number(found.productions) if found.productions else "", ""),
        (_events_label(found), _events_words(found), ""),
        (_luminosity_label(found), luminosity_words(found), ""),
        (
            "combinations without a dataset",
            components.number(found.holes) if found.holes else "",
            coverage(campaign, found),
        ),
        (
            "withdrawn",
            components.number(found.sum("withdrawn")) if found.sum("withdrawn") else "",
            search(campaign=campaign.name, state=DatasetState.WITHDRAWN.value),
        ),
    ]
    return [{"label": label, "value": str(value), "url": url} for label, value, url in made if value]


def _events_label(found: Progress) -> str:
    return "events of those planned" if found.planned_events else "events, each once"


def _events_words(found: Progress) -> str:
    if not found.planned_events:
        return events(found.done_events) if found.done_events else ""
    return f"{events(found.done_events)} of {events(found.planned_events)}, {percent(found.share_of_events)}"


def _luminosity_label(found: Progress) -> str:
    return "published, for an event type at most" if found.down == "event_type" else "published"


def coverage(campaign: Campaign, found: Progress) -> str:
    """The matrix with the holes."""
    asked = {"campaign": campaign.name, "down": found.down, "across": found.across}
    return f"{reverse('coverage')}?{urlencode(asked)}"


def missing_words(found: Progress) -> str:
    """Experiments of the plan without a dataset."""
    return ranges(found.missing)


def luminosity_chart(found: Progress) -> SafeString | None:
    """What is published of each sample; of more than fit the largest."""
    points = [
        (name, charts.plain(round(float(value.number(Unit.FB)), 1))) for name, value in [*found.done.items()][:BARS]
    ]
    if not points:
        return None
    plan = f", planned {fb(found.planned)}" if found.planned else ""
    return charts.bars(f"Luminosity of published collections{plan}", points, unit="fb⁻¹", of="Sample")


def iso_week(week: Week) -> str:
    """As calendars write it: 2026-W14."""
    year, number, _ = week.monday.isocalendar()
    return f"{year}-W{number:02}"


def weeks_chart(found: Progress, numbers_url: str) -> SafeString | None:
    """Datasets by the week in which they arrived."""
    if not found.weeks:
        return None
    labels = [iso_week(week) for week in found.weeks]
    values = [float(week.datasets) for week in found.weeks]
    return series.pairs("Datasets that arrived, by week", labels, [("datasets", values)], numbers_url)


def weeks_table(weeks: Sequence[Week]) -> SafeString:
    """The numbers of the chart, newest first."""
    cells = (
        Cell("Week", iso_week, primary=True),
        Cell("From", lambda week: week.monday),
        Cell("Datasets", lambda week: components.number(week.datasets) if week.datasets else None, numeric=True),
        Cell("Events", lambda week: events(week.events) if week.events else None, numeric=True),
    )
    return _table("What arrived by week", cells, [week for week in reversed(weeks) if week.datasets])


def samples_table(campaign: Campaign, found: Progress, *, skims: bool) -> tuple[SafeString | None, int]:
    """The lines of samples, or of their skims, and how many more there are."""
    lines = [line for line in found.lines if bool(line.skim_code) == skims]
    if not lines:
        return None, 0
    caption = "Skims" if skims else "Samples"
    return _table(caption, _cells(campaign, found, lines), lines[:SHOWN]), max(0, len(lines) - SHOWN)


def _cells(campaign: Campaign, found: Progress, lines: Sequence[Line]) -> list[Cell]:
    """Columns of which no line says anything are left out."""

    def url(line: Line) -> str:
        return _search(campaign, found, line, USABLE if line.withdrawn else [])

    def gone(line: Line) -> str:
        return _search(campaign, found, line, [DatasetState.WITHDRAWN.value])

    cells = [
        Cell("Event type", lambda line: line.event_type, primary=True),
        Cell("General skim", lambda line: line.general_skim),
        Cell("Skim", lambda line: line.skim_code, mono=True),
        Cell("Level", lambda line: line.data_level),
        Cell("Energy", lambda line: line.energy),
        Cell("Experiment", lambda line: None if line.experiment is None else str(line.experiment), numeric=True),
        Cell("Datasets", lambda line: components.number(line.datasets), href=url, numeric=True),
        Cell("Files", lambda line: components.number(line.files) if line.files else None, numeric=True),
        Cell("Events", lambda line: events(line.events) if line.events else None, numeric=True),
        Cell("Size", lambda line: bytes_text(line.size) if line.size else None, numeric=True),
        Cell("Equivalent", lambda line: words(line.equivalent), numeric=True),
        Cell("Published (fb⁻¹)", lambda line: fb(line.luminosity) if line.luminosity else None, numeric=True),
        Cell("Of planned", lambda line: percent(found.share(line.luminosity)), numeric=True),
        Cell("Withdrawn", lambda line: line.withdrawn or None, href=gone, numeric=True),
    ]
    shown = [cell for cell in cells if any(cell.value(line) not in (None, "") for line in lines)]
    if not shown[0].primary:  # data have no event type; the first column names the row
        first = shown[0]
        shown[0] = Cell(first.label, first.value, mono=first.mono, primary=True)
    return shown


def _search(campaign: Campaign, found: Progress, line: Line, states: list[str]) -> str:
    levels = {name: getattr(line, name) or NONE for name in ("event_type", "general_skim", "skim_code", "data_level")}
    asked: dict[str, Any] = {"campaign": campaign.name, **levels, "energy": line.energy or NONE}
    if states:
        asked["state"] = states
    if found.across == "experiment":
        asked["experiment"] = NONE if line.experiment is None else line.experiment
    return search(**asked)


def _table(caption: str, cells: Sequence[Cell], rows: Sequence[Any]) -> SafeString:
    lines = [{"pk": None, "url": "", "cells": [cell.html(row) for cell in cells]} for row in rows]
    return table(cells, lines, caption=caption)
