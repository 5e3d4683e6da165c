"""What the liaisons package puts into the registry. Imported when the apps are ready."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from liaisons import personal
from liaisons.decayfiles import policy as decayfiles
from liaisons.decayfiles.eventtypes import is_event_type
from liaisons.decayfiles.importers import DecayFileImporter
from liaisons.decayfiles.listing import DecayFilesListing
from liaisons.decayfiles.queries import named, newest_of
from liaisons.requests import policy as requests
from liaisons.requests.listing import RequestsListing
from liaisons.requests.models import SignalRequest
from liaisons.requests.queries import returned_to, to_decide
from portal.policy import may
from portal.registry import Card, DemoStep, Found, Goto, NavItem, Personal, registry

CARD_ROWS = 6
TO_DECIDE = "state=submitted&sort=submitted_at"
RETURNED = "own=True&state=returned"

registry.listings.add(RequestsListing)
registry.listings.add(DecayFilesListing)
registry.importers.add(DecayFileImporter)

registry.nav.add(
    NavItem(
        "Requests", "Signal MC", "requests", requests.LIST, "r", 30,
        count=lambda user: requests.visible(user, SignalRequest.objects.all()).count(),
    )
)  # fmt: skip
registry.nav.add(
    NavItem(
        "Requests", "To decide", "requests", requests.DECIDE, "", 31, TO_DECIDE,
        count=lambda user: to_decide(user).count(), hot=True,
    )
)  # fmt: skip
registry.nav.add(
    NavItem(
        "Requests", "Returned to you", "requests", requests.FILE, "", 32, RETURNED,
        count=lambda user: returned_to(user).count(), hot=True,
    )
)  # fmt: skip
registry.nav.add(NavItem("Requests", "Decay files", "decay_files", decayfiles.LIST, "y", 33))


def _card(rows: QuerySet[SignalRequest], title: str, query: str) -> dict[str, Any] | None:
    """Requests on the home page, the longest waiting first; None when there is none."""
    shown = list(rows.select_related("group")[:CARD_ROWS])
    if not shown:
        return None
    return {
        "title": title,
        "count": rows.count(),
        "rows": [
            {
                "label": str(row),
                "url": row.get_absolute_url(),
                "hint": f"{row.group.code}, {row.events:,} events",
            }
            for row in shown
        ],
        "all_url": f"{reverse('requests')}?{query}",
    }


def _to_decide(request: HttpRequest) -> dict[str, Any] | None:
    return _card(to_decide(request.user), "Signal-MC requests to decide", TO_DECIDE)


def _returned(request: HttpRequest) -> dict[str, Any] | None:
    return _card(returned_to(request.user), "Returned to your working group", RETURNED)


registry.cards.add(Card("requests-to-decide", 20, "home/_rows.html", _to_decide))
registry.cards.add(Card("requests-returned", 21, "home/_rows.html", _returned))


def find_request(user: Any, text: str) -> str | None:
    """`#12` is a request, for those who may see it."""
    match = re.fullmatch(r"#([0-9]{1,9})", text)
    if match is None or not may(user, requests.LIST):
        return None
    row = requests.visible(user, SignalRequest.objects.all()).filter(pk=int(match[1])).first()
    return row.get_absolute_url() if row else None


def find_decay_file(user: Any, text: str) -> Found | None:
    """An event type, a file name or a nickname; several files of one name are a list."""
    if not text or len(text) > 200 or not may(user, decayfiles.LIST):
        return None
    found = list(named(text).values_list("pk", "event_type")[:20])
    if not found:
        return None
    if len({event_type for _, event_type in found}) == 1:
        newest, event_type = found[0]
        return Found(reverse("decay_file", args=[newest]), f"Decay file of {event_type or text}", "decay files")
    address = f"{reverse('decay_files')}?{urlencode({'q': text})}"
    return Found(address, f"Decay files of {text}", f"{len(found)} files")


def explain_event_type(user: Any, code: str) -> Found | None:
    """The newest decay file of a signal event type; that there is none is said as well."""
    if not is_event_type(code) or not may(user, decayfiles.LIST):
        return None
    newest = newest_of(code)
    if newest is None:
        return Found("", "decay file not imported")
    return Found(newest.get_absolute_url(), f"decay file {newest.nickname or newest.file_name}", newest.descriptor)


registry.event_types.add(explain_event_type)
registry.goto.add(Goto("signal request", find_request))
registry.goto.add(Goto("decay file", find_decay_file))
registry.personal.add(Personal("liaisons", 30, personal.collect, personal.erase, personal.TELLS))
registry.demo.add(DemoStep(30, "Requests", "liaisons.demo.load.load"))
