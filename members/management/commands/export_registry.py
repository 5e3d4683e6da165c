"""`manage.py export_registry --on DATE [--format csv|xlsx] [--output FILE]`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.dumps.exports import export
from members.memberships.models import Membership


class Command(BaseCommand):
    """All memberships that are current on the day, as a dump that an import reads without a change."""

    help = "Write the registry of a day."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", type=date.fromisoformat, required=True, help="2026-03-31")
        parser.add_argument("--format", dest="kind", choices=["csv", "xlsx"], default="csv")
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: standard output")

    def handle(self, *args: Any, on: date, kind: str, output: Path | None, **options: Any) -> None:
        count = Membership.objects.current(on).count()
        if not count:
            raise CommandError(f"no membership is current on {on}")
        if output is None and kind == "xlsx":
            raise CommandError("a workbook needs a file: --output FILE")
        content = export(on, kind)
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            _write(output, content)
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror}") from error
        self.stderr.write(f"{count} memberships: {output}")


def _write(output: Path, content: bytes) -> None:
    """A reader never finds half a dump; what is no file (a pipe, /dev/stdout) is written to as it is."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
        return
    draft = output.with_name(f".{output.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
