"""What the importers of datasets share: rows go through the stage, and a plan shows the first of each kind."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms import BooleanField

from datasets.catalogue import policy
from datasets.catalogue.declared import SOURCED
from datasets.catalogue.lines import SHOWN
from datasets.catalogue.models import CompleteDump, Dataset, DatasetCell
from datasets.catalogue.staging import Row, Stage, execute, fetch
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress, no_progress
from portal.listing.cells import compact

MOST = 10_000
"""Rows of each kind, and problems, that a plan tells one by one: as many as one request of the API may hold. All are
counted."""
MANY = 50_000
"""Rows after which the planner has to hear of them before the rest of the transaction asks who is concerned."""
TOLD_EVERY = 10_000
"""Lines after which the progress is told."""
ACTIONS = {
    "create": Action.CREATE,
    "update": Action.UPDATE,
    "skip": Action.SKIP,
    "again": Action.SKIP,
    "conflict": Action.CONFLICT,
}
CONTRADICTION = "lines of the file say different things of it"


def complete_field() -> BooleanField:
    """Whether the file lists all there is."""
    return BooleanField(
        label="The file is complete",
        required=False,
        help_text="What it does not list, of the storage scopes that it has, is marked as missing.",
    )


class CatalogueImporter(Importer):
    """Compares rows with the catalogue in the database. The option `complete` says that the files have all there is.

    Datasets that a complete source does not list are marked as missing, and never deleted: those of the storage scopes
    that it lists. When they are more than the site allows, the plan is held until somebody answers for it.
    """

    lock = "catalogue"
    releases = policy.IMPORT
    noun = "dataset"
    empty = "there is no row in"
    listing = False
    """Whether the source lists what there is: a dataset that was missing is there again."""

    @abstractmethod
    def rows(self, number: int, path: Path) -> Iterator[Row]:
        """What the file says, line by line; calls `reject` and `problem`. Raises SourceError."""

    def read(self, files: Sequence[Path]) -> list[Path]:
        for path in files:
            try:
                path.open("rb").close()
            except OSError as error:
                raise SourceError(f"cannot read {path.name}: {error.strerror}") from error
        return list(files)

    def plan(self, rows: list[Path]) -> Plan:
        self.files, self.changes, self.strange = rows, [], {}  # type: ignore[var-annotated]
        self.made = plan = Plan(most=self.most)
        with transaction.atomic():  # the tables of the stage go with it, or with the import
            stage = plan.payload = Stage(listing=self.listing)
            self.fill(stage)
            if not stage.rows and not plan.counts[Action.REJECT]:
                raise SourceError(f"{self.empty} " + ", ".join(path.name for path in rows))
            for verdict, count in stage.judge().items():
                plan.count(ACTIONS[verdict], self.noun, count)
                self.changes += (self._change(ACTIONS[verdict], *row) for row in stage.shown(verdict, self.most))
            self._kept(stage)
            if self.options.get("complete"):
                self._ends(plan)
        for name, (line, count) in sorted(self.strange.items()):
            plan.problem(line, f"the key {name} is not known" + (f" ({count:,} times)" if count > 1 else ""))
        plan.changes += [change for _, _, change in sorted(self.changes, key=lambda item: item[:2])]
        return plan

    def fill(self, stage: Stage) -> None:
        """Bring the rows of all files onto the stage."""
        for number, path in enumerate(self.files):
            stage.fill(self._watched(self.rows(number, path)))

    def _watched(self, rows: Iterable[Row]) -> Iterator[Row]:
        for count, row in enumerate(rows, 1):
            if count % TOLD_EVERY == 0:
                self.progress(count, 0)
            yield row

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        stage: Stage = plan.payload
        for done in stage.write(self.source):
            progress(done, stage.rows)
        if plan.counts[Action.END]:
            execute(_END)
        if plan.writes > MANY:
            execute("ANALYZE datasets_dataset")
        compact(DatasetCell)

    @property
    def most(self) -> int:
        """How many rows of a kind are told; whoever sends a file and waits for the answer gets all of them."""
        return int(self.options.get("told", MOST))

    def run(self, files: Sequence[Path], *, by: Any, apply: bool, **more: Any) -> Plan:
        """As any importer; a complete source that is written is also noted, with the day on which it was."""
        self.progress = more.get("progress", no_progress)
        self.source = self.options.get("file_name") or ", ".join(path.name for path in files[:3])[:200]
        with transaction.atomic():
            plan = super().run(files, by=by, apply=apply, **more)
            if apply and self.options.get("complete") and not plan.held:
                ended, rows = plan.counts[Action.END], plan.payload.rows
                CompleteDump.objects.create(source=self.source, datasets=rows, ended=ended, scopes=self.scopes)
        return plan

    def reject(self, number: int, line: int, label: str, why: str) -> None:
        """Leave a line out, and say why."""
        self.made.count(Action.REJECT, self.noun)
        if self.made.counts[Action.REJECT] <= self.most:
            # half of a surrogate pair, which JSON may hold, has no place in a record
            label, why = (text.encode(errors="replace").decode() for text in (label, why))
            change = Change(Action.REJECT, self.noun, label, line, note=self._in(number, why))
            self.changes.append((number, line, change))

    def unknown(self, line: int, names: Iterable[str]) -> None:
        """Tell of keys that nobody reads: each once, with its first line and how often."""
        for name in names:
            shown = ascii(name)[1:-1][:40]
            if shown in self.strange or len(self.strange) < self.most:
                first, count = self.strange.get(shown, (line, 0))
                self.strange[shown] = (first, count + 1)

    def _in(self, number: int, note: str) -> str:
        return f"{self.files[number].name}: {note}" if note and len(self.files) > 1 else note

    def _change(self, action: Action, seq: int, file: int, line: int, path: str, note: str, *more: Any) -> Any:
        first, there, before, after = more
        fields = changed(before, after) if action is Action.UPDATE else ()
        if action is Action.CONFLICT:
            note = CONTRADICTION
        elif action is Action.SKIP and first is not None and (there, first) != (file, line):
            of = f" of {self.files[there].name}" if there != file else ""
            note = f"stands in line {first}{of} already"
        return file, line, Change(action, self.noun, path, line, fields, self._in(file, note))

    def _kept(self, stage: Stage) -> None:
        for _, line, path, kept in stage.kept(self.most + 1):
            for name, (value, other) in sorted(kept.items()):
                words = f"{path}: {name.replace('_', ' ')} is curated: kept {value}, the source says {other}"
                self.made.problem(line, words)

    def _ends(self, plan: Plan) -> None:
        self.scopes = [scope for (scope,) in fetch("SELECT DISTINCT scope FROM staged ORDER BY 1")]
        listed = Dataset.objects.filter(scope__in=self.scopes, missing_since=None).count()
        execute("DROP TABLE IF EXISTS ended")
        count = execute(_ENDED, [self.scopes])
        plan.count(Action.END, self.noun, count)
        last = len(self.files)
        for (path,) in fetch("SELECT path FROM ended ORDER BY path LIMIT %s", [self.most]):
            change = Change(Action.END, self.noun, path, note="the source does not list it: it is marked as missing")
            self.changes.append((last, 0, change))
        allowed = settings.PORTAL_CATALOGUE_HOLD_PERCENT
        if count * 100 > listed * allowed:
            plan.held_count = count
            plan.held = (
                f"{count:,} of {listed:,} datasets would be marked as missing, more than {allowed:g} percent: "
                "was the source cut?"
            )


# when it was seen last: by the complete source before this one
_ENDED = """
CREATE TEMP TABLE ended ON COMMIT DROP AS SELECT d.id, d.path FROM datasets_dataset d
WHERE d.scope = ANY(%s) AND d.missing_since IS NULL AND NOT EXISTS (SELECT FROM staged s WHERE s.path = d.path)
"""
_END = """
UPDATE datasets_dataset d SET missing_since = clock_timestamp(), last_seen_at = coalesce(
    greatest(d.last_seen_at, (SELECT max(imported_at) FROM datasets_completedump c WHERE c.scopes ? d.scope)),
    d.first_seen_at)
FROM ended WHERE ended.id = d.id
"""


def changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """(field, before, after) in words of what differs between a dataset and what a source makes of it."""
    found = [(name, before[name], after[name]) for name in SOURCED if before[name] != after[name]]
    declared = before["declared"] or {}
    for name, value in sorted((after["declared"] or {}).items()):
        if declared.get(name, "") != value:
            found.append((f"declared {name}", declared.get(name), value))
    if after["replicas"] is not None and after["replicas"] != before["replicas"]:
        found.append(("replicas", _sites(before["replicas"]), _sites(after["replicas"])))
    if before["missing_since"]:
        found.append(("missing since", before["missing_since"], None))
    return tuple((name.replace("_", " "), _words(was), _words(will)) for name, was, will in found)


def _words(value: Any) -> str:
    return "" if value is None else str(value)[:SHOWN]


def _sites(copies: dict[str, Any]) -> str:
    return ", ".join(f"{site} {' '.join(str(part) for part in copy if part)}" for site, copy in sorted(copies.items()))
