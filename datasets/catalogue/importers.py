"""Datasets from files: lists of paths, and JSON lines with what is known of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.forms import Field

from datasets.catalogue import policy
from datasets.catalogue.columns import columns_of
from datasets.catalogue.declared import FIGURES, LEVELS, named, replicas, shown
from datasets.catalogue.lines import LONGEST_LINE, SHOWN, Line, lines_of, raw_lines
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import Kind, Place, classify
from datasets.catalogue.staged import CatalogueImporter, complete_field
from datasets.catalogue.staging import Row
from portal.importing.importer import Progress, no_progress
from portal.listing.cells import compact

__all__ = ["LONGEST_LINE", "DatasetImporter", "DatasetLinesImporter", "as_dataset", "lines_of", "register"]

BATCH = 2000
LONGEST_OBJECT = 1_000_000
"""Bytes of a line with an object that are read."""
MOST_UNKNOWN = 50
"""Names of unknown keys that a plan tells."""


class DatasetImporter(CatalogueImporter):
    """Registers datasets by path; what is registered already is left alone. A file stands for its dataset."""

    name, noun_plural = "datasets", "datasets"
    needs = policy.IMPORT
    accept = ".txt,.tsv,.lpn,.gz"
    about = (
        "A text file with one dataset path per line, also compressed (.gz). Empty lines, lines that start with #, and "
        "whatever follows a tab are ignored. A file or datablock stands for its dataset."
    )
    empty = "there is no path in"

    def rows(self, number: int, path: Path) -> Iterator[Row]:
        for line in lines_of(path):
            if line.open_end:  # half a path may be the path of something else
                self.made.problem(line.number, self._in(number, "the file ends without a line end: was it cut?"))
            try:
                yield self._row(number, line)
            except PathError as error:
                self.reject(number, line.number, line.text[:SHOWN], str(error))

    @staticmethod
    def _row(number: int, line: Line) -> Row:
        if line.problem:
            raise PathError(0, "line", line.problem)
        place = classify(line.text)
        if place.kind is Kind.COLLECTION:
            raise PathError(0, "path", "a collection, not a dataset")
        if place.dataset is None or place.kind is Kind.DATASET:
            return Row(number, line.number, place)
        what = "the file" if place.kind is Kind.FILE else "the datablock"
        note = f"of {what} {place.file_name or place.datablock} that the line names"
        return Row(number, line.number, classify(place.dataset.path), note)


class DatasetLinesImporter(CatalogueImporter):
    """Registers datasets with their figures, copies and what their producer declares; says what differs."""

    name, noun_plural = "dataset-lines", "datasets with figures"
    needs = policy.IMPORT
    accept = ".jsonl,.ndjson,.json,.gz"
    about = (
        "JSON lines, one object each: path; files, events, size, state, last_seen_at; what the producer declares "
        f"({', '.join(LEVELS)}); replicas, a list of objects with site, kind, checksum, files, size, verified_on. "
        "What an object does not name stays as it is."
    )
    empty = "there is no object in"
    listing = True
    fields: ClassVar[dict[str, Callable[[], Field]]] = {"complete": complete_field}

    def rows(self, number: int, path: Path) -> Iterator[Row]:
        for line, item in self.objects(number, path):
            try:
                yield self._row(number, line, item)
            except ValueError as error:
                self.reject(number, line, str(item.get("path", ""))[:SHOWN] or f"line {line}", str(error))

    def objects(self, number: int, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects of a file with their lines; what is none is rejected."""
        for line, raw in raw_lines(path, LONGEST_OBJECT):
            if not (text := raw.strip()):
                continue
            try:
                yield line, read_object(text, cut=len(raw) == LONGEST_OBJECT)
            except ValueError as error:
                self.reject(number, line, text[:SHOWN].decode(errors="replace"), str(error))

    def _row(self, number: int, line: int, item: dict[str, Any]) -> Row:
        self.unknown(line, item.keys() - FIGURES.keys() - LEVELS.keys() - {"path", "replicas"})
        place = dataset_of(item.get("path"))
        given = {name: value for name, value in item.items() if value is not None}
        figures = {name: named(name, read, given[name]) for name, read in FIGURES.items() if name in given}
        said = {name: named(name, read, given[name]) for name, read in LEVELS.items() if name in given}
        copies = named("replicas", replicas, given["replicas"]) if "replicas" in given else None
        content = json.dumps([figures, said, copies], sort_keys=True).encode()
        short = int.from_bytes(hashlib.blake2b(content, digest_size=7).digest())
        return Row(number, line, place, "", short, figures, said or None, copies)


def read_object(text: bytes, *, cut: bool = False) -> dict[str, Any]:
    """The JSON object of a line. Raises ValueError, which says what is wrong with it."""
    if cut:
        raise ValueError(f"the line is longer than {LONGEST_OBJECT:,} bytes")
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise ValueError("the line is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"the line is no JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("the line is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError(f"an object is expected, not {shown(found)}")  # noqa: TRY004
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in the object twice")
    return found


def dataset_of(path: Any) -> Place:
    """The dataset at a path. Raises ValueError: figures of a file or of a collection are not those of a dataset."""
    if not isinstance(path, str):
        more = "" if path is None else f", not {shown(path)}"
        raise ValueError(f"path: the path of a dataset is expected{more}")  # noqa: TRY004
    place = classify(path)
    if place.kind is Kind.COLLECTION:
        raise ValueError("path: a collection, not a dataset")
    if place.kind in (Kind.FILE, Kind.DATABLOCK) and place.dataset is not None:
        raise ValueError(f"path: a {place.kind} of the dataset {place.dataset.path}; give the path of the dataset")
    return place


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
    return Dataset(**columns_of(place) | more)
