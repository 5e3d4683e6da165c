"""`manage.py import_people FILE [--format csv|authorxml] …`: people from an author list or a registry dump."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from members.authorship.importers import PeopleImporter
from members.dumps.columns import from_toml
from members.dumps.importers import RegistryImporter
from portal.importing import Importer
from portal.importing.command import ImportCommand


class Command(ImportCommand):
    """Exit status 1 when rows were rejected or are in conflict or the plan is held, 2 when a file cannot be read."""

    help = "Import people from an author list (author.xml, plain or .gz) or a registry dump (CSV or XLSX)."
    importer = PeopleImporter

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--format", dest="kind", choices=["authorxml", "csv"], default="authorxml", help="csv reads XLSX too"
        )
        parser.add_argument("--mapping", metavar="FILE.toml", type=Path, help="what the columns of the dump mean")
        parser.add_argument("--complete", action="store_true", help="end what the dump does not name")
        parser.add_argument("--release", metavar="REASON", default="", help="let a dump through that is held")

    def made(self, **options: Any) -> Importer:
        if options["kind"] == "authorxml":
            return PeopleImporter()
        said: dict[str, Any] = {"may_guess": True, "complete": options["complete"]}
        if options["mapping"] is not None:
            said |= from_toml(options["mapping"])
        if options["release"].strip():
            said["released"] = {"upto": None}
        return RegistryImporter(said)

    def reason(self, files: list[Path], **options: Any) -> str:
        released = options["release"].strip()
        return f"import of {files[0].name}, released: {released}" if released else ""
