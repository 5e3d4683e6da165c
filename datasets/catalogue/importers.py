"""Dataset paths from text files, one path per line."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from datasets.catalogue import policy
from datasets.catalogue.choices import DatasetClass
from datasets.catalogue.models import Dataset
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import Kind, Place, classify
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress

BATCH = 2000
LONGEST_LINE = 4096
CLASSES = {
    Kind.BACKGROUND: DatasetClass.BACKGROUND,
    Kind.USER: DatasetClass.USER,
    Kind.GROUP: DatasetClass.GROUP,
}
NOT_DATASETS = {
    Kind.FILE: "a file of the dataset {dataset}; give the path of the dataset",
    Kind.DATABLOCK: "a datablock of the dataset {dataset}; give the path of the dataset",
    Kind.COLLECTION: "a collection, not a dataset",
}


@dataclass
class Paths:
    """The lines of the files: (file, line number, text), and the lines that could not be decoded."""

    lines: list[tuple[str, int, str]] = field(default_factory=list)
    broken: list[tuple[str, int, str]] = field(default_factory=list)


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines of a text file, plain or .gz. Raises SourceError."""
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
                if number == 1 and b"\x00" in line:
                    raise SourceError(f"{path.name} is not a text file")
                yield number, line
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"cannot read {path.name}: {getattr(error, 'strerror', None) or error}") from error


class DatasetImporter(Importer):
    """Registers datasets by path; what is registered already is left alone."""

    name, noun_plural = "datasets", "datasets"
    needs = policy.IMPORT
    accept = ".txt,.tsv,.lpn,.gz"
    about = "A text file with one dataset path per line; empty lines, lines with # and anything after a tab are ignored."

    def read(self, files: Sequence[Path]) -> Paths:
        rows = Paths()
        for path in files:
            for number, raw in lines_of(path):
                try:
                    text = raw.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n").partition("\t")[0]
                except UnicodeDecodeError:
                    rows.broken.append((path.name, number, "this line is not UTF-8 text"))
                    continue
                if text.strip() and not text.startswith("#"):
                    rows.lines.append((path.name, number, text))
        if not rows.lines and not rows.broken:
            raise SourceError("there is no path in " + ", ".join(path.name for path in files))
        return rows

    def plan(self, rows: Paths) -> Plan:
        plan = Plan(payload=[])
        for name, number, message in rows.broken:
            plan.add(Change(Action.REJECT, "dataset", name, number, note=message))
        seen: dict[str, int] = {}
        lines = iter(rows.lines)
        while batch := list(islice(lines, BATCH)):
            known = set(Dataset.objects.filter(path__in=[text for _, _, text in batch]).values_list("path", flat=True))
            for _, number, text in batch:
                self._line(plan, number, text, known, seen)
        return plan

    def _line(self, plan: Plan, number: int, text: str, known: set[str], seen: dict[str, int]) -> None:
        if text in seen:
            plan.add(Change(Action.SKIP, "dataset", text, number, note=f"stands in line {seen[text]} already"))
            return
        try:
            place = classify(text)
        except PathError as error:
            plan.add(Change(Action.REJECT, "dataset", text[:200], number, note=str(error)))
            return
        if place.kind in NOT_DATASETS:
            dataset = place.dataset.path if place.dataset else ""
            note = NOT_DATASETS[place.kind].format(dataset=dataset)
            plan.add(Change(Action.REJECT, "dataset", text[:200], number, note=note))
            return
        seen[text] = number
        if text in known:
            plan.add(Change(Action.SKIP, "dataset", text, number))
            return
        plan.add(Change(Action.CREATE, "dataset", text, number))
        plan.payload.append(place)

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        register(plan.payload, progress=progress)


def register(places: Sequence[Place], *, progress: Progress = lambda done, total: None) -> None:
    """Write datasets in bulk; one that somebody else registered meanwhile is left alone."""
    for start in range(0, len(places), BATCH):
        batch: Iterable[Place] = places[start : start + BATCH]
        Dataset.objects.bulk_create([as_dataset(place) for place in batch], ignore_conflicts=True)
        progress(min(start + BATCH, len(places)), len(places))


def as_dataset(place: Place, **more: Any) -> Dataset:
    """The row of a path: levels of official ones in columns, class and scope for all."""
    found = place.dataset
    if found is None or place.kind is not Kind.DATASET:
        return Dataset(path=place.path, data_class=CLASSES.get(place.kind, DatasetClass.OTHER), scope=place.scope, **more)
    return Dataset(
        path=place.path,
        data_class=DatasetClass.MC if found.data_type == "mc" else DatasetClass.DATA,
        scope=place.scope,
        top=found.top,
        proc_level=found.proc_level,
        release=found.release,
        global_tag=found.global_tag,
        campaign=found.campaign,
        production=found.production,
        stream=found.stream,
        experiment=found.experiment,
        energy=found.energy,
        run=found.run,
        run_low=found.run_number,
        run_high=found.run_number,
        general_skim=found.general_skim,
        event_type=found.event_type,
        skim_code=found.skim_code,
        data_level=found.data_level,
        **more,
    )
