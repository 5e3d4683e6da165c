"""The world of the contract tests: every noun in every state, made once for a module."""

import pytest


@pytest.fixture
def world(personas):
    """The personas, with each noun in each state around them."""
    from portal.testing.rows import in_every_state

    in_every_state(personas)
    return personas
