"""`manage.py rebuild_counts`: compare the kept counts with the tables, and count anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.listing.cells import cell_tables, rebuild, wrong


class Command(BaseCommand):
    help = (
        "Compare the counts behind the facets with the tables that they count. They are exact at any time, unless a "
        "table was written past its triggers, as a restore of single tables does. With --apply what is wrong is "
        "counted anew; writers wait meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="count anew where something is wrong")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        for cell in cell_tables():
            found = wrong(cell)
            words = f"{found:,} wrong" if found else "right"
            if found and apply:
                rebuild(cell)
                words += ", counted anew"
            self.stdout.write(f"{cell._meta.verbose_name}: {words}")
