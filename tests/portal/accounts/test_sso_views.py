"""Single sign-on that is not set up, and its link when it is."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/sign-in/sso/", "/sign-in/sso/callback/?code=a&state=b"])
def test_without_an_issuer_there_is_no_single_sign_on(client, address):
    assert client.get(address).status_code == 404
    assert client.get("/sign-in/").context["sso_url"] == ""


def test_the_link_takes_the_wanted_page_along_but_no_foreign_one(client, settings):
    settings.PORTAL_OIDC_ISSUER = "https://sso.example"
    assert client.get("/sign-in/").context["sso_url"] == "/sign-in/sso/"
    assert client.get("/sign-in/?next=/a%26b/").context["sso_url"] == "/sign-in/sso/?next=%2Fa%26b%2F"
    assert client.get("/sign-in/?next=https://evil.example/").context["sso_url"] == "/sign-in/sso/"
