"""Error pages say what happened and what to do; programs get the same words as JSON."""

import pytest
from django.test import Client
from lxml import html

pytestmark = pytest.mark.urls("tests.portal.ui.gallery")
HTML = {"HTTP_ACCEPT": "text/html"}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "heading", "words"),
    [
        ("/refuse/400/", 400, "This request cannot be read", "The portal could not read this request."),
        ("/refuse/403/", 403, "Not allowed", "Only delegates of Univ. of Sundridge may approve this request."),
        ("/nowhere/", 404, "Not found", "There is nothing at this address"),
        ("/refuse/500/", 500, "Something went wrong", "Something went wrong on our side."),
    ],
)
def test_each_failure_has_a_page_and_words(visitor, address, status, heading, words):
    response = visitor.get(address, **HTML)
    page = html.fromstring(response.content)
    assert response.status_code == status
    assert page.xpath("//h1/text()") == [heading]
    assert page.xpath("string(//h1/following::p[1])").startswith(words)

    told = visitor.get(address, **JSON)
    assert told.status_code == status
    assert told.json()["detail"].startswith(words)


@pytest.mark.django_db
def test_who_is_not_signed_in_may_sign_in_and_come_back(visitor):
    page = html.fromstring(visitor.get("/refuse/403/?a=1", **HTML).content)
    assert page.xpath("//main//a[text()='Sign in']/@href") == ["/sign-in/?next=/refuse/403/%3Fa%3D1"]


def test_a_broken_database_does_not_break_the_page_that_says_so(visitor):
    """No database mark: any query fails this test."""
    assert visitor.get("/refuse/500/", **HTML).status_code == 500


@pytest.mark.django_db
def test_a_stale_form_is_explained():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/theme/", {"theme": "dark"}, **HTML)
    page = html.fromstring(response.content)
    assert response.status_code == 403
    assert page.xpath("//h1/text()") == ["Please send it again"]
    assert "portal_theme" not in response.cookies
