"""The theme: a cookie that the server reads before it paints."""

import pytest
from lxml import html

from portal.ui.views import COOKIE

pytestmark = [pytest.mark.urls("tests.portal.ui.gallery"), pytest.mark.django_db]


def painted(client):
    return html.fromstring(client.get("/detail/").content).get("data-theme")


def test_the_system_decides_until_somebody_chooses(client):
    assert painted(client) is None
    client.post("/theme/", {"theme": "dark", "next": "/detail/"})
    assert painted(client) == "dark"
    client.post("/theme/", {"theme": "light"})
    assert painted(client) == "light"
    client.post("/theme/", {"theme": ""})
    assert painted(client) is None


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = client.post("/theme/", {"theme": "dark"}).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/people/?q=a&page=2", "/people/?q=a&page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_returns_to_the_page_and_never_elsewhere(client, wanted, given):
    assert client.post("/theme/", {"theme": "dark", "next": wanted}).headers["Location"] == given


def test_nonsense_in_cookie_or_form_is_the_choice_of_the_system(client):
    client.cookies[COOKIE] = '"><script>'
    assert painted(client) is None
    assert COOKIE not in {
        name for name, item in client.post("/theme/", {"theme": "pink"}).cookies.items() if item.value
    }


def test_it_is_chosen_by_a_form_and_not_by_a_link(client):
    assert client.get("/theme/").status_code == 405
