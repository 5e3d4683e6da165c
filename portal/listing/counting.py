"""Counts of many columns in one pass over the rows.

A page shows a dozen facets. A query for each would look for the same rows a dozen times, and a text search cannot
even use what the first one found; `GROUPING SETS` counts all of them while the rows go by once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

Counts = list[tuple[Any, int]]
GROUPS = "SELECT grouping({every}), {count}, {every} FROM ({inner}) AS found({every}, weight) "
COUNT = f"{GROUPS}GROUP BY GROUPING SETS ({{sets}})"


def count_by(rows: QuerySet[Any], sources: Sequence[str], weight: str = "") -> dict[str, Counts]:
    """For each of `sources` (fields or annotations of `rows`) its values with their counts, most frequent first.

    Each row counts for its field `weight`, where that is given, and for one otherwise.
    """
    found: dict[str, Counts] = {source: [] for source in sources}
    if not sources:
        return found
    try:
        counted = rows.order_by().values_list(*sources, weight or Value(1))
        inner, params = counted.query.sql_with_params()
    except EmptyResultSet:
        return found
    names = [f"c{number}" for number in range(len(sources))]  # no name of ours goes into the statement
    every, sets = ", ".join(names), ", ".join(f"({name})" for name in names)
    with connection.cursor() as cursor:
        count = "sum(weight)::bigint" if weight else "count(*)"
        cursor.execute(COUNT.format(every=every, count=count, sets=sets, inner=inner), params)
        whole = (1 << len(names)) - 1
        for mask, count, *values in cursor.fetchall():
            number = len(names) - (whole ^ mask).bit_length()  # the one column whose bit is not set
            if count:
                found[sources[number]].append((values[number], count))
    for counts in found.values():
        counts.sort(key=by_count)
    return found


def by_count(item: tuple[Any, int]) -> tuple[int, str]:
    """Most frequent first, equals by their text."""
    return -item[1], str(item[0])
