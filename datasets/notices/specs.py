"""What a notice affects, as it is written: read, checked and brought into one form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import classify
from datasets.notices import ranges
from portal.lifecycle import MoveRefused
from portal.listing import Context, Query, QueryError
from portal.listing.language import NOT
from portal.listing.query import RESERVED, read_query
from portal.policy import SYSTEM

FIELDS = ("query", "paths", "runs")
LASTING = frozenset((
    *("q", "path", "campaign", "event_type", "experiment", "energy", "general_skim", "skim_code", "data_level"),
    *("release", "global_tag", "production", "data_class"),
))  # fmt: skip
"""Filters by what a path says, which never changes: a dataset that they find once they find always."""
RUN_FILTERS = ("run_from", "run_to")
MOST_PATHS = 10_000
LONGEST_QUERY = 4000
_LISTING = DatasetsListing()


def checked(name: str, text: str) -> str:
    """One of the three fields in its one form. Raises MoveRefused, which names the field."""
    try:
        return {"query": query_text, "paths": path_lines, "runs": run_lines}[name](text.strip())
    except (QueryError, ranges.RangesError) as error:
        raise MoveRefused(f"{name}: {error}") from error


def query_text(text: str) -> str:
    """The filters of an address or of what stands behind its question mark. Raises QueryError."""
    place, mark, filters = text.partition("?")
    if mark and "=" not in place:
        if place.strip() and not place.rstrip("/").endswith("/datasets"):
            raise QueryError(["this is the address of another page than the list of datasets"])
        text = filters
    if len(text) > LONGEST_QUERY:
        raise QueryError([f"the search is longer than {LONGEST_QUERY} characters"])
    try:
        asked = QueryDict(text.partition("#")[0], mutable=True)
    except (ValueError, SuspiciousOperation) as error:  # more parameters than anybody types
        raise QueryError(["this is no address of a search"]) from error
    for name in RESERVED - {"q"}:
        asked.pop(name, None)
    if not asked and not text:
        return ""
    read = _read(asked)
    if runs := [name for name in RUN_FILTERS if read.values.get(name) is not None]:
        raise QueryError([f"{runs[0]}: give runs as ranges of runs, which find what is merged over runs as well"])
    given = {name for name in asked if any(value.strip() for value in asked.getlist(name))}
    said = {name.removesuffix(NOT) for name in given} | {term.about for term in read.terms if term.about}
    if said & {"run"}:
        raise QueryError(["run: give runs as ranges of runs, which find what is merged over runs as well"])
    if other := sorted(said - LASTING):
        raise QueryError([f"{other[0]}: a notice goes by what paths say, and this may change"])
    if not given:
        raise QueryError(["the search would find every dataset; choose a filter"])
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        several = isinstance(read.values.get(name), list) or name.endswith(NOT)
        kept.setlist(name, sorted(set(filter(None, asked.getlist(name)))) if several else [str(asked[name]).strip()])
    return kept.urlencode()


def _read(asked: QueryDict) -> Query:
    today = timezone.localdate()
    return read_query(_LISTING, Context(SYSTEM, today, today), asked)


def found_by(query: str) -> QuerySet[Dataset]:
    """The datasets of a search, as the list finds them."""
    rows: QuerySet[Any] = _LISTING.select(_read(QueryDict(query)))
    return rows


def path_lines(text: str) -> str:
    """Paths of datasets and collections, each once, in the order given; a file or datablock stands for its dataset.

    Raises QueryError, also for a path that no import will ever bring.
    """
    paths: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        path = line.strip().rstrip("/")
        if not path:
            continue
        try:
            place = classify(path)
        except PathError as problem:
            raise QueryError([f"line {number}: {str(problem)[:300].rstrip('.')}"]) from problem
        paths[place.dataset.path if place.dataset else path] = None
        if len(paths) > MOST_PATHS:
            raise QueryError([f"there are more than {MOST_PATHS:,} paths; a search or a collection says it better"])
    return "\n".join(paths)


def run_lines(text: str) -> str:
    """Ranges of runs. Raises RangesError."""
    return ranges.words(ranges.parse(text))
