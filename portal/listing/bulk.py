"""Moves from a list: a button in each row that leads to the question, and one for all selected rows.

The question is a page of its own that names what will happen to which rows, so it works without scripts and asks
exactly once. Each row is moved by itself: one that is refused does not hold up the others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from portal.lifecycle import Move, MoveRefused, Offer
from portal.lifecycle.moves import REASON_LENGTH
from portal.listing.base import Context, Listing
from portal.listing.columns import Row
from portal.plain import whole
from portal.policy import Denied
from portal.ui.components import plain

log = logging.getLogger(__name__)

Offers = dict[Any, tuple[Any, list[Offer]]]
"""By primary key: the object and the moves that the viewer may take."""


def offers(listing: Listing, context: Context, rows: list[Row]) -> Offers:
    """The moves that the viewer may take with each of the rows now; only for lists with `bulk`."""
    if listing.moves is None or not listing.bulk:
        return {}
    objects = listing.movable(context, rows)
    return {obj.pk: (obj, listing.moves.allowed(obj, context.user)) for obj in objects}


def button(listing: Listing, obj: Any, offered: Sequence[Offer]) -> SafeString:
    """The primary move of a row as a link to its question; empty when there is none."""
    offer = next((offer for offer in offered if offer.move.primary), None)
    if offer is None or listing.moves is None:
        return SafeString("")
    words = f'{plain(offer.label)}<span class="vh"> {plain(str(obj))}</span>'
    return SafeString(f'<a class="btn pri" href="{plain(listing.moves.url(obj, offer))}">{words}</a>')


def bar(listing: Listing, found: Offers) -> list[dict[str, str]]:
    """The verbs of the bulk bar: those that apply to a row of the page. The question is a page, not a dialog."""
    possible = {offer.name: offer.label for _, offered in found.values() for offer in offered}
    return [{"name": name, "label": f"{possible[name]} selected"} for name in listing.bulk if name in possible]


def take(request: HttpRequest, listing: Listing, context: Context) -> HttpResponse:
    """The form of the bulk bar: first the question, then (with `confirmed`) the moves, each row by itself."""
    name, back = request.POST.get("bulk", ""), request.get_full_path()
    if listing.moves is None or name not in listing.bulk:
        raise BadRequest(f"this list has no verb {name!r} for selected rows")
    move = next(move for move in listing.moves.lifecycle.moves if move.name == name)
    pks = [pk for text in request.POST.getlist("pk") if (pk := whole(text)) is not None][: listing.page_size]
    chosen = list(listing.base(context).filter(pk__in=pks).order_by(*listing.ordering))
    if lost := len(set(pks)) - len(chosen):
        messages.error(request, f"{lost} of the selected rows cannot be found any more.")
    if not chosen:
        messages.info(request, "Nothing was changed: select rows first.")
        return redirect(back)
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    if "confirmed" not in request.POST:
        return _ask(request, listing, move, chosen)
    if move.asks_reason and not reason:
        return _ask(request, listing, move, chosen, "A reason is needed", status=422)
    _perform(request, listing, name, chosen, reason)
    return redirect(back)


def _ask(
    request: HttpRequest, listing: Listing, move: Move, chosen: list[Any], error: str = "", status: int = 200
) -> HttpResponse:
    """The question: which rows go, which do not and why."""
    assert listing.moves is not None
    rows = []
    for obj in chosen:
        offer = next((offer for offer in listing.moves.offered(obj, request.user) if offer.name == move.name), None)
        refused = "" if offer is not None else listing.moves.lifecycle.refusal(obj, move, request.user)
        why_not = refused if offer is None else "" if offer.allowed else offer.reason
        concerned = "" if why_not else listing.moves.concerned(obj, request.user, move.name)
        rows.append({"obj": obj, "why_not": why_not, "concerned": concerned})
    going = [row for row in rows if not row["why_not"]]
    noun = listing.noun if len(going) == 1 else listing.noun_plural
    label = move.label or move.name.replace("_", " ").capitalize()
    page = {
        "title": f"{label} {len(going)} {noun}",
        "crumbs": [(listing.group, ""), (capfirst(listing.noun_plural), request.path)],
        "label": label,
        "target": listing.moves.lifecycle.outcome(move),
    }
    context = {"page": page, "move": move, "rows": rows, "going": going, "error": error, "nav_key": listing.name}
    return render(request, "listing/bulk.html", context, status=status)


def _perform(request: HttpRequest, listing: Listing, name: str, chosen: list[Any], reason: str) -> None:
    """Move row by row and report: which went, and each that did not with why.

    A row that fails for a reason nobody foresaw is rolled back and named like the others; the log has the error.
    """
    assert listing.moves is not None
    done = []
    for obj in chosen:
        try:
            listing.moves.perform(obj, name, by=request.user, reason=reason)
            done.append(str(obj))
        except (MoveRefused, Denied) as refusal:
            messages.error(request, f"{obj}: {refusal}.")
        except Exception:  # one row must not take away the outcome of the others
            log.exception("%s of %r failed", name, obj)
            messages.error(request, f"{obj}: something went wrong on our side, and nothing was changed.")
    if done:
        taken = next(move for move in listing.moves.lifecycle.moves if move.name == name)
        noun = listing.noun if len(done) == 1 else listing.noun_plural
        outcome = listing.moves.lifecycle.outcome(taken)
        messages.success(request, f"{len(done)} {noun}: {outcome}. {'; '.join(done)}.")
