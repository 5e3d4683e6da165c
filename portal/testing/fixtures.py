"""Fixtures that every test may ask for. Loaded before Django: import models inside the fixtures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from portal.testing.browser import browser, page

if TYPE_CHECKING:
    from django.test import Client

    from portal.testing.personas import Cast

__all__ = ["as_persona", "browser", "page", "personas"]


@pytest.fixture
def personas(db: None) -> Cast:
    """All personas in the database: `personas["delegate"]` is the account, fresh each time."""
    from django.core.cache import cache

    from portal.testing.personas import make_cast

    cache.clear()
    return make_cast()


@pytest.fixture
def as_persona(personas: Cast) -> Callable[..., Client]:
    """`as_persona("delegate")`: a browser of the test client, signed in as that persona."""
    from django.test import Client

    def signed_in(persona: str, **options: Any) -> Client:
        client = Client(**options)
        user = personas[persona]
        if user.is_authenticated:
            client.force_login(user)
        return client

    return signed_in
