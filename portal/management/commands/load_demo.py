"""`manage.py load_demo`: fill an empty database with the demo collaboration."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.accounts.demo import mark_demo
from portal.demo import is_empty, refresh_statistics
from portal.history import recorded
from portal.registry import registry


class Command(BaseCommand):
    """Runs the steps that the packages registered, all or nothing, and marks the database as invented."""

    help = "Load the demo collaboration into an empty database: invented people, data and requests, always the same."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with transaction.atomic(), recorded("load demo"):
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE portal_demomark IN EXCLUSIVE MODE")  # one at a time
            if not is_empty():
                raise CommandError("The database is not empty; the demo collaboration goes into an empty one only.")
            mark_demo()
            for step in sorted(registry.demo, key=lambda step: step.order):
                begun = time.monotonic()
                words = import_string(step.load)(timezone.localdate())
                refresh_statistics()
                self.stdout.write(f"{step.label}: {words} ({time.monotonic() - begun:.1f} s)")
        self.stdout.write(f"The demo collaboration is loaded ({time.monotonic() - started:.1f} s).")
