"""Datasets from a dump of the file catalogue: figures of datasets, or the sums of their datablocks and files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection
from django.forms import Field

from datasets.catalogue import policy, rucio
from datasets.catalogue.importers import LONGEST_OBJECT, read_object
from datasets.catalogue.lines import SHOWN, raw_lines
from datasets.catalogue.places import classify
from datasets.catalogue.staged import TOLD_EVERY, CatalogueImporter, complete_field
from datasets.catalogue.staging import BATCH, Row, Stage, cell, execute

COLUMNS = ("file", "line", "path", "rank", "part", "files", "events", "size", "said", "site", "kind", "verified_on")
_PARTS = """
CREATE TEMP TABLE parts (file integer, line integer, path text, rank smallint, part text, files bigint, events bigint,
    size bigint, said jsonb, site text, kind text, verified_on date) ON COMMIT DROP
"""
# a DID may be told several times (by itself, and in the contents of what holds it): each figure counts once
_ONCE = """
SELECT min(file * 4294967296 + line) AS at, path, rank, part, site, max(kind) AS kind, max(files) AS files,
    max(events) AS events, max(size) AS size, max(verified_on) AS verified_on,
    (array_agg(said ORDER BY file, line) FILTER (WHERE said IS NOT NULL))[1] AS said
FROM parts GROUP BY path, rank, part, site
"""
_BY_RANK = """
SELECT min(at) AS at, path, rank, site, max(kind) AS kind, sum(files)::bigint AS files, sum(events)::bigint AS events,
    sum(size)::bigint AS size, max(verified_on) AS verified_on,
    (array_agg(said) FILTER (WHERE said IS NOT NULL))[1] AS said
FROM once GROUP BY path, rank, site
"""
_BY_SITE = """
SELECT min(at) AS at, path, site, max(kind) AS kind, max(verified_on) AS verified_on,
    (array_agg(files ORDER BY rank) FILTER (WHERE files IS NOT NULL))[1] AS files,
    (array_agg(events ORDER BY rank) FILTER (WHERE events IS NOT NULL))[1] AS events,
    (array_agg(size ORDER BY rank) FILTER (WHERE size IS NOT NULL))[1] AS size,
    (array_agg(said ORDER BY rank) FILTER (WHERE said IS NOT NULL))[1] AS said
FROM by_rank GROUP BY path, site
"""
_FOUND = f"""
WITH once AS ({_ONCE}), by_rank AS ({_BY_RANK}), by_site AS ({_BY_SITE})
SELECT min(at), path, max(files) FILTER (WHERE site = ''), max(events) FILTER (WHERE site = ''),
    max(size) FILTER (WHERE site = ''), (array_agg(said) FILTER (WHERE said IS NOT NULL))[1]::text,
    (jsonb_object_agg(site, jsonb_build_array(kind, '', files, size, verified_on)) FILTER (WHERE site <> ''))::text
FROM by_site GROUP BY path ORDER BY 1
"""  # noqa: S608  queries of this file alone


class FileCatalogueImporter(CatalogueImporter):
    """Datasets as the file catalogue (Rucio) counts them. Collections in a dump are left to their own importer."""

    name, noun_plural = "rucio", "dumps of the file catalogue"
    needs = policy.IMPORT
    accept = ".jsonl,.ndjson,.json,.gz"
    about = (
        "JSON lines out of Rucio, one object each: DIDs with their metadata, contents, replicas of datasets. Where a "
        "dataset has no figures of its own, those of its datablocks, or of its files, are summed."
    )
    empty = "there is no DID in"
    listing = True
    fields: ClassVar[dict[str, Callable[[], Field]]] = {"complete": complete_field}

    def fill(self, stage: Stage) -> None:
        self.collections = 0
        execute("DROP TABLE IF EXISTS parts")
        execute(_PARTS)
        for number, path in enumerate(self.files):
            remaining = self._parts(number, path)
            while batch := list(islice(remaining, BATCH)):
                names = ", ".join(COLUMNS)
                with connection.cursor() as cursor, cursor.cursor.copy(f"COPY parts ({names}) FROM STDIN") as copy:
                    copy.write("".join(batch))
        execute("ANALYZE parts")
        stage.fill_from(_FOUND, self._row)
        if self.collections:
            words = f"{self.collections:,} lines are about collections, which have an importer of their own"
            self.made.problem(None, words)

    def rows(self, number: int, path: Path) -> Iterator[Row]:
        """Nothing comes by the line here: a dataset may be told in many."""
        return iter(())

    def _parts(self, number: int, path: Path) -> Iterator[str]:
        for line, raw in raw_lines(path, LONGEST_OBJECT):
            if line % TOLD_EVERY == 0:
                self.progress(line, 0)
            if not (text := raw.strip()) or text.startswith(b"#"):
                continue
            unknown: set[str] = set()
            try:
                found = list(rucio.facts(read_object(text, cut=len(raw) == LONGEST_OBJECT), unknown))
            except ValueError as error:
                self.reject(number, line, text[:SHOWN].decode(errors="replace"), str(error))
                continue
            self.unknown(line, unknown)
            self.collections += any(isinstance(fact, rucio.Members) for fact in found)
            yield "".join(self._cells(number, line, found))

    @staticmethod
    def _cells(number: int, line: int, found: Iterable[rucio.Fact | rucio.Members]) -> Iterator[str]:
        for fact in found:
            if isinstance(fact, rucio.Fact):
                said = json.dumps(fact.said) if fact.said else None
                figures = (fact.files, fact.events, fact.size)
                about = (number, line, fact.place.path, fact.rank, fact.part)
                yield "\t".join(map(cell, (*about, *figures, said, fact.site, fact.kind, fact.verified_on))) + "\n"

    @staticmethod
    def _row(at: int, path: str, files: Any, events: Any, size: Any, said: Any, copies: Any) -> Row:
        figures = {"files": files, "events": events, "size": size}
        file, line = divmod(at, 2**32)
        return Row(
            file,
            line,
            classify(path),
            figures=figures,
            said=json.loads(said) if said else None,
            replicas=json.loads(copies) if copies else None,
        )
