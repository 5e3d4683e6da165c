"""What a campaign has by sample and energy, and how much of its plan that is.

Numbers come from the cells of the datasets, so that they cost what the answer holds. Only what arrived when, and how
many productions there are, is read from the datasets of the campaign; all is remembered until one of them changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek

from datasets.campaigns.experiments import ExperimentsError, parse
from datasets.campaigns.models import Campaign
from datasets.catalogue.choices import WHOLE_LEVELS, DatasetState, are_whole
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.eventtypes.equivalent import cross_sections, equivalent
from datasets.eventtypes.models import EventType
from datasets.luminosity.units import ZERO, Luminosity, Unit, total
from portal.listing.versions import remembered, versions

SAMPLE = ("event_type", "general_skim", "skim_code", "data_level")
"""The levels of a path that say what the events are; of two samples that differ in one, the events are the same ones
again: they are never added up."""
MEASURES = ("datasets", "files", "events", "size")


@dataclass(frozen=True)
class Line:
    """A sample at one energy, and in one experiment when that was asked; withdrawn datasets are only counted."""

    event_type: str
    general_skim: str
    skim_code: str
    data_level: str
    energy: str
    experiment: int | None
    datasets: int
    withdrawn: int
    files: int
    events: int
    size: int
    luminosity: Luminosity | None = None
    equivalent: Luminosity | None = None

    @property
    def sample(self) -> tuple[str, ...]:
        return (self.event_type, self.general_skim, self.skim_code, self.data_level)

    @property
    def name(self) -> str:
        """The sample in words: its event type, of data its general skim; the level where it is not mDST."""
        words = [self.event_type or self.general_skim or "all events"]
        if self.data_level not in WHOLE_LEVELS:
            words.append(self.data_level)
        return " ".join(words)

    @property
    def whole(self) -> bool:
        """Whether these are all events of the sample once, not a selection of them or another form of them."""
        return are_whole(self.skim_code, self.general_skim, self.data_level)


@dataclass(frozen=True)
class Week:
    """What arrived in the week that begins on `monday`."""

    monday: date
    datasets: int
    events: int


@dataclass(frozen=True)
class Progress:
    """Of one campaign. `holes` and `across` are those of the coverage page; `missing` are experiments without data."""

    lines: list[Line]
    planned: Luminosity | None
    planned_events: int | None
    productions: int
    weeks: list[Week]
    down: str
    across: str
    holes: int
    missing: list[int]
    skimmed: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "skimmed", sum(line.datasets for line in self.lines if line.skim_code))

    def sum(self, measure: str) -> int:
        return sum(getattr(line, measure) for line in self.lines)

    @property
    def done_events(self) -> int:
        """Events that count against the plan: each once, whatever was selected or copied from them."""
        return sum(line.events for line in self.lines if line.whole)

    @property
    def done(self) -> dict[str, Luminosity]:
        """By sample that was not skimmed, over all energies; what is published in collections, most first."""
        found: dict[str, Luminosity] = {}
        for line in self.lines:
            if not line.skim_code and line.luminosity:
                found[line.name] = found.get(line.name, ZERO) + line.luminosity
        return dict(sorted(found.items(), key=lambda item: (-item[1].invpb, item[0])))

    def share(self, value: Luminosity | None) -> Decimal | None:
        """Percent of the planned luminosity; None when either is not known."""
        if value is None or not self.planned:
            return None
        return (100 * value.invpb / self.planned.invpb).quantize(Decimal("0.1"))

    @property
    def share_of_events(self) -> Decimal | None:
        """Percent of the planned events."""
        if not self.planned_events:
            return None
        return (Decimal(100 * self.done_events) / self.planned_events).quantize(Decimal("0.1"))


def progress(campaign: Campaign, *, by_experiment: bool = False) -> Progress:
    """Counted now, or remembered from when nothing had changed since."""
    key = f"progress of campaign {campaign.pk} {'by experiment' if by_experiment else ''}"
    version = versions((Campaign, Collection, Dataset, EventType))
    return remembered(version, key, lambda: _count(campaign, by_experiment=by_experiment))


def _count(campaign: Campaign, *, by_experiment: bool) -> Progress:
    lines = _lines(campaign, by_experiment=by_experiment)
    if not by_experiment:
        published = _published(campaign, lines)
        lines = [replace(line, luminosity=published.get((*line.sample, line.energy))) for line in lines]
    known = cross_sections()
    lines = [replace(line, equivalent=equivalent(line, line.events, known)) for line in lines]
    down = "event_type" if any(line.event_type for line in lines) else "general_skim"
    across = "experiment" if by_experiment else "energy"
    pairs = {(getattr(line, down), getattr(line, across)) for line in lines}
    ends = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    productions = Dataset.objects.filter(campaign=campaign.name).aggregate(n=Count("production", distinct=True))["n"]
    return Progress(
        lines=lines,
        planned=Luminosity.of(campaign.planned_luminosity, Unit.FB) if campaign.planned_luminosity else None,
        planned_events=campaign.planned_events,
        productions=productions,
        weeks=_weeks(campaign),
        down=down,
        across=across,
        holes=len(ends[0]) * len(ends[1]) - len(pairs),
        missing=_missing(campaign),
    )


def _lines(campaign: Campaign, *, by_experiment: bool) -> list[Line]:
    """Samples before their skims, those with most datasets first."""
    keys = (*SAMPLE, "energy", *(("experiment",) if by_experiment else ()))
    gone = Q(state=DatasetState.WITHDRAWN)
    found = (
        DatasetCell.objects.filter(campaign=campaign.name)
        .order_by()
        .values(*keys)
        .annotate(
            there=Sum("rows"),
            withdrawn=Sum("rows", filter=gone, default=0),
            n_files=Sum("files", filter=~gone, default=0),
            n_events=Sum("events", filter=~gone, default=0),
            n_size=Sum("size", filter=~gone, default=0),
        )
        .filter(there__gt=0)
    )
    lines = [
        Line(
            **{name: row[name] for name in (*SAMPLE, "energy")},
            experiment=row.get("experiment"),
            datasets=int(row["there"]) - int(row["withdrawn"]),
            withdrawn=int(row["withdrawn"]),
            files=int(row["n_files"]),
            events=int(row["n_events"]),
            size=int(row["n_size"]),
        )
        for row in found
    ]
    most: dict[tuple[str, ...], int] = defaultdict(int)
    for line in lines:
        for key in (line.sample, (*line.sample, line.energy)):
            most[key] += line.datasets

    def place(line: Line) -> tuple[Any, ...]:
        energy = (*line.sample, line.energy)
        return (bool(line.skim_code), -most[line.sample], line.sample, -most[energy], line.energy, line.experiment or 0)

    return sorted(lines, key=place)


def _published(campaign: Campaign, lines: Iterable[Line]) -> Mapping[tuple[str, ...], Luminosity]:
    """The luminosity of what is published, by sample and energy.

    Collections that together have more datasets than there are share some: then the largest one counts alone.
    """
    rows = Collection.objects.filter(
        campaign=campaign.name, state=CollectionState.PUBLISHED, luminosity__isnull=False
    ).values_list(*SAMPLE, "energy", "luminosity", "dataset_count")
    by_key: dict[tuple[str, ...], list[tuple[Luminosity, int]]] = defaultdict(list)
    for *key, luminosity, datasets in rows:
        by_key[tuple(key)].append((Luminosity.of(luminosity, Unit.FB), datasets))
    there = {(*line.sample, line.energy): line.datasets + line.withdrawn for line in lines}
    found = {}
    for known, parts in by_key.items():
        apart = sum(datasets for _, datasets in parts) <= there.get(known, 0)
        values = [value for value, _ in parts]
        found[known] = total(values) if apart else max(values)
    return found


def _weeks(campaign: Campaign) -> list[Week]:
    """Every week from the first arrival to the last, also those in which nothing came."""
    rows = Dataset.objects.filter(campaign=campaign.name).order_by().values(week=TruncWeek("first_seen_at"))
    counted = rows.annotate(n=Count("pk"), n_events=Sum("events", default=0))
    by_week = {row["week"].date(): row for row in counted}
    if not by_week:
        return []
    monday, last = min(by_week), max(by_week)
    found = []
    while monday <= last:
        row = by_week.get(monday)
        found.append(Week(monday, row["n"] if row else 0, int(row["n_events"]) if row else 0))
        monday += timedelta(days=7)
    return found


def _missing(campaign: Campaign) -> list[int]:
    """Experiments of the campaign of which it has no dataset."""
    try:
        planned = parse(campaign.experiments)
    except ExperimentsError:
        return []
    if not planned:
        return []
    rows = DatasetCell.objects.filter(campaign=campaign.name, experiment__isnull=False).order_by()
    there = rows.values("experiment").annotate(n=Sum("rows")).filter(n__gt=0).values_list("experiment", flat=True)
    return sorted({*planned} - {*there})


def plain(found: Progress) -> dict[str, Any]:
    """For programs: the same numbers in one unit each."""
    return {
        "planned_luminosity_invfb": _fb(found.planned),
        "planned_events": found.planned_events,
        "events_done": found.done_events,
        "events_done_percent": _number(found.share_of_events),
        **{name: found.sum(name) for name in MEASURES},
        "withdrawn": found.sum("withdrawn"),
        "productions": found.productions,
        "holes": found.holes,
        "experiments_without_datasets": found.missing,
        "rows": rows(found),
        "weeks": [
            {"week": week.monday.isoformat(), "datasets": week.datasets, "events": week.events} for week in found.weeks
        ],
    }


def rows(found: Progress) -> list[dict[str, Any]]:
    """The table for programs."""
    by_experiment = found.across == "experiment"
    return [
        {
            **{name: getattr(line, name) for name in (*SAMPLE, "energy")},
            **({"experiment": line.experiment} if by_experiment else {}),
            **{name: getattr(line, name) for name in (*MEASURES, "withdrawn")},
            "equivalent_luminosity_invfb": _fb(line.equivalent),
            **({} if by_experiment else {"luminosity_invfb": _fb(line.luminosity)}),
            **({} if by_experiment else {"planned_percent": _number(found.share(line.luminosity))}),
        }
        for line in found.lines
    ]


def _fb(value: Luminosity | None) -> float | None:
    return _number(value.number(Unit.FB)) if value is not None else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
