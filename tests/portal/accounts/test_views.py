"""The page on which people see how they sign in."""

import pytest
from django.test import Client

from portal.accounts.actions import link_identity
from portal.accounts.models import Session, User

SECURITY = "/account/security/"


def test_it_is_for_those_who_are_signed_in(client, db):
    response = client.get(SECURITY)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={SECURITY}")
    assert client.post("/account/security/sessions/end/")["Location"].startswith("/sign-in/")


def test_it_shows_the_own_identities_and_no_others(client, ada):
    bob = User.objects.create_user("bob")
    link_identity(user=ada, kind="oidc", issuer="https://sso.example", subject="S-ada", by=None)
    link_identity(user=bob, kind="oidc", issuer="https://sso.example", subject="S-bob", by=None)
    client.force_login(ada)
    html = client.get(SECURITY).content.decode()
    assert "S-ada" in html
    assert "S-bob" not in html


def test_it_lists_the_open_sessions_and_ends_the_others(client, ada, password):
    phone = Client(headers={"user-agent": "Phone/1"})
    phone.post("/sign-in/", {"login": "ada", "password": password})
    client.post("/sign-in/", {"login": "ada", "password": password}, headers={"user-agent": "Desk/2"})
    html = client.get(SECURITY).content.decode()
    assert ("Phone/1" in html, "Desk/2" in html) == (True, True)
    client.post("/account/security/sessions/end/")
    assert phone.get(SECURITY).status_code == 302
    assert client.get(SECURITY).status_code == 200
    assert Session.objects.filter(user=ada).count() == 1


def test_what_a_browser_calls_itself_is_text(client, ada, password):
    name = "<script>alert(1)</script>"
    client.post("/sign-in/", {"login": "ada", "password": password}, headers={"user-agent": name})
    html = client.get(SECURITY).content.decode()
    assert name not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_changed_password_ends_the_other_sessions(client, ada, password):
    thief = Client()
    thief.force_login(ada)
    client.force_login(ada)
    new = "another horse, another staple"
    form = {"oldpassword": password, "password1": new, "password2": new}
    assert client.post("/account/password/change/", form)["Location"] == SECURITY
    assert client.get(SECURITY).status_code == 200
    assert thief.get(SECURITY).status_code == 302


def test_who_signs_in_elsewhere_gets_no_password_here(client, db):
    eve = User.objects.create_user("eve", "eve@lab.example")
    client.force_login(eve)
    new = "another horse, another staple"
    response = client.post("/account/password/change/", {"password1": new, "password2": new})
    assert response["Location"] == SECURITY
    eve.refresh_from_db()
    assert not eve.has_usable_password()


@pytest.mark.django_db
def test_the_sign_in_page_names_every_door(client, settings):
    settings.PORTAL_OIDC_ISSUER, settings.PORTAL_OIDC_NAME = "https://sso.example", "Laboratory sign-on"
    settings.PORTAL_LDAP_URI, settings.PORTAL_LDAP_NAME = "ldaps://d.example", "the laboratory"
    html = client.get("/sign-in/").content.decode()
    assert "Laboratory sign-on" in html
    assert "the laboratory" in html
    assert "passkey" in html
