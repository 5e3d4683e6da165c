"""`manage.py import_iovs --tag NAME [--whole] FILE... [--apply] [--json]`: what a global tag holds."""

import argparse
from typing import Any

from datasets.globaltags.filling.importers import IovImporter
from portal.importing import Importer
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Fill a global tag; exit status 1 when a row was rejected or is in conflict, 2 when a file cannot be read."""

    help = "Register payloads and intervals of validity of one global tag from JSON of the conditions database."
    importer = IovImporter
    several = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--tag", required=True, help="name of the global tag")
        parser.add_argument("--whole", action="store_true", help="the files have all of the tag")

    def made(self, **options: Any) -> Importer:
        return IovImporter({"tag": options["tag"], "whole": options["whole"]})
