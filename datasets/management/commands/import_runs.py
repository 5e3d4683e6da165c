"""`manage.py import_runs FILE [--processing NAME] [--kind online|offline] [--apply] [--json]`: runs with luminosity."""

import argparse
from typing import Any

from datasets.luminosity.choices import Kind
from datasets.luminosity.importers import RunImporter
from portal.importing import Importer
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in runs and their luminosity; exit status as for every import."""

    help = "Bring in runs and their luminosity from a CSV table."
    importer = RunImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--processing", default="", help="where no column says it, such as proc13")
        parser.add_argument("--kind", default=Kind.ONLINE.value, choices=Kind.values, help="where no column says it")

    def made(self, **options: Any) -> Importer:
        return RunImporter({name: options[name] for name in ("processing", "kind")})
