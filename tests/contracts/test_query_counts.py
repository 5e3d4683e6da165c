"""How many queries each list, page and resource costs: the same for one row and for three, and as committed."""

from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.testing import matrix
from portal.testing.baseline import compare
from portal.testing.personas import PERSONAS
from portal.testing.rows import grow

BASELINE = Path(__file__).parent / "query_counts.json"


def _one(listing, rows):
    pk = rows.order_by("pk").values_list("pk", flat=True)[0]
    yield f"api {listing.name}, one", "administrator", reverse(f"api-{listing.name}-detail", args=[pk])
    if listing.detail:
        page = reverse(listing.detail, args=[pk])
        yield f"page {listing.detail}", "administrator", page
        yield f"page {listing.detail}, history", "administrator", f"{page}?tab=history"


def measure(as_persona, world):
    counts = {}
    for name, persona, address in addresses(world):
        client = as_persona(persona)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        counts[name] = len(queries)
    return counts


def addresses(world):
    """Name, persona and address of everything that is measured, with the first object of each noun."""
    for persona in PERSONAS:
        yield f"home of {persona}", persona, "/"
    for listing in matrix.listings():
        yield f"list {listing.name}", "administrator", reverse(listing.name)
        yield f"api {listing.name}", "administrator", reverse(f"api-{listing.name}-list")
        yield from _one(listing, listing.base(matrix.context(world, "administrator")))


def test_no_query_depends_on_the_number_of_rows(personas, as_persona):
    grow(personas, 1)
    as_persona("administrator").get("/")  # what a process does once
    one = measure(as_persona, personas)
    grow(personas, 2)
    grow(personas, 3)
    three = measure(as_persona, personas)
    assert {name: (one[name], three[name]) for name in one if one[name] != three[name]} == {}
    compare(BASELINE, one)
