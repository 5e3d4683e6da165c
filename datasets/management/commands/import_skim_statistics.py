"""`manage.py import_skim_statistics FILE [--release NAME] [--apply] [--json]`: what tests of skims measured."""

import argparse
from typing import Any

from datasets.skims.statistics import SkimStatisticImporter
from portal.importing import Importer
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Bring in statistics of skims; exit status as for every import."""

    help = "Bring in statistics of skims from the JSON file of the test tool."
    importer = SkimStatisticImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--release", default="", help="of the test, when the file does not say it")

    def made(self, **options: Any) -> Importer:
        return SkimStatisticImporter({"release": options["release"]})
