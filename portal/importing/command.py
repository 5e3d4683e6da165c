"""The command-line face of an importer: `manage.py import_X FILE... [--apply] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from portal.importing.importer import Importer, SourceError
from portal.importing.plan import Plan
from portal.policy import SYSTEM


class ImportCommand(BaseCommand):
    """Prints the plan; with --apply carries it out.

    Exit status 0; 1 when rows were rejected or are in conflict, or the plan is held; 2 when a file cannot be read.
    """

    importer: ClassVar[type[Importer]]
    several: ClassVar[bool] = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+" if self.several else 1)
        parser.add_argument("--apply", action="store_true", help="write; without it only the plan is printed")
        parser.add_argument("--json", action="store_true", help="print the whole plan as JSON")

    def made(self, **options: Any) -> Importer:
        """The importer with what the command line says. Raises SourceError."""
        return self.importer()

    def reason(self, files: list[Path], **options: Any) -> str:
        """What the history says of each row; empty: the name of the file."""
        return ""

    def handle(self, *args: Any, files: list[Path], apply: bool, json: bool, **options: Any) -> None:
        try:
            plan = self.made(**options).run(files, by=SYSTEM, apply=apply, reason=self.reason(files, **options))
        except SourceError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(_as_json(plan.as_json(), apply and not plan.held) if json else plan.words())
        if not json:
            self.stdout.write(_outcome(plan, apply))
        if plan.exit_code:
            sys.exit(plan.exit_code)


def _outcome(plan: Plan, apply: bool) -> str:
    if plan.held:
        return 'Nothing was written: the plan is held; --release "REASON" lets it through.'
    return "Applied." if apply else "Nothing was written; --apply carries this out."


def _as_json(content: dict[str, Any], applied: bool) -> str:
    return json.dumps({"applied": applied, **content}, ensure_ascii=False, indent=1)
