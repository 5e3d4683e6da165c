"""Who may see and do what: the committed matrix, and parity of lists, pages, API, search and policy."""

from pathlib import Path

import pytest
from django.urls import reverse

from liaisons.requests import policy as signal_requests
from liaisons.requests.models import SignalRequest
from members.people import policy as people
from members.people.models import Person
from members.requests import policy as requests
from members.requests.models import MembershipRequest
from portal.policy import may
from portal.registry import registry
from portal.search.queries import search
from portal.testing import matrix
from portal.testing.baseline import compare
from portal.testing.personas import PERSONAS

HERE = Path(__file__).parent
SUBSETS = {"authors"}
"""Lists of some of the rows of another list: their rows are seen there, not the other way round."""


def test_the_matrix_of_rows_columns_and_moves(world):
    compare(HERE / "permission_matrix.json", {"lists": matrix.visible_rows(world), "moves": matrix.moves(world)})


def test_everybody_who_is_offered_a_move_may_also_see_the_object(world):
    """An offer on something invisible would be a hole in `visible`."""
    for listing in matrix.listings():
        if listing.moves is None:
            continue
        for persona in world:
            user = world[persona]
            seen = set(listing.base(matrix.context(world, persona))) if may(user, listing.needs) else set()
            offered = {obj for obj in listing.model._base_manager.all() if listing.moves.allowed(obj, user)}
            assert offered <= seen, (listing.name, persona)


@pytest.mark.parametrize(
    ("model", "see", "visible"),
    [
        (Person, people.SEE, people.visible),
        (MembershipRequest, requests.SEE, requests.visible),
        (SignalRequest, signal_requests.SEE, signal_requests.visible),
    ],
)
@pytest.mark.parametrize("persona", PERSONAS)
def test_may_see_is_being_in_visible(world, model, see, visible, persona):
    user = world[persona]
    rows = model._base_manager.all()
    assert {row for row in rows if may(user, see, row)} == set(visible(user, rows))
    assert rows


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_page_api_and_detail_page_agree_on_what_exists(world, as_persona, persona):
    """The rows of the API are those whose page and whose resource answer; all others are refused alike."""
    client = as_persona(persona)
    refused = 403 if world[persona].is_authenticated else 302
    for listing in matrix.listings():
        answer = client.get(reverse(f"api-{listing.name}-list"), {"page_size": 1000})
        page = client.get(reverse(listing.name))
        assert (answer.status_code, page.status_code) in {(200, 200), (403, refused)}
        listed = {row["id"] for row in answer.json()["results"]} if answer.status_code == 200 else set()
        everything = set(listing.model._base_manager.values_list("pk", flat=True))
        assert everything, f"the world has no {listing.noun_plural}"
        answering = {
            pk for pk in everything if client.get(reverse(f"api-{listing.name}-detail", args=[pk])).status_code == 200
        }
        assert answering == listed
        if listing.detail and listing.name not in SUBSETS:
            pages = {pk for pk in everything if client.get(reverse(listing.detail, args=[pk])).status_code == 200}
            assert pages == listed


@pytest.mark.parametrize("persona", PERSONAS)
def test_search_finds_nothing_that_the_list_hides(world, persona):
    user = world[persona]
    for listing in matrix.listings():
        if not listing.detail or not listing.search or listing.name in SUBSETS:
            continue
        look = matrix.context(world, persona)
        seen = set(listing.base(look).values_list("pk", flat=True)) if may(user, listing.needs) else set()
        allowed = {listing.row_url({"pk": pk}) for pk in seen}
        for obj in listing.model._base_manager.exclude(pk__in=seen):
            for text in {matrix.label(obj), f"#{obj.pk}", getattr(obj, "path", "") or getattr(obj, "email", "")} - {""}:
                found = {hit.url for hits in search(user, text) for hit in hits.items}
                assert listing.row_url({"pk": obj.pk}) not in found - allowed
                assert all(goto.find(user, text) != listing.row_url({"pk": obj.pk}) for goto in registry.goto)


def test_the_api_links_exactly_the_moves_that_the_page_offers(world, as_persona):
    """`offered` feeds both: the enabled buttons of the page are the links of the API."""
    compared = 0
    for listing in matrix.listings():
        if listing.moves is None:
            continue
        for persona in world:
            client = as_persona(persona)
            for obj in listing.model._base_manager.all():
                answer = client.get(reverse(f"api-{listing.name}-detail", args=[obj.pk]))
                if answer.status_code != 200:
                    continue
                linked = {link["name"] for link in answer.json()["moves"]}
                buttons = listing.moves.buttons(obj, world[persona])
                assert linked == {button["name"] for button in buttons if not button["disabled_reason"]}
                compared += bool(linked)
    assert compared
