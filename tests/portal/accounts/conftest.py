"""Accounts are made often here: a quick hasher, and no rate limit left over from the test before."""

import os
import runpy
from importlib.util import find_spec

import pytest
from django.core.cache import cache

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def ada(db):
    """An ordinary local account."""
    from portal.accounts.models import User

    return User.objects.create_user("ada", "ada@lab.example", PASSWORD)


@pytest.fixture
def access(monkeypatch):
    """`access(provider)`: a package's answer to whether somebody may be signed in, instead of the real ones."""
    from portal.registry import registry

    def only(provider):
        monkeypatch.setattr(registry.access, "_items", [provider])

    only(lambda user: _allowed())
    return only


def _allowed():
    from portal.registry import Access

    return Access(True)


@pytest.fixture
def configure(settings, monkeypatch):
    """`configure(environment)`: the settings of signing in as a site with that environment gets them."""

    def read(environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = runpy.run_path(find_spec("portal.settings.auth").origin)
        for name in filter(str.isupper, found):
            setattr(settings, name, found[name])

    assert not [name for name in os.environ if name.startswith(("PORTAL_OIDC", "PORTAL_LDAP"))]
    return read
