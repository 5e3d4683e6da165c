"""Decay files by the folder: all of a release, or what a working group keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from liaisons.decayfiles import policy
from liaisons.decayfiles.findings import Severity
from liaisons.decayfiles.folders import Found, files_in
from liaisons.decayfiles.models import DecayFile
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress
from portal.policy.core import System

BATCH = 200
NOUN = "decay file"


class DecayFileImporter(Importer):
    """Keeps every file that is text as it is, under its own name; what is wrong with it are findings of its page.

    A name that is on record with other bytes is a new version. Names that one import has twice, with different bytes,
    are in conflict: which of them production would take is not known.
    """

    name, noun_plural = "decay_files", "decay files"
    needs = policy.HAND_IN
    accept = ".zip,.tar,.gz,.tgz,.dec,.dat,.xml,.pdl"
    about = "A zip or tar archive of decay files (.dec, .dat, .xml, .pdl), or one of them."

    def read(self, files: Sequence[Path]) -> list[Found]:
        sent_as = self.options.get("file_name", "")  # what a browser sends lies under another name here
        found = [
            replace(item, path=sent_as) if sent_as and item.path == path.name else item
            for path in files
            for item in files_in(path)
        ]
        if not found:
            raise SourceError("there is no decay file in " + ", ".join(path.name for path in files))
        return found

    def plan(self, rows: list[Found]) -> Plan:
        plan = Plan(payload=[])
        by_name: dict[str, dict[str, Found]] = defaultdict(dict)
        records: list[tuple[Found, DecayFile]] = [(row, DecayFile.of(row.raw, row.name)) for row in rows]
        for row, file in records:
            by_name[file.file_name].setdefault(file.sha256, row)
        known: dict[str, set[str]] = defaultdict(set)
        kept = DecayFile.objects.filter(file_name__in=by_name).values_list("file_name", "sha256")
        for name, checksum in kept:
            known[name].add(checksum)
        for row, file in records:
            action, note = _judge(row, file, by_name[file.file_name], known[file.file_name])
            plan.add(Change(action, NOUN, row.path, note=note))
            if action == Action.CREATE:
                plan.payload.append(file)
                _say_errors(plan, row, file)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        account = None if isinstance(by, System) else by
        for file in plan.payload:
            file.uploaded_by = account
        for start in range(0, len(plan.payload), BATCH):
            DecayFile.objects.bulk_create(plan.payload[start : start + BATCH])
            progress(min(start + BATCH, len(plan.payload)), len(plan.payload))


def _judge(row: Found, file: DecayFile, named: dict[str, Found], known: set[str]) -> tuple[Action, str]:
    """What happens to a file among those of its name, and why."""
    if not file.reading.readable:
        finding = file.reading.findings[-1]
        where = f"line {finding.line}: " if finding.line else ""
        return Action.REJECT, f"{where}{finding.message}"
    if named[file.sha256] is not row:
        return Action.SKIP, f"the same file as {named[file.sha256].path}"
    if file.sha256 in known:
        return Action.SKIP, ""
    if len(named) > 1:
        others = ", ".join(other.path for other in named.values() if other is not row)
        return Action.CONFLICT, f"another file of this name: {others}"
    return Action.CREATE, "a new version of this name" if known else ""


def _say_errors(plan: Plan, row: Found, file: DecayFile) -> None:
    for finding in file.findings:
        if finding.severity is Severity.ERROR:
            plan.problem(finding.line, f"{row.path}: {finding.message}")
