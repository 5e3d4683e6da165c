"""`python -m benchmarks.catalogue NAME SIZE`: searches, export and import of datasets against hand-written SQL.

Prints as JSON, by question: milliseconds of the hand-written statements, of the portal's own, and of all that
the portal does for the answer (reading the URL, statements, rows and counts as the page has them).
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import fill
from benchmarks.prepare import database

ROUNDS = 15
CELLS = (
    *("data_class", "release", "global_tag", "campaign", "experiment", "energy", "general_skim", "event_type"),
    *("skim_code", "data_level", "state", "notices"),
)
CAMPAIGN, MC = {"campaign": "campaign = 'MC16rd_proc16'"}, {"data_class": "data_class = 'MC'"}
SEARCHES: dict[str, tuple[str, dict[str, str]]] = {
    "facets, selective": (
        "campaign=MC16rd_proc16&event_type=uubar&energy=4S",
        CAMPAIGN | {"event_type": "event_type = 'uubar'", "energy": "energy = '4S'"},
    ),
    "facets, middling": ("campaign=MC16rd_proc16&data_class=MC", CAMPAIGN | MC),
    "facets, broad": ("data_class=MC&data_level=mdst", MC | {"data_level": "data_level = 'mdst'"}),
    "facets, nothing found": ("campaign=nowhere", {"campaign": "campaign = 'nowhere'"}),
    "substring": (
        "q=MC16rd_proc16 e0012 mixed",
        {"": r"path ILIKE '%%MC16rd\_proc16%%' AND path ILIKE '%%e0012%%' AND path ILIKE '%%mixed%%'"},
    ),
    "run overlap": (
        "experiment=12&run_from=1200&run_to=1229",
        {"experiment": "experiment = 12", "": "runs && int8range(1200, 1229, '[]')"},
    ),
}
"""As the page asks (total, all facets with counts, first 50 rows), and by hand: conditions by the facet they set."""
DATASETS = "datasets_dataset LEFT JOIN datasets_datasetmark ON dataset_id = id"
EXPORTED = 10_000
TYPES = ["uubar", "ddbar", "ssbar", "ccbar", "mixed", "charged", "taupair", "ee", "mumu", "gg"]
IMPORTED = 20_000


def measure(size: int) -> dict[str, dict[str, float]]:
    """All questions at one size."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    fill.catalogue(size)
    found = {label: _search(*asked) for label, asked in SEARCHES.items()}
    found["exact path"] = _exact()
    for members in (10, 10_000):
        found[f"collection of {members:,}"] = _collection(members)
    found["export of paths"] = _export(size)
    found["import of paths"] = _import()
    return found


class Statements:
    """Adds up the time that the database and the client take over statements."""

    def __init__(self) -> None:
        self.taken = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.taken += time.perf_counter() - begun


