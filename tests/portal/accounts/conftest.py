"""Accounts are made often here: a quick hasher, and no rate limit left over from the test before."""

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
