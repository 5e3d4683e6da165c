"""`manage.py check_decay_files`: read all decay files again, after the rules of the check have changed."""

from typing import Any

from django.core.management.base import BaseCommand

from liaisons.decayfiles.actions import check_again


class Command(BaseCommand):
    help = "Read all decay files by the rules of this release, so that the list shows what their pages show."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{check_again()} decay files read differently.")
