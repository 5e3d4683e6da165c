"""The requests of the demo on one fixed day, generated once for the tests of this folder."""

from datetime import date

import pytest

from datasets.demo import catalogue
from liaisons.demo.requests import SignalRequests, generate
from members.demo import collaboration
from portal.testing.demo import loaded

__all__ = ["loaded"]

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def people() -> collaboration.Collaboration:
    return collaboration.generate(TODAY)


@pytest.fixture(scope="session")
def data(people) -> catalogue.Catalogue:
    return catalogue.generate(people)


@pytest.fixture(scope="session")
def demo(people, data) -> SignalRequests:
    return generate(people, data)
