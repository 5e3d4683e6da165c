"""`manage.py make_world_outline FILE OUTPUT`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.reports.outline import svg


class Command(BaseCommand):
    """The land behind the map of institutes, in the projection of the map."""

    help = "Draw the continents of a TopoJSON file as the SVG file of the world map."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="land-110m.json of the npm package world-atlas")
        parser.add_argument("output", type=Path, help="static/maps/land.svg")

    def handle(self, *args: Any, file: Path, output: Path, **options: Any) -> None:
        try:
            text = svg(json.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise CommandError(f"{file} is no TopoJSON file with the object land: {error!r}") from error
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror}") from error
        self.stderr.write(f"{len(text):,} bytes: {output}")
