"""What the environment says about signing in: nothing, enough, or too little."""

import importlib.util
import runpy

import pytest

AUTH = importlib.util.find_spec("portal.settings.auth").origin
SSO = {
    "PORTAL_OIDC_ISSUER": "https://sso.example",
    "PORTAL_OIDC_CLIENT_ID": "portal",
    "PORTAL_OIDC_CLIENT_SECRET": "secret",
    "PORTAL_OIDC_AUTHORIZATION_ENDPOINT": "https://sso.example/auth",
    "PORTAL_OIDC_TOKEN_ENDPOINT": "https://sso.example/token",
    "PORTAL_OIDC_USERINFO_ENDPOINT": "https://sso.example/me",
    "PORTAL_OIDC_JWKS_ENDPOINT": "https://sso.example/jwks",
}
LOCAL = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def read(monkeypatch):
    def run(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(AUTH)

    return run


def test_an_empty_environment_has_local_accounts_only(read):
    found = read()
    assert found["AUTHENTICATION_BACKENDS"] == [LOCAL]
    assert (found["PORTAL_OIDC_ISSUER"], found["PORTAL_LDAP_URI"]) == ("", "")
    assert found["OIDC_CREATE_USER"] is False


def test_single_sign_on_uses_what_the_library_leaves_off(read):
    found = read(**SSO)
    assert found["AUTHENTICATION_BACKENDS"] == [LOCAL, "portal.accounts.sso.CollaborationSSO"]
    assert (found["OIDC_USE_PKCE"], found["OIDC_RP_SIGN_ALGO"], found["OIDC_TIMEOUT"]) == (True, "RS256", 10.0)


@pytest.mark.parametrize("absent", sorted(SSO.keys() - {"PORTAL_OIDC_ISSUER"}))
def test_half_a_single_sign_on_does_not_start(read, absent):
    with pytest.raises(ValueError, match=absent):
        read(**{name: value for name, value in SSO.items() if name != absent})


def test_a_directory_without_its_library_is_one_sentence(read, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"^PORTAL_LDAP_URI is set, but python-ldap is missing: install .*ldap\.lock$"):
        read(PORTAL_LDAP_URI="ldaps://directory.example", PORTAL_LDAP_USER_BASE="ou=people,dc=lab,dc=example")


def test_addresses_are_taken_from_a_proxy_only_when_there_is_one(read):
    assert read()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert read(PORTAL_BEHIND_PROXY="1")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
