"""The command line of importers that may say that their files list all there is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from portal.importing import Importer
from portal.importing.command import ImportCommand


class CatalogueCommand(ImportCommand):
    """`--complete` marks what the files do not list as missing, `--release` lets a plan through that is held."""

    several = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--complete", action="store_true", help="mark what the files do not list as missing")
        parser.add_argument("--release", metavar="REASON", default="", help="let a plan through that is held")

    def made(self, **options: Any) -> Importer:
        said: dict[str, Any] = {"complete": options["complete"]}
        if options["release"].strip():
            said["released"] = {"upto": None}
        return self.importer(said)

    def reason(self, files: list[Path], **options: Any) -> str:
        released = options["release"].strip()
        return f"import of {files[0].name}, released: {released}" if released else ""
