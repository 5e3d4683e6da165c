"""Rows of an import on their way into the catalogue: held, compared and written by the database.

The lines of a file go into temporary tables by COPY, a batch at a time, so that the memory of an import does not grow
with its file. What happens to each row is one query; only counts, and the rows that a plan shows, come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

from datasets.catalogue.columns import columns_of
from datasets.catalogue.declared import CURATED, FIGURES, FILLED, SOURCED
from datasets.catalogue.models import CuratedValue, Dataset, DeclaredValue, Replica
from datasets.catalogue.places import Place

BATCH, WRITTEN = 10_000, 100_000
"""Rows that one COPY takes, and rows that one statement writes."""
DATASET, CURATED_VALUE, DECLARED_VALUE, REPLICA = (
    f'"{model._meta.db_table}"' for model in (Dataset, CuratedValue, DeclaredValue, Replica)
)
TYPES = {
    **dict.fromkeys(("file", "line", "global_tag", "production", "experiment", "run_low", "run_high"), "integer"),
    **dict.fromkeys(("seq", "content", "files", "events", "size"), "bigint"),
    "last_seen_at": "timestamptz", "said": "jsonb", "replicas": "jsonb",
}  # fmt: skip
"""Types of the staged columns that are no text."""
ABOUT = ("seq", "file", "line", "content", "note")
SAID = (*FIGURES, "said", "replicas", "declared")


@dataclass(slots=True)
class Row:
    """What a line says of a dataset. `said` are declared values by column, as `reduced` leaves them."""

    file: int
    line: int
    place: Place
    note: str = ""
    content: int = 0
    """Equal for lines that say the same of one dataset."""
    figures: dict[str, Any] | None = None
    said: dict[str, str] | None = None
    replicas: dict[str, list[Any]] | None = None


def reduced(said: dict[str, str], columns: dict[str, Any]) -> dict[str, str]:
    """Declared values without those that the path says as well: they stand as empty text, as what is taken back."""
    return {name: "" if value == _text(columns.get(name)) else value for name, value in said.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class Stage:
    """The temporary tables of one import; they go with the transaction."""

    def __init__(self, *, listing: bool) -> None:
        """`listing`: the source lists what there is, so that a dataset that was missing is there again."""
        self.listing, self.rows = listing, 0
        names = (*ABOUT, *columns_of(None), *SAID)
        columns = ", ".join(f'"{name}" {TYPES.get(name, "text")}' for name in names)
        self.copy = "COPY staged ({}) FROM STDIN".format(", ".join(f'"{name}"' for name in names))
        execute("DROP TABLE IF EXISTS staged, judged")
        execute(f"CREATE TEMP TABLE staged ({columns}) ON COMMIT DROP")

    def fill(self, rows: Iterable[Row]) -> None:
        """Take rows in, in the order of the files."""
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            content = "".join(map(self._line, batch))
            with connection.cursor() as cursor, cursor.cursor.copy(self.copy) as copy:
                copy.write(content)

    def _line(self, row: Row) -> str:
        self.rows += 1
        columns = columns_of(row.place)
        cells = [self.rows, row.file, row.line, row.content, row.note, *columns.values()]
        if row.figures is None:
            cells += [None] * len(FIGURES)
        else:
            cells += map(row.figures.get, FIGURES)
        said, declared = row.said, ""
        if said is not None:
            said = reduced(said, columns)
            kept = [name for name, value in said.items() if value]
            declared = "differs" if any(_text(columns.get(name)) for name in kept) else "adds" if kept else ""
        cells += (None if item is None else json.dumps(item) for item in (said, row.replicas))
        return "\t".join([*map(cell, cells), declared]) + "\n"

    def fill_from(self, sql: str, made: Callable[..., Row]) -> None:
        """Take in what a query finds, made into rows; it is read a batch at a time."""
        execute(f"DECLARE found NO SCROLL CURSOR FOR {sql}")
        while rows := fetch(f"FETCH {BATCH} FROM found"):
            self.fill(made(*row) for row in rows)
        execute("CLOSE found")

    def judge(self) -> dict[str, int]:
        """Say what happens to each row; gives how many rows have each verdict."""
        execute("ANALYZE staged")
        execute(_JUDGED, [self.listing])
        for table in ("staged", "judged"):
            execute(f"CREATE INDEX ON {table} USING brin (seq)")
        execute("ANALYZE judged")
        return dict(fetch("SELECT action, count(*) FROM judged GROUP BY 1"))

    def shown(self, action: str, most: int) -> Iterator[tuple[Any, ...]]:
        """The first rows of a verdict: (seq, file, line, path, note, line and file of the first, kept, before, after).

        `before` and `after` are objects of what changes.
        """
        for *row, before, after in fetch(_SHOWN, [action, most]):
            yield (*row, json.loads(before or "{}"), json.loads(after))

    def kept(self, most: int) -> list[tuple[Any, ...]]:
        """(seq, line, path, fields that a person set with the value that stays and the one that the source has)."""
        rows = fetch(
            "SELECT seq, line, path, kept FROM judged JOIN staged USING (seq) WHERE kept <> '{}' ORDER BY seq LIMIT %s",
            [most],
        )
        return [(*row, json.loads(kept)) for *row, kept in rows]

    def write(self, source: str) -> Iterator[int]:
        """Write what was judged, some rows at a time; gives the number of the last row done."""
        for start in range(0, self.rows, WRITTEN):
            part = [start, min(start + WRITTEN, self.rows)]
            execute(_CREATE, part)
            execute(_TAKE_BACK, part)
            execute(_DECLARE, [source, *part])
            execute(_UPDATE, [self.listing, *part])
            execute(_MARK, part)
            execute(_LEAVE_SITES, part)
            execute(_COPIES, part)
            yield part[1]


def cell(value: Any) -> str:
    """A value as COPY reads it; the text has no tab and no line end."""
    if value is None:
        return "\\N"
    text = str(value)
    return text.replace("\\", "\\\\") if "\\" in text else text


def execute(sql: str, params: list[Any] | None = None) -> int:
    """Run a statement; gives how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def fetch(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _said(name: str) -> str:
    """What the source says of a column; NULL when nothing, and when the path says it."""
    if name in FIGURES:
        return f's."{name}"'
    declared = f"s.said->>'{name}'"
    return declared if name == "background" else f"CASE WHEN s.\"{name}\" = '' THEN {declared} END"


def _wanted(name: str) -> str:
    """The value that the column shall have: curated, or as the source says, as it is, as the path says, as usual."""
    said = f"greatest({_said(name)}, d.{name})" if name == "last_seen_at" else _said(name)
    path = f's."{name}"' if name in columns_of(None) else "NULL"
    usual = {"state": "'good'", "background": "''"}.get(name, "NULL")
    found = f'coalesce({said}, d."{name}", {path}, {usual})'
    if name not in CURATED:
        return f'{found} AS "{name}"'
    return f'CASE WHEN \'{name}\' = ANY(c.fields) THEN d."{name}" ELSE {found} END AS "{name}"'


def _kept(name: str) -> str:
    """A pair of the curated value and the other one that the source has."""
    differs = f"'{name}' = ANY(c.fields) AND {_said(name)} <> d.\"{name}\""
    return f"'{name}', CASE WHEN {differs} THEN jsonb_build_array(d.\"{name}\", {_said(name)}) END"


_COPIES_THERE = f"""coalesce((SELECT jsonb_object_agg(site, jsonb_build_array(kind, checksum, files, size, verified_on))
    FROM {REPLICA} r WHERE r.dataset_id = d.id), '{{}}')"""  # noqa: S608
_CHANGED = " OR ".join(
    (
        *(f'w."{name}" IS DISTINCT FROM d."{name}"' for name in SOURCED),
        f"""(s.said IS NOT NULL AND EXISTS (SELECT FROM jsonb_each_text(s.said) e LEFT JOIN {DECLARED_VALUE} v
            ON v.dataset_id = d.id AND v.field = e.key WHERE coalesce(v.value, '') <> e.value))""",
        f"(s.replicas IS NOT NULL AND s.replicas <> {_COPIES_THERE})",
        "(%s AND d.missing_since IS NOT NULL)",
    )
)
_JUDGED = f"""
CREATE TEMP TABLE judged ON COMMIT DROP AS
SELECT s.seq, d.id AS dataset_id, d.xmin::text AS version, twice.first, w.*,
    CASE WHEN twice.contradicts THEN 'conflict' WHEN twice.first < s.seq THEN 'again' WHEN d.id IS NULL THEN 'create'
        WHEN {_CHANGED} THEN 'update' ELSE 'skip' END AS action,
    CASE WHEN c.fields IS NULL THEN '{{}}' ELSE jsonb_strip_nulls(jsonb_build_object({", ".join(map(_kept, CURATED))}))
        END AS kept
FROM staged s
LEFT JOIN (SELECT path, min(seq) AS first, min(content) <> max(content) AS contradicts FROM staged
    GROUP BY path HAVING count(*) > 1) twice USING (path)
LEFT JOIN {DATASET} d USING (path)
LEFT JOIN (SELECT dataset_id, array_agg(field) AS fields FROM {CURATED_VALUE} GROUP BY 1) c ON c.dataset_id = d.id
CROSS JOIN LATERAL (SELECT {", ".join(map(_wanted, SOURCED))}) w
"""  # noqa: S608  names of columns and tables alone


def _object(table: str) -> str:
    pairs = ", ".join(f"'{name}', {table}.\"{name}\"" for name in SOURCED)
    return f"jsonb_build_object({pairs})"


_SHOWN = f"""
SELECT j.seq, s.file, s.line, s.path, s.note, f.line, f.file,
    {_object("d")} || jsonb_build_object('replicas', {_COPIES_THERE}, 'missing_since', d.missing_since, 'declared',
        (SELECT jsonb_object_agg(v.field, v.value) FROM {DECLARED_VALUE} v WHERE v.dataset_id = d.id)),
    {_object("j")} || jsonb_build_object('replicas', s.replicas, 'declared', s.said)
FROM (SELECT * FROM judged WHERE action = %s ORDER BY seq LIMIT %s) j JOIN staged s USING (seq)
LEFT JOIN staged f ON f.seq = j.first LEFT JOIN {DATASET} d ON d.id = j.dataset_id ORDER BY j.seq
"""  # noqa: S608
_PART = "j.seq > %s AND j.seq <= %s"
_NEW = [name for name in (*columns_of(None), *SOURCED) if name not in FILLED]
_NAMES = ", ".join(f'"{name}"' for name in (*_NEW, *FILLED))
_VALUES = ", ".join(f'{"j" if name in SOURCED else "s"}."{name}"' for name in (*_NEW, *FILLED))
_CREATE = f"""
INSERT INTO {DATASET} ({_NAMES}, declared, first_seen_at)
SELECT {_VALUES}, s.declared, now() FROM judged j JOIN staged s USING (seq) WHERE j.action = 'create' AND {_PART}
ON CONFLICT (path) DO NOTHING
"""  # noqa: S608
_DECLARED = "CASE WHEN bool_or(v.differs) THEN 'differs' WHEN count(v.id) > 0 THEN 'adds' ELSE '' END"
# every row is written once, for each of its indexes is, and in the order in which the table has them. Whoever changed
# one since it was judged knew better than a source: a person who set a value; only what is declared is then still to
# be said (`_MARK`)
_UPDATE = f"""
UPDATE {DATASET} d SET {", ".join(f'"{name}" = j."{name}"' for name in SOURCED)},
    missing_since = CASE WHEN %s THEN NULL ELSE d.missing_since END,
    declared = CASE WHEN s.said IS NULL THEN d.declared ELSE (
        SELECT {_DECLARED} FROM {DECLARED_VALUE} v WHERE v.dataset_id = d.id) END
FROM (SELECT * FROM judged j WHERE j.action = 'update' AND {_PART} ORDER BY j.dataset_id) j JOIN staged s USING (seq)
WHERE d.id = j.dataset_id AND d.xmin::text = j.version
"""  # noqa: S608
_TOUCHED = f"""
FROM judged j JOIN staged s USING (seq) JOIN {DATASET} d ON d.path = s.path
"""
_TAKE_BACK = f"""
DELETE FROM {DECLARED_VALUE} v USING judged j, staged s, jsonb_each_text(s.said) e
WHERE s.seq = j.seq AND v.dataset_id = j.dataset_id AND v.field = e.key AND e.value = ''
    AND j.action = 'update' AND {_PART}
"""  # noqa: S608
_DECLARE = f"""
INSERT INTO {DECLARED_VALUE} (dataset_id, field, value, differs, source, declared_at)
SELECT d.id, e.key, e.value, coalesce(to_jsonb(s)->>e.key, '') <> '', %s, now() {_TOUCHED}
CROSS JOIN jsonb_each_text(s.said) e
WHERE s.said IS NOT NULL AND e.value <> '' AND j.action IN ('create', 'update') AND {_PART}
ON CONFLICT (dataset_id, field) DO UPDATE
SET value = excluded.value, differs = excluded.differs, source = excluded.source, declared_at = excluded.declared_at
WHERE {DECLARED_VALUE}.value <> excluded.value
"""
_MARK = f"""
UPDATE {DATASET} d SET declared = now_declared FROM (
    SELECT j.dataset_id, {_DECLARED} AS now_declared
    FROM judged j JOIN staged s USING (seq) LEFT JOIN {DECLARED_VALUE} v ON v.dataset_id = j.dataset_id
    WHERE j.action = 'update' AND s.said IS NOT NULL AND {_PART} GROUP BY 1
) found WHERE d.id = found.dataset_id AND d.declared <> now_declared
"""  # noqa: S608
_LEAVE_SITES = f"""
DELETE FROM {REPLICA} r USING judged j, staged s
WHERE s.seq = j.seq AND r.dataset_id = j.dataset_id AND NOT s.replicas ? r.site AND j.action = 'update' AND {_PART}
"""  # noqa: S608
_COPIES = f"""
INSERT INTO {REPLICA} (dataset_id, site, kind, checksum, files, size, verified_on)
SELECT d.id, e.key, e.value->>0, e.value->>1, (e.value->>2)::bigint, (e.value->>3)::bigint,
    (e.value->>4)::date {_TOUCHED}
CROSS JOIN jsonb_each(s.replicas) e
WHERE s.replicas IS NOT NULL AND j.action IN ('create', 'update') AND {_PART}
ON CONFLICT (dataset_id, site) DO UPDATE SET kind = excluded.kind, checksum = excluded.checksum, files = excluded.files,
    size = excluded.size, verified_on = excluded.verified_on
WHERE to_jsonb({REPLICA}) - 'id' <> to_jsonb(excluded) - 'id'
"""
