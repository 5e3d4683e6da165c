"""What a foreign server says is kept short and plain."""

import pytest
from django.test import RequestFactory

from portal.accounts.claims import Claims, forget, keep, kept
from portal.accounts.sessions import SessionStore


@pytest.mark.parametrize(
    ("said", "email", "verified"),
    [
        ({"email": "eve@lab.example", "email_verified": True}, "eve@lab.example", True),
        ({"email": "eve@lab.example", "email_verified": "true"}, "eve@lab.example", False),
        ({"email": "eve@lab.example", "email_verified": 1}, "eve@lab.example", False),
        ({"email": ["eve@lab.example"]}, "", False),
        ({"email": None}, "", False),
        ({"email": "eve@lab.example\r\nBcc: all@lab.example"}, "eve@lab.exampleBcc: all@lab.example", False),
        ({}, "", False),
    ],
)
def test_only_plain_text_and_a_real_true_are_believed(said, email, verified):
    claims = Claims.from_oidc("https://sso.example", {"sub": "S1", **said})
    assert (claims.issuer, claims.subject, claims.email, claims.email_verified) == (
        "https://sso.example",
        "S1",
        email,
        verified,
    )


def test_names_in_any_script_survive_and_books_do_not():
    claims = Claims.from_oidc("i", {"sub": "S1", "given_name": "  Łucja-Mai ", "family_name": "阮" * 5000})
    assert (claims.given_name, claims.family_name) == ("Łucja-Mai", "阮" * 200)


def test_a_directory_may_have_several_values_or_none():
    claims = Claims.from_directory("ldap://d/b", "U1", {"sn": ["Example", "Beispiel"], "mail": []})
    assert (claims.kind, claims.family_name, claims.given_name, claims.email) == ("ldap", "Example", "", "")


@pytest.mark.django_db
def test_claims_are_kept_for_the_request_under_a_new_session_key():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session.create()
    planted = request.session.session_key
    assert kept(request) is None
    claims = Claims("oidc", "https://sso.example", "S1", email="eve@lab.example", email_verified=True)
    keep(request, claims)
    assert kept(request) == claims
    assert request.session.session_key != planted
    forget(request)
    assert kept(request) is None
