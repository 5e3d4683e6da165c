"""`Importer`: read, plan, write; and `run`, which puts them together safely."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection, transaction

from portal.history import recorded
from portal.importing.plan import Plan

Progress = Callable[[int, int], None]
"""`progress(done, total)` in rows."""


class SourceError(Exception):
    """The file cannot be read at all; one sentence for the person who gave it."""


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


class Importer(ABC):
    """One kind of import. Subclass in `importers.py` of a slice and add to `registry.importers`."""

    name: ClassVar[str]
    noun_plural: ClassVar[str]
    needs: ClassVar[str]
    accept: ClassVar[str]
    """File name endings for the upload form, with commas."""
    about: ClassVar[str]
    """One sentence: which files it reads."""

    @abstractmethod
    def read(self, files: Sequence[Path]) -> Any:
        """The rows of the files with their problems. Raises SourceError."""

    @abstractmethod
    def plan(self, rows: Any) -> Plan:
        """Compare rows with the record; reads the database, writes nothing."""

    @abstractmethod
    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        """Write what the plan says; called inside a transaction and an action of the history."""

    def run(
        self, files: Sequence[Path], *, by: Any, apply: bool, reason: str = "", progress: Progress = no_progress
    ) -> Plan:
        """Plan, and with `apply` also write. Two imports of one kind never run at the same time.

        Raises SourceError; any other error leaves the record as it was.
        """
        rows = self.read(files)
        if not apply:
            return self.plan(rows)
        with transaction.atomic(), recorded("import", by=by, reason=reason or self._source(files)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(f"import:{self.name}".encode())])
            plan = self.plan(rows)
            if plan.writes:
                self.write(plan, by=by, progress=progress)
        return plan

    def _source(self, files: Sequence[Path]) -> str:
        names = ", ".join(path.name for path in files[:3])
        return f"import of {names}" + (f" and {len(files) - 3} more files" if len(files) > 3 else "")
