"""Dataset paths from text files, one path per line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from datasets.catalogue import policy
from datasets.catalogue.choices import DatasetClass
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import Kind, Place, classify
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress, no_progress
from portal.listing.cells import compact

BATCH = 2000
LONGEST_LINE = 4096
"""Bytes of a line that are read; a path has at most 1018."""
MOST_LINES = 2_000_000
"""Lines with a path that one import takes; the plan is held in memory."""
SHOWN = 200
"""Characters of a wrong line that the plan repeats."""
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither empty nor a comment: its text up to the first tab, or why it cannot be read."""

    file: str
    number: int
    text: str
    problem: str = ""


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a text file, plain or compressed with gzip. Raises SourceError."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2).startswith(b"\x1f\x8b")
            content: Any = gzip.GzipFile(fileobj=file) if packed else file
            if _binary(content.peek(512)[:512]):
                raise SourceError(f"{path.name} is not a text file in UTF-8")
            for number, raw in _numbered(content):
                if (line := _line(path.name, number, raw)) is not None:
                    yield line
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"cannot read {path.name}: {getattr(error, 'strerror', None) or error}") from error


def _binary(head: bytes) -> bool:
    """Whether a file that begins like this is no text: one stray NUL spoils a line, many tell a picture or UTF-16."""
    return head.count(0) > max(2, len(head) // 50)


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1; of a longer line only the first LONGEST_LINE bytes."""
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        rest = raw
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        yield number, raw


def _line(name: str, number: int, raw: bytes) -> Line | None:
    start, tab, _ = raw.partition(b"\t")
    if start.startswith(b"#"):
        return None
    if not tab and len(raw) == LONGEST_LINE:
        return Line(name, number, raw[:SHOWN].decode(errors="replace"), f"the line is longer than {LONGEST_LINE} bytes")
    try:
        text = start.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError:
        return Line(name, number, raw[:SHOWN].decode(errors="replace").strip(), "the line is not UTF-8 text")
    return Line(name, number, text) if text.strip() and not text.startswith("#") else None


class DatasetImporter(Importer):
    """Registers datasets by path; what is registered already is left alone."""

    name, noun_plural = "datasets", "datasets"
    needs = policy.IMPORT
    accept = ".txt,.tsv,.lpn,.gz"
    about = (
        "A text file with one dataset path per line, also compressed (.gz). Empty lines, lines that start with #, and "
        "whatever follows a tab are ignored."
    )

    def read(self, files: Sequence[Path]) -> list[Line]:
        lines: list[Line] = []
        for path in files:
            lines += islice(lines_of(path), MOST_LINES + 1 - len(lines))
            if len(lines) > MOST_LINES:
                raise SourceError(f"there are more than {MOST_LINES:,} lines; import them in parts")
        if not lines:
            raise SourceError("there is no path in " + ", ".join(path.name for path in files))
        return lines

    def plan(self, rows: list[Line]) -> Plan:
        plan = Plan(payload=[])
        several = len({line.file for line in rows}) > 1
        seen: dict[str, Line] = {}
        for start in range(0, len(rows), BATCH):
            judged = [(line, *self._judge(line, seen)) for line in rows[start : start + BATCH]]
            paths = [line.text for line, action, _ in judged if action is Action.CREATE]
            known = set(Dataset.objects.filter(path__in=paths).values_list("path", flat=True))
            for line, wanted, why in judged:
                action = Action.SKIP if wanted is Action.CREATE and line.text in known else wanted
                label = line.text[:SHOWN] if action is Action.REJECT else line.text
                note = f"{line.file}: {why}" if several and why else why
                plan.add(Change(action, "dataset", label, line.number, note=note))
                if action is Action.CREATE:
                    plan.payload.append(line.text)
        return plan

    def _judge(self, line: Line, seen: dict[str, Line]) -> tuple[Action, str]:
        """What happens to a line, and why when that is not plain; the record is not asked."""
        if line.problem:
            return Action.REJECT, line.problem
        if (first := seen.get(line.text)) is not None:
            there = f" of {first.file}" if first.file != line.file else ""
            return Action.SKIP, f"stands in line {first.number}{there} already"
        try:
            place = classify(line.text)
        except PathError as error:
            return Action.REJECT, str(error)
        if place.kind in NOT_DATASETS:
            return Action.REJECT, NOT_DATASETS[place.kind].format(dataset=place.dataset.path if place.dataset else "")
        seen[line.text] = line
        return Action.CREATE, ""

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        register(map(classify, plan.payload), total=len(plan.payload), progress=progress)


def register(places: Iterable[Place], *, total: int = 0, progress: Progress = no_progress) -> None:
    """Write datasets in bulk; one that somebody else registered meanwhile is left alone."""
    remaining, done = iter(places), 0
    while batch := list(islice(remaining, BATCH)):
        Dataset.objects.bulk_create(map(as_dataset, batch), ignore_conflicts=True)
        done += len(batch)
        progress(done, total or done)
    compact(DatasetCell)


def as_dataset(place: Place, **more: Any) -> Dataset:
    """The row of a path: class and scope for all, the levels in columns for official ones."""
    levels = place.dataset if place.kind is Kind.DATASET else None
    if levels is None:
        data_class = CLASSES.get(place.kind, DatasetClass.OTHER)
        return Dataset(path=place.path, data_class=data_class, scope=place.scope, **more)
    return Dataset(
        path=place.path,
        data_class=DatasetClass.MC if levels.data_type == "mc" else DatasetClass.DATA,
        scope=place.scope,
        top=levels.top,
        proc_level=levels.proc_level,
        release=levels.release,
        global_tag=levels.global_tag,
        campaign=levels.campaign,
        production=levels.production,
        stream=levels.stream,
        experiment=levels.experiment,
        energy=levels.energy,
        run=levels.run,
        run_low=levels.run_number,
        run_high=levels.run_number,
        general_skim=levels.general_skim,
        event_type=levels.event_type,
        skim_code=levels.skim_code,
        data_level=levels.data_level,
        **more,
    )
