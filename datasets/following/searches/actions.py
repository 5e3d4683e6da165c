"""The verbs of saved searches, and the look for what is new."""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError, connection, transaction

from datasets.following import policy, writing
from datasets.following.choices import NewsKind
from datasets.following.models import Horizon, SavedSearch
from datasets.following.searches.queries import SEARCHABLE, address, count_new, normalised, read
from portal.accounts.models import User
from portal.lifecycle import MoveRefused
from portal.listing.query import QueryError
from portal.policy import require

log = logging.getLogger(__name__)
SNAPSHOT = "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"
"""The oldest transaction that still runs, and the first that has not begun."""


@transaction.atomic
def keep(listing: str, text: str, name: str, *, by: Any, followed: bool = False) -> SavedSearch:
    """Keep what stands behind the ? of a list under a name. Raises Denied, QueryError, MoveRefused (name in use)."""
    require(by, policy.FOLLOW)
    query = read(by, listing, text)
    require(by, query.listing.needs)
    made = SavedSearch(user_id=by.pk, name=_named(name), listing=listing, query=normalised(query))
    _follow(made, followed=followed)
    _store(made)
    return made


def save(*, by: Any, listing: str, query: str, name: str, followed: bool = False) -> SavedSearch:
    """Keep a search that a program gives. Raises as `keep`, but MoveRefused for a search that cannot be read."""
    try:
        return keep(listing, query, name, by=by, followed=followed)
    except QueryError as error:
        raise MoveRefused(f"query: {error}") from error


@transaction.atomic
def change(search: SavedSearch, *, by: Any, **facts: Any) -> None:
    """Rename it, follow it or not; what is not named stays. Raises Denied, MoveRefused, TypeError for other facts."""
    if unknown := facts.keys() - {"name", "followed"}:
        raise TypeError(f"no facts of a saved search: {sorted(unknown)}")
    if "name" in facts:
        rename(search, facts["name"], by=by)
    if "followed" in facts:
        follow(search, by=by, followed=facts["followed"])


@transaction.atomic
def rename(search: SavedSearch, name: str, *, by: Any) -> None:
    """Call it something else. Raises Denied, MoveRefused for a name in use."""
    locked = _own(search, by)
    locked.name = _named(name)
    _store(locked)
    search.refresh_from_db()


@transaction.atomic
def follow(search: SavedSearch, *, by: Any, followed: bool = True) -> None:
    """Tell `by` of what is new in it from now on, or no more. Raises Denied."""
    locked = _own(search, by)
    if locked.followed != followed:
        _follow(locked, followed=followed)
        locked.save(update_fields=["followed", "watermark"])
    search.refresh_from_db()


@transaction.atomic
def forget(search: SavedSearch, *, by: Any) -> None:
    """Forget it. Raises Denied."""
    _own(search, by).delete()


def look() -> int:
    """Tell who follows a search what is new in it; returns how many were told.

    Looks only at searches behind the horizon of their list, and in these only at what came since. Two workers at once
    tell it once: each search is locked, and its watermark moves with the news.
    """
    told = 0
    for name in SEARCHABLE:
        upto = _horizon(name)
        behind = SavedSearch.objects.filter(listing=name, followed=True, watermark__lt=upto)
        for key in list(behind.order_by("pk").values_list("pk", flat=True)):
            told += _tell(key, upto)
    return told


@transaction.atomic
def _tell(key: int, upto: int) -> bool:
    rows = SavedSearch.objects.select_for_update(of=("self",), skip_locked=True).select_related("user")
    search = rows.filter(pk=key, followed=True, watermark__lt=upto).first()
    if search is None:
        return False
    try:
        count = count_new(search, User.objects.get(pk=search.user_id), upto)
    except QueryError as error:
        log.info("saved search %s: %s", search.pk, error)  # its page says so; nothing is lost when it is mended
        return False
    if count:
        listing = SEARCHABLE[search.listing].listing
        noun, verb = (listing.noun, "matches") if count == 1 else (listing.noun_plural, "match")
        writing.keep(
            NewsKind.SEARCH,
            f"search:{search.pk}:{search.watermark}",
            f"{count:,} new {noun} {verb} “{search.name}”.",
            address(search),
            f"Search “{search.name}”",
            listing.needs,
            {search.user_id: {f"search:{search.pk}"}},
        )
    search.watermark = upto
    search.save(update_fields=["watermark"])
    return bool(count)


@transaction.atomic
def _horizon(name: str) -> int:
    """Up to which key all rows of the list can be seen, and remember the next candidate."""
    Horizon.objects.get_or_create(listing=name)
    row = Horizon.objects.select_for_update().get(listing=name)
    highest = SEARCHABLE[name].highest()
    with connection.cursor() as cursor:  # after the key was seen: whoever holds a lower one runs by now
        cursor.execute(SNAPSHOT)
        oldest, newest = cursor.fetchone()
    if oldest >= row.transaction:
        row.safe = row.candidate
    if row.candidate < highest and row.safe == row.candidate:
        row.candidate, row.transaction = highest, newest
    row.save(update_fields=["safe", "candidate", "transaction"])
    return row.safe


def _follow(search: SavedSearch, *, followed: bool) -> None:
    """What is there now is not new."""
    search.followed = followed
    if followed:
        search.watermark = SEARCHABLE[search.listing].highest() if search.listing in SEARCHABLE else search.watermark


def _own(search: SavedSearch, by: Any) -> SavedSearch:
    require(by, policy.FOLLOW)
    return policy.own_searches(by).select_for_update().get(pk=search.pk)


def _named(name: str) -> str:
    line = " ".join(name.split())
    if not line:
        raise MoveRefused("name: a search needs one")
    return line[:100]


def _store(search: SavedSearch) -> None:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        if "saved_search_name_once" not in str(error):
            raise
        raise MoveRefused("name: you have a saved search with this name") from error
