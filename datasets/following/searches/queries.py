"""What a saved search asks, and what of it is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from datasets.collections.choices import CollectionState
from datasets.collections.listing import CollectionsListing
from datasets.following.models import SavedSearch
from portal.listing import Context, Listing, Query
from portal.listing.language import NOT
from portal.listing.page import read_as
from portal.listing.query import QueryError, read_query
from portal.policy import may

DROPPED = ("page", "page_size", "format", "as_of")
"""Parameters that belong to one look at a list."""


def _highest(model: Any) -> int:
    return int(model._base_manager.aggregate(found=Max("pk"))["found"] or 0)


def _events() -> Any:
    return apps.get_model("datasets", "CollectionEvent")


def _new_datasets(rows: QuerySet[Any], after: int, upto: int) -> QuerySet[Any]:
    return rows.filter(pk__gt=after, pk__lte=upto)


def _new_collections(rows: QuerySet[Any], after: int, upto: int) -> QuerySet[Any]:
    """Published within these events: what counts is not when a test was begun."""
    events = _events()._base_manager.filter(state=CollectionState.PUBLISHED)
    before = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    fresh = events.filter(~Exists(before), pgh_id__gt=after, pgh_id__lte=upto)
    return rows.filter(pk__in=fresh.values("pgh_obj_id"))


@dataclass(frozen=True)
class Searchable:
    """A list whose searches can be saved. `highest()` is the newest key there is, `new(rows, after, upto)` the rows
    that came with the keys between: both cost as much as is new, not as much as there is.
    """

    listing: Listing
    highest: Callable[[], int]
    new: Callable[[QuerySet[Any], int, int], QuerySet[Any]]


SEARCHABLE: Mapping[str, Searchable] = {
    "datasets": Searchable(DatasetsListing(), lambda: _highest(Dataset), _new_datasets),
    "collections": Searchable(CollectionsListing(), lambda: _highest(_events()), _new_collections),
}


def read(user: Any, listing: str, text: str) -> Query:
    """The query as its list reads it today. Raises QueryError, also for a list or a filter that is gone."""
    if listing not in SEARCHABLE:
        raise QueryError([f"there is no list {listing!r} any more"])
    today = timezone.localdate()
    return read_query(SEARCHABLE[listing].listing, Context(user, today, today), QueryDict(text))


def normalised(query: Query) -> str:
    """The query without what belongs to one look."""
    return query.url(**dict.fromkeys(DROPPED)).removeprefix("?")


def address(search: SavedSearch) -> str:
    """Where the search is open; empty for a list that is gone."""
    if search.listing not in SEARCHABLE:
        return ""
    return f"{reverse(search.listing)}?{search.query}" if search.query else reverse(search.listing)


def problem(search: SavedSearch, user: Any) -> str:
    """Why it cannot be read any more, in words; empty when it can."""
    try:
        read(user, search.listing, search.query)
    except QueryError as error:
        return str(error)
    return ""


def in_words(query: str) -> str:
    """The query for the eye, without asking its list: `campaign MC16rd_proc16, event type mixed or charged`."""
    asked = (("text" if name == "q" else name.replace("_", " "), values) for name, values in QueryDict(query).lists())
    said = (f"{'not ' * name.endswith(NOT)}{name.removesuffix(NOT)} {' or '.join(values)}" for name, values in asked)
    return ", ".join(said) or "all"


def words(search: SavedSearch, user: Any) -> str:
    """How it is read."""
    try:
        found = read(user, search.listing, search.query)
    except QueryError:
        return ""
    return read_as(found) or f"all {found.listing.noun_plural}"


def count_new(search: SavedSearch, user: Any, upto: int) -> int:
    """How many rows are new to the search. Raises QueryError; none for who may not see the list."""
    query = read(user, search.listing, search.query)
    found = SEARCHABLE[search.listing]
    if not may(user, found.listing.needs):
        return 0
    return found.new(found.listing.select(query), search.watermark, upto).count()
