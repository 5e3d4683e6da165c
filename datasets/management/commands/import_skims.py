"""`manage.py import_skims FILE [--release NAME] [--apply] [--json]`: the registry of skims."""

import argparse
from typing import Any

from datasets.skims.importers import SkimImporter
from portal.importing import Importer
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in the registry of skims; exit status as for every import."""

    help = "Bring in the registry of skims from a CSV table."
    importer = SkimImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--release", default="", help="of the software that has this registry: release-08-00-00")

    def made(self, **options: Any) -> Importer:
        return SkimImporter({"release": options["release"]})
