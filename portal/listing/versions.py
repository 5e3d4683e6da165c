"""Counts that stay exact without being counted again for every reader.

Counting a facet costs more the more rows there are, although nothing changed since the last
reader. Every statement that writes a `@counted` table leaves one small row with a random mark in
`portal_tablechange`, in its own transaction; the marks that a reader sees, joined by XOR, are the
version of the table. A count is cached under the versions of the tables it was made of: a committed
write changes the version, so a cached count is never stale, and what was counted inside a transaction
that was rolled back is never found again. Rows are only added, so writers never wait for each other;
`compact` folds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from operator import xor
from typing import TypeVar

import pgtrigger
from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Count, Value
from django.db.models.functions import Cast, Random

from portal.prepared import prepared

PACKAGES = ("portal", "members", "datasets", "liaisons")
T = TypeVar("T")
M = TypeVar("M", bound=type[models.Model])


class TableChange(models.Model):
    """A statement wrote `table`; only the XOR of all marks of a table has a meaning."""

    table = models.CharField(max_length=63)
    mark = models.BigIntegerField(db_default=Cast(Random() * Value(2.0**62), models.BigIntegerField()))

    class Meta:
        verbose_name = "change of a table"
        indexes = [
            # the version of a table
            models.Index(fields=["table"], include=["mark"], name="table_change_table")
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.mark}"


def counted(model: M) -> M:
    """Keep a version of the table of `model`, so that counts over it can be cached exactly."""
    trigger = pgtrigger.Trigger(
        name="counted",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func='INSERT INTO portal_tablechange ("table") VALUES (TG_TABLE_NAME); RETURN NULL;',
    )
    pgtrigger.register(trigger)(model)
    return model


VERSIONS = 'SELECT "table", bit_xor(mark) FROM portal_tablechange WHERE "table" = ANY(%s) GROUP BY "table"'


def versions(tables: Iterable[type[models.Model]]) -> str:
    """The versions of `tables` as one text; equal texts mean equal content."""
    names = sorted(model._meta.db_table for model in tables)
    with prepared() as cursor:  # every list asks it, and writing the query would take longer than running it
        cursor.execute(VERSIONS, [names])
        found = dict(cursor.fetchall())
    return ",".join(f"{name}={found.get(name, 0)}" for name in names)


def remembered(version: str, key: str, make: Callable[[], T]) -> T:
    """`make()`, or what it gave for the same `key` at the same `version` in the same release of the portal."""
    name = "counts:" + hashlib.sha256(f"{_release()}|{version}|{key}".encode()).hexdigest()
    value: T | None = cache.get(name)
    if value is None:
        value = make()
        cache.set(name, value, timeout=24 * 3600)
    return value


@lru_cache(maxsize=1)
def _release() -> str:
    """Of our modules as they are: what another release has put into a shared cache may have other fields."""
    found = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def compact() -> int:
    """Fold the changes of each table into one row; returns how many rows went."""
    gone = 0
    crowded = TableChange.objects.values("table").annotate(rows=Count("pk")).filter(rows__gt=100).order_by()
    for table in crowded.values_list("table", flat=True):
        with transaction.atomic():
            rows = TableChange.objects.filter(table=table).select_for_update(skip_locked=True)
            marks = dict(rows.values_list("pk", "mark"))
            if len(marks) < 2:
                continue  # somebody else folds them at this moment
            TableChange.objects.filter(pk__in=marks).delete()
            TableChange.objects.create(table=table, mark=reduce(xor, marks.values()))
            gone += len(marks) - 1
    return gone
