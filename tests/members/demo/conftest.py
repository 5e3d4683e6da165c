"""The demo collaboration of one fixed day, generated once for the tests of this folder."""

from datetime import date

import pytest

from members.demo.collaboration import Collaboration, generate
from portal.testing.demo import loaded

__all__ = ["loaded"]

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def demo() -> Collaboration:
    return generate(TODAY)
