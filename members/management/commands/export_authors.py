"""`manage.py export_authors --on DATE --format authorxml|revtex [--output FILE]`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.authorship.exports import FORMATS
from members.authorship.queries import published_list


class Command(BaseCommand):
    """Everybody with an active authorship on the day, in printed order."""

    help = "Write the author list of a day."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", type=date.fromisoformat, required=True, help="2026-03-31")
        parser.add_argument("--format", dest="kind", choices=sorted(FORMATS), required=True)
        parser.add_argument("--reference", default="", help="report number, arXiv id or DOI of the paper")
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: standard output")

    def handle(self, *args: Any, on: date, kind: str, reference: str, output: Path | None, **options: Any) -> None:
        published = published_list(on, reference or f"author list of {on}")
        if not published.authors:
            raise CommandError(f"nobody has an active authorship on {on}")
        text = FORMATS[kind].write(published)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            _write(output, text)
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror}") from error
        self.stderr.write(f"{len(published.authors)} authors, {len(published.used_institutes)} institutes: {output}")


def _write(output: Path, text: str) -> None:
    """A reader never finds half a list; what is no file (a pipe, /dev/stdout) is written to as it is."""
    if output.exists() and not output.is_file():
        output.write_text(text, encoding="utf-8")
        return
    draft = output.with_name(f".{output.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(output)
    except OSError:
        if draft.is_file():
            draft.unlink()
        raise
