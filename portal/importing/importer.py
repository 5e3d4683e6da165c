"""`Importer`: read, plan, write; and `run`, which puts them together safely."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection, transaction
from django.dispatch import Signal
from django.forms import Field

from portal.history import recorded
from portal.importing.plan import Plan

writing = Signal()
"""Sent inside the transaction before an import looks at what it will write; the sender is its class."""
written = Signal()
"""Sent inside the transaction when an import has written; the sender is its class, `by` who ran it."""
Progress = Callable[[int, int], None]
"""`progress(done, total)` in rows."""


class SourceError(Exception):
    """The file cannot be read at all; one sentence for the person who gave it."""


class Unclear(SourceError):
    """The file can be read, but a person has to say first what it means; the sentence says what is not clear."""


@dataclass(frozen=True)
class Step:
    """A page of an importer for one run: where to answer what it asks."""

    label: str
    url: str
    primary: bool = False


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


class Importer(ABC):
    """One kind of import. Subclass in `importers.py` of a slice and add to `registry.importers`.

    `options` are what the person said beside the file: the values of `fields`, and answers to what it asked; and
    `file_name`, the name of a file that was sent, which lies under another one here.
    """

    name: ClassVar[str]
    noun_plural: ClassVar[str]
    needs: ClassVar[str]
    accept: ClassVar[str]
    """File name endings for the upload form, with commas."""
    about: ClassVar[str]
    """One sentence: which files it reads."""
    fields: ClassVar[dict[str, Callable[[], Field]]] = {}
    """Further fields of the upload form; their values are options (of what JSON can hold)."""
    releases: ClassVar[str] = ""
    """The permission to release a plan that is held; empty: nothing is ever held."""

    lock: ClassVar[str] = ""
    """Importers that share it write the same rows and never run at the same time; empty: the name."""
    personal: ClassVar[bool] = False
    """Its files may tell how to reach people: they go with the contact data of anybody, when the import is over."""

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        self.options: dict[str, Any] = dict(options or {})

    def steps(self, run: Any) -> list[Step]:
        """The pages on which a person answers what the import asks, as the run stands."""
        return []

    @abstractmethod
    def read(self, files: Sequence[Path]) -> Any:
        """The rows of the files with their problems. Raises SourceError; Unclear when a person has to answer first."""

    @abstractmethod
    def plan(self, rows: Any) -> Plan:
        """Compare rows with the record; reads the database, writes nothing."""

    @abstractmethod
    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        """Write what the plan says; called inside a transaction and an action of the history."""

    def run(
        self,
        files: Sequence[Path],
        *,
        by: Any,
        apply: bool,
        reason: str = "",
        progress: Progress = no_progress,
        strict: bool = False,
    ) -> Plan:
        """Plan, and with `apply` also write. Two imports of one kind (`lock`) never run at the same time.

        A plan that is held is not written; with `strict` neither is one with a row that is wrong. Raises SourceError;
        any other error leaves the record as it was.
        """
        rows = self.read(files)
        if not apply:
            return self._released(self.plan(rows))
        with transaction.atomic(), recorded("import", by=by, reason=reason or self._source(files)):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(f"import:{self.lock or self.name}".encode())]
                )
            writing.send(type(self))
            plan = self._released(self.plan(rows))
            if strict and not plan.held and plan.exit_code:
                plan.held = "not every row is in order, and all were to be written or none"
            if plan.writes and not plan.held:
                self.write(plan, by=by, progress=progress)
                written.send(type(self), by=by)
        return plan

    def _released(self, plan: Plan) -> Plan:
        """Take the hold off a plan that somebody released (`options["released"]`), unless there is more of it now."""
        released = self.options.get("released")
        if plan.held and released and (released.get("upto") is None or plan.held_count <= released["upto"]):
            plan.held = ""
        return plan

    def _source(self, files: Sequence[Path]) -> str:
        names = ", ".join(path.name for path in files[:3])
        return f"import of {names}" + (f" and {len(files) - 3} more files" if len(files) > 3 else "")
