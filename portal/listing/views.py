"""The page of a list: the same view for every noun."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst

from portal.faults import FAULTS, limited, why
from portal.listing import bulk, exports
from portal.listing.base import Context, Listing
from portal.listing.empty import Empty
from portal.listing.page import build
from portal.listing.query import Query, QueryError, read_query
from portal.periods import AsOfError, as_of
from portal.policy import needs
from portal.ui.addresses import knows_days, links_on

log = structlog.get_logger(__name__)


def context_of(request: HttpRequest, listing: Listing) -> Context:
    """For whom and which day. Raises QueryError when the day cannot be read."""
    today = timezone.localdate()
    if not listing.has_as_of:
        return Context(request.user, today, today)
    try:
        return Context(request.user, as_of(request), today)
    except AsOfError as error:
        raise QueryError([str(error)]) from error


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for the results alone (never for boosted links or the back button)."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def list_view(listing: Listing) -> Callable[..., HttpResponseBase]:
    """The view of `listing`: page, results fragment, or export by `?format=`."""

    def view(request: HttpRequest) -> HttpResponseBase:
        try:
            context = context_of(request, listing)
            query = read_query(listing, context, request.GET)
            if request.method == "POST":
                return bulk.take(request, listing, context)
            kind = request.GET.get("format", "")
            if kind:
                return _export(query, kind)
        except QueryError as error:
            return _unreadable(request, listing, error)
        with links_on(context.on):
            try:
                with limited():
                    page = build(query)
            except FAULTS as error:
                return _failed(request, listing, error)
            template = "listing/_results.html" if is_fragment(request) else "listing/page.html"
            response = render(request, template, {"page": page, "as_of": page["as_of"], "nav_key": listing.name})
        patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
        return response

    if listing.has_as_of:
        knows_days(listing.name)
    view.__name__ = f"{listing.name}_list"
    view.__doc__ = f"The list of {listing.noun_plural}."
    return needs(listing.needs)(view)


def _export(query: Query, kind: str) -> HttpResponseBase:
    allowed = exports.kinds(query)
    if kind not in allowed:
        raise QueryError([f"format: {kind!r} is none of {', '.join(sorted(allowed))}"])
    columns = (query.listing.by_name[query.listing.text_column],) if kind == "txt" else query.shown
    query.listing.leaves(query, columns, lambda: query.listing.total(query))
    response = exports.respond(query, kind)
    for name, value in query.listing.headers(query).items():
        response[name] = value
    return response


def _unreadable(request: HttpRequest, listing: Listing, error: QueryError) -> HttpResponse:
    """A URL that cannot be read is a failure, never an empty list."""
    typed = all(message.startswith("q: ") for message in error.messages)  # into the box, by a person
    messages = [message.removeprefix("q: ") if typed else message for message in error.messages]
    words = ". ".join(message[0].upper() + message[1:] for message in messages) + "."
    title = "This text cannot be read" if typed else "This address cannot be read"
    empty = Empty("failed", title, words, f"All {listing.noun_plural}", request.path)
    return _instead(request, listing, empty, 400)


def _failed(request: HttpRequest, listing: Listing, error: Exception) -> HttpResponse:
    """So is a database that is too slow or away: nobody may take it for a list without rows."""
    log.error("list_failed", list=listing.name, query=request.GET.urlencode(), error=repr(error))
    words = f"{why(error)} This says nothing about how many {listing.noun_plural} there are. Narrow it, or try again."
    empty = Empty("failed", "The search failed", words, "Try again", request.get_full_path())
    return _instead(request, listing, empty, 503)


def _instead(request: HttpRequest, listing: Listing, empty: Empty, status: int) -> HttpResponse:
    page = {
        "name": listing.name,
        "noun_plural": listing.noun_plural,
        "group": listing.group,
        "title": capfirst(listing.noun_plural),
        "query": request.GET.get("q", ""),
        "search_label": listing.search_label,
        "empty": empty,
    }
    return render(request, "listing/page.html", {"page": page, "nav_key": listing.name}, status=status)


def listing_urls(*listings: type[Listing]) -> list[URLPattern]:
    """URL patterns of the pages of `listings`."""
    return [path(listing.path, list_view(listing()), name=listing.name) for listing in listings]
