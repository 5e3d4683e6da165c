"""What the by-laws no longer keep: the plan, or its removal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from members.privacy.retention import due, retention


class Command(BaseCommand):
    help = "Print what the retention would remove today; with --apply remove it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Remove it.")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        today = timezone.localdate()
        for item in due(today):
            examples = f": {', '.join(item.samples)}" if item.samples else ""
            self.stdout.write(f"{item.count:>6}  {item.rule.label} (kept for {item.days} days){examples}")
        if not apply:
            self.stdout.write("Nothing was removed; add --apply.")
            return
        for rule, count in retention(today).removed.items():
            self.stdout.write(f"{count:>6}  removed: {rule}")
