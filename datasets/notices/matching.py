"""Which datasets a notice affects: one statement in the database, whatever their number.

Whoever matches holds one lock until the end of the transaction. A notice that is being opened therefore sees what an
import has committed, or the import, which comes to the lock last, sees the notice: no match is lost between them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from datasets.catalogue.choices import Mark
from datasets.notices import ranges, specs
from datasets.notices.choices import NoticeState
from datasets.notices.models import Notice

Part = tuple[str, list[Any]]
Spans = Sequence[tuple[int, int]]
"""Ranges of keys of datasets, both ends included."""
LOCK = zlib.crc32(b"datasets.notices")
MOST_SPANS = 20
"""More are drawn together: matching a dataset twice changes nothing."""
MERGED = "(d.runs IS NULL OR d.runs = int8range(0, 0, '[]'))"
"""r00000 is merged over runs, %r stands for each run; neither says which runs it holds."""

_FOUND = """
WITH found AS MATERIALIZED (
    SELECT dataset_id, bool_or(certain) AS certain FROM ({parts}) AS part(dataset_id, certain)
    WHERE {within} GROUP BY dataset_id
)"""
_KEEP = """,
gone AS (
    DELETE FROM datasets_noticematch m WHERE m.notice_id = %s AND {within}
    AND NOT EXISTS (SELECT 1 FROM found f WHERE f.dataset_id = m.dataset_id) RETURNING 1
), put AS (
    INSERT INTO datasets_noticematch AS m (notice_id, dataset_id, certain) SELECT %s, dataset_id, certain FROM found
    ON CONFLICT (notice_id, dataset_id) DO UPDATE SET certain = excluded.certain WHERE m.certain <> excluded.certain
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
"""
_COUNTED = "count(*) FILTER (WHERE m.certain), count(*) FILTER (WHERE NOT m.certain)"
_COUNT = f"SELECT {_COUNTED} FROM datasets_noticematch m WHERE m.notice_id = %s AND {{within}}"  # noqa: S608
_FORGET = "DELETE FROM datasets_collectionmatch WHERE notice_id = ANY(%s) AND {which}"
_COUNT_IN = f"""
INSERT INTO datasets_collectionmatch (notice_id, collection_id, certain, possible)
SELECT m.notice_id, c.collection_id, {_COUNTED}
FROM datasets_noticematch m JOIN datasets_collectionmember c ON c.dataset_id = m.dataset_id
WHERE m.notice_id = ANY(%s) AND {{which}} GROUP BY m.notice_id, c.collection_id
"""  # noqa: S608  as in all of these, parts of ours
_HOLDING = "c.collection_id IN (SELECT collection_id FROM datasets_collectionmember m WHERE {within})"
_MARK = """
WITH asked AS MATERIALIZED (
    SELECT dataset_id FROM datasets_datasetmark WHERE {marked}
    UNION SELECT dataset_id FROM datasets_noticematch m WHERE m.notice_id = %s AND {within}
), known AS (
    SELECT m.dataset_id, CASE WHEN bool_or(m.certain) THEN %s ELSE %s END AS said
    FROM asked JOIN datasets_noticematch m USING (dataset_id)
    JOIN datasets_notice n ON n.id = m.notice_id AND n.state = %s GROUP BY m.dataset_id
), changed AS MATERIALIZED (
    SELECT d.id, k.said FROM asked a JOIN datasets_dataset d ON d.id = a.dataset_id
    LEFT JOIN known k USING (dataset_id) LEFT JOIN datasets_datasetmark m USING (dataset_id)
    WHERE m.notices IS DISTINCT FROM k.said ORDER BY d.id FOR SHARE OF d
), gone AS (
    DELETE FROM datasets_datasetmark m USING changed c WHERE m.dataset_id = c.id AND c.said IS NULL
)
INSERT INTO datasets_datasetmark (dataset_id, notices) SELECT id, said FROM changed WHERE said IS NOT NULL
ON CONFLICT (dataset_id) DO UPDATE SET notices = excluded.notices
"""  # FOR SHARE: a dataset that somebody changes at this moment is counted as it will be


class Found(NamedTuple):
    """By how much the numbers of affected and of possibly affected datasets grew, and whether any match changed."""

    certain: int
    possible: int
    changed: bool


def lock() -> None:
    """Until the end of the transaction nobody else matches.

    To be taken before any row of a notice is locked, and before rows of datasets are changed by what matches later in
    the same transaction: who marks waits for whoever changes a dataset.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def lock_if_free() -> bool:
    """The same without waiting for an import or another who matches: whether the lock is ours now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        ours: bool = cursor.fetchone()[0]
    return ours


def drawn_together(spans: Iterable[tuple[int, int]]) -> Spans:
    """Ranges that hold all keys of `spans`, and few of them."""
    found = ranges.merged(list(spans))
    return found if len(found) <= MOST_SPANS else [(found[0][0], found[-1][1])]


def exceeds(notice: Notice, most: int) -> bool:
    """Whether it matches more than so many datasets, or will; costs no more than looking at so many."""
    if notice.matched > most:
        return True
    joined, params = _parts(notice)
    asked = f"SELECT count(*) FROM (SELECT 1 FROM ({joined}) AS part(dataset_id, certain) LIMIT %s) AS found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked, [*params, most + 1])
        return bool(cursor.fetchone()[0] > most)


def rematch(notice: Notice, spans: Spans | None = None) -> Found:
    """Bring the matches of a notice to what it says now, of all datasets or of those with keys in `spans`.

    The caller holds the lock, and marks the datasets when an open notice has changed.
    """
    with connection.cursor() as cursor:
        before = _count(cursor, notice, spans)
        inner, params = _found(notice, spans)
        within, keys = _within("m.dataset_id", spans)
        cursor.execute(inner + _KEEP.format(within=within), [*params, notice.pk, *keys, notice.pk])
        changed = bool(cursor.fetchone()[0])
        after = _count(cursor, notice, spans)
    if changed:
        count_collections([notice.pk], spans=spans)
    return Found(after[0] - before[0], after[1] - before[1], changed)


def count_collections(notices: list[int], *, spans: Spans | None = None, collections: list[int] | None = None) -> None:
    """Count anew in collections: in these, in those that hold datasets with keys in `spans`, or in all."""
    which, params = "true", []
    if collections is not None:
        which, params = "c.collection_id = ANY(%s)", [collections]
    elif spans is not None:
        within, params = _within("m.dataset_id", spans)
        which = _HOLDING.format(within=within)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(which=which.replace("c.collection_id", "collection_id")), [notices, *params])
        cursor.execute(_COUNT_IN.format(which=which), [notices, *params])


def mark(notice: Notice, spans: Spans | None = None, *, others: bool = False) -> None:
    """Write beside the datasets that a notice matches what all open notices are to them.

    With `others` also beside those that have a mark already: one that it does not match any more may lose it.
    """
    within, keys = _within("m.dataset_id", spans)
    marked, more = _within("dataset_id", spans if others else [])
    said = [Mark.AFFECTED.value, Mark.POSSIBLE.value, NoticeState.OPEN.value]
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(within=within, marked=marked), [*more, notice.pk, *keys, *said])


def newest() -> int:
    """The highest key of a match; whatever is matched from now on has a higher one, while the lock is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM datasets_noticematch")
        found: int = cursor.fetchone()[0]
    return found


def _count(cursor: Any, notice: Notice, spans: Spans | None) -> tuple[int, int]:
    within, keys = _within("m.dataset_id", spans)
    cursor.execute(_COUNT.format(within=within), [notice.pk, *keys])
    found: tuple[int, int] = cursor.fetchone()
    return found


def _within(column: str, spans: Spans | None) -> Part:
    if spans is None:
        return "true", []
    words = " OR ".join(f"{column} BETWEEN %s AND %s" for _ in spans)
    return f"({words})" if words else "false", [key for span in spans for key in span]


def _found(notice: Notice, spans: Spans | None) -> Part:
    """The datasets that any part of a notice finds; certain where one of the parts is."""
    joined, params = _parts(notice)
    within, keys = _within("dataset_id", spans)
    return _FOUND.format(parts=joined, within=within), params + keys


def _parts(notice: Notice) -> Part:
    parts = [*_by_query(notice), *_by_paths(notice), *_by_runs(notice)]
    joined = " UNION ALL ".join(sql for sql, _ in parts) or "SELECT 0::bigint, false WHERE false"
    return joined, [item for _, params in parts for item in params]


def _by_query(notice: Notice) -> list[Part]:
    if not notice.query:
        return []
    try:
        sql, params = specs.found_by(notice.query).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    return [(f"SELECT q.id, true FROM ({sql}) AS q(id)", list(params))]  # noqa: S608  the statement of the list


def _by_paths(notice: Notice) -> list[Part]:
    paths = notice.paths.splitlines()
    if not paths:
        return []
    members = "datasets_collectionmember m JOIN datasets_collection c ON c.id = m.collection_id"
    return [
        ("SELECT d.id, true FROM datasets_dataset d WHERE d.path = ANY(%s::varchar[])", [paths]),
        (f"SELECT m.dataset_id, true FROM {members} WHERE c.path = ANY(%s::varchar[])", [paths]),  # noqa: S608
    ]


def _by_runs(notice: Notice) -> list[Part]:
    """All of an experiment; or what has a run in the ranges, and perhaps what does not say which runs it holds."""
    parts: list[Part] = []
    for item in ranges.parse(notice.runs):
        narrowed, params = "d.experiment = %s", [item.experiment]
        for column in ("campaign", "data_class"):
            if value := getattr(item, column):
                narrowed, params = f"{narrowed} AND d.{column} = %s", [*params, value]
        start = f"SELECT d.id, {{certain}} FROM datasets_dataset d WHERE {narrowed}"  # noqa: S608
        if not item.runs:
            parts.append((start.format(certain="true"), params))
            continue
        overlap = "{" + ",".join(f"[{low},{high}]" for low, high in item.runs) + "}"
        some = f"{start.format(certain='true')} AND d.runs && %s::int8multirange AND NOT {MERGED}"
        parts += [
            (some, [*params, overlap]),
            (f"{start.format(certain='false')} AND {MERGED}", params),
        ]
    return parts
