"""Members of an open collection, written by one statement each however many they are.

The caller holds the lock of the collection and recounts it afterwards; the database refuses one that is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection, CollectionMember

_TABLE = CollectionMember._meta.db_table
_REFILL = f"""
INSERT INTO {_TABLE} (collection_id, dataset_id, position)
SELECT %s, wanted.pk, wanted.position FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (pk, position)
"""  # noqa: S608 (a name of a table)
_ADD = f"""
INSERT INTO {_TABLE} (collection_id, dataset_id, position)
SELECT %s, found.pk, last.position + row_number() OVER (ORDER BY found.place)
FROM ({{rows}}) AS found,
    (SELECT coalesce(max(position), 0) AS position FROM {_TABLE} WHERE collection_id = %s) AS last
ON CONFLICT (collection_id, dataset_id) DO NOTHING
"""  # noqa: S608
_COPY = f"""
INSERT INTO {_TABLE} (collection_id, dataset_id, position)
SELECT %s, dataset_id, position FROM {_TABLE} WHERE collection_id = %s
"""  # noqa: S608


def _run(statement: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def refill(collection: Collection, keys: Sequence[int]) -> int:
    """Exactly the datasets with these primary keys, in this order."""
    collection.members.all().delete()
    return _run(_REFILL, [collection.pk, list(keys)])


def add_listed(collection: Collection, keys: Sequence[int]) -> int:
    """These datasets behind those that are in it, in this order; says how many were not in it."""
    rows = "SELECT pk, place FROM unnest(%s::bigint[]) WITH ORDINALITY AS listed (pk, place)"
    return _run(_ADD.format(rows=rows), [collection.pk, list(keys), collection.pk])


def add_found(collection: Collection, rows: QuerySet[Dataset]) -> int:
    """The datasets of a query behind those that are in it, by path; no row is loaded. Says how many were not in it."""
    found, params = rows.order_by().values_list("pk", "path").distinct().query.sql_with_params()
    named = f"SELECT pk, place FROM ({found}) AS matched (pk, place)"  # noqa: S608 (SQL of the ORM)
    return _run(_ADD.format(rows=named), [collection.pk, *params, collection.pk])


def remove(collection: Collection, keys: Sequence[int]) -> int:
    """Take these out; the others keep their places. Says how many were in it."""
    return collection.members.filter(dataset__in=keys).delete()[0]


def copy(source: Collection, target: Collection) -> int:
    """The members of `source` in their order into `target`, which has none."""
    return _run(_COPY, [target.pk, source.pk])