def once(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of the statements of `work`, and of all of it."""
    from django.db import connection

    statements, begun = Statements(), time.perf_counter()
    with connection.execute_wrapper(statements):
        work()
    return statements.taken * 1000, (time.perf_counter() - begun) * 1000


def against(floor: Callable[[], Any], ours: Callable[[], Any]) -> dict[str, float]:
    """Medians of one question asked both ways, in turn, with no count remembered."""
    from django.core.cache import cache

    taken = []
    for number in range(ROUNDS + 2):
        cache.clear()
        both = (*once(floor), *once(ours))
        if number >= 2:
            taken.append(both)
    sql, all_sql, statements, whole = (statistics.median(column) for column in zip(*taken, strict=True))
    return {"sql": sql, "all_sql": all_sql, "ours": statements, "whole": whole}


def _query(params: str) -> Any:
    from django.http import QueryDict
    from django.utils import timezone

    from portal.listing import Context
    from portal.listing.query import read_query
    from portal.policy import SYSTEM

    today = timezone.localdate()
    return read_query(_listing(), Context(SYSTEM, today, today), QueryDict(params))


@cache
def _listing() -> Any:
    """One for the process, as the site has it."""
    from datasets.catalogue.listing import DatasetsListing

    return DatasetsListing()


def _page(params: str) -> Any:
    query = _query(params)
    listing = query.listing
    facets = listing.counts(query, [column for column in query.columns if column.filter == "choice"])
    return listing.total(query), facets, list(listing.rows(query, query.shown)[:50])


def run(sql: str, *params: Any) -> list[Any]:
    """A statement by hand."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _search(params: str, conditions: dict[str, str]) -> dict[str, float]:
    """The floor counts from the cells where these know; a facet that is set shows what else could be chosen."""
    where = " AND ".join(conditions.values())
    table, count = (DATASETS, "count(*)") if "" in conditions else ("datasets_datasetcell", "sum(rows)")
    sets = ", ".join(f"({name})" for name in CELLS)

    def floor() -> None:
        run(f"SELECT {count} FROM {table} WHERE {where}")
        run(f"SELECT {', '.join(CELLS)}, {count} FROM {table} WHERE {where} GROUP BY GROUPING SETS ({sets})")
        for name in filter(None, conditions):
            others = " AND ".join(part for key, part in conditions.items() if key != name) or "true"
            run(f"SELECT {name}, {count} FROM {table} WHERE {others} GROUP BY 1")
        run(f"SELECT * FROM {DATASETS} WHERE {where} ORDER BY path LIMIT 50")

    return against(floor, lambda: _page(params))


def _exact() -> dict[str, float]:
    """Random paths, as pasted into the search box."""
    from datasets.catalogue import goto
    from portal.policy import SYSTEM

    some = [path for (path,) in run("SELECT path FROM datasets_dataset TABLESAMPLE SYSTEM (0.5) LIMIT 2000")]

    def each(ask: Callable[[str], Any]) -> None:
        for path in random.Random(5).sample(some, 50):
            if not ask(path):
                raise RuntimeError(f"{path} was not found")

    return against(
        lambda: each(lambda path: run("SELECT id FROM datasets_dataset WHERE path = %s", path)),
        lambda: each(lambda path: goto.find(SYSTEM, path)),
    )


def _collection(members: int) -> dict[str, float]:
    """The page of a collection: for the first reader after a change of the catalogue, and for the others."""
    from django.test import RequestFactory

    from datasets.collections.models import Collection
    from datasets.collections.panels import CollectionPage
    from portal.detail.views import detail_view
    from portal.policy import SYSTEM

    collection = Collection.objects.get(dataset_count=members)
    request = RequestFactory().get(collection.get_absolute_url())
    request.user = SYSTEM  # type: ignore[assignment]
    view = detail_view(CollectionPage())
    view(request, pk=Collection.objects.exclude(pk=collection.pk)[0].pk)  # what a process does once
    show = partial(view, request, pk=collection.pk)
    first = once(show)[1]
    return {"first": first, "whole": statistics.median(once(show)[1] for _ in range(ROUNDS))}


def _export(size: int) -> dict[str, float]:
    """About 10⁴ paths: as many event types of a campaign as hold so many, or as many experiments of one."""
    from django.db import connection

    from portal.listing.exports import respond

    each = size // 100  # of one event type; a twentieth of them in each experiment
    types = TYPES[: max(1, min(len(TYPES), EXPORTED // each))]
    where, asked = "event_type = ANY(%s)", {"event_type": list[Any](types)}
    if each > EXPORTED:
        where, asked["experiment"] = f"{where} AND experiment = ANY(%s)", list(range(7, 7 + 20 * EXPORTED // each))

    def floor() -> None:
        connection.ensure_connection()
        copied = (
            f"COPY (SELECT path FROM datasets_dataset WHERE {CAMPAIGN['campaign']} AND {where} ORDER BY path) TO STDOUT"
        )
        with connection.connection.cursor().copy(copied, list(asked.values())) as copy:
            b"".join(copy)

    text = f"campaign=MC16rd_proc16&{urlencode(asked, doseq=True)}"
    found = against(floor, lambda: b"".join(respond(_query(text), "txt").streaming_content))  # type: ignore[attr-defined]
    return {"sql": found["all_sql"], "ours": found["whole"], "whole": found["whole"]}  # COPY passes by the statements


def _import() -> dict[str, float]:
    """Plan and apply of new paths from a file, against COPY of the same columns into the same indexes and triggers."""
    from django.db import connection

    from datasets.catalogue.importers import DatasetImporter, as_dataset
    from datasets.catalogue.models import Dataset
    from datasets.catalogue.places import classify
    from portal.policy import SYSTEM

    names = [field.attname for field in Dataset._meta.concrete_fields if field.attname not in ("id", "runs")]
    paths = {start: [_new(start, number) for number in range(IMPORTED)] for start in (1, 2)}
    rows = [tuple(getattr(as_dataset(classify(path)), name) for name in names) for path in paths[1]]
    rows = [
        tuple("2026-01-01" if name == "first_seen_at" else value for name, value in zip(names, row, strict=True))
        for row in rows
    ]
    begun = time.perf_counter()
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.connection.cursor().copy(f"COPY datasets_dataset ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    floor = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paths.txt"
        path.write_text("\n".join(paths[2]), encoding="utf-8")
        begun = time.perf_counter()
        plan = DatasetImporter({}).run([path], by=SYSTEM, apply=True)
        ours = time.perf_counter() - begun
        if plan.exit_code != 0:
            raise RuntimeError(plan.words())
    return {"sql": floor * 1000, "ours": ours * 1000, "whole": ours * 1000}


def _new(start: int, number: int) -> str:
    return (
        f"/belle/MC/release-09-00-0{start}/DB00004000/MC17rd_new{start}/prod000{60000 + number // 200}/s00"
        f"/e{30 + number % 5:04}/4S/r{number:05}/uubar/mdst"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    database(sys.argv[1])
    print(json.dumps(measure(int(sys.argv[2]))))
