"""Who looks at the catalogue, and small things to look at; everything is invented."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

MC = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod{prod:08}/s00/e0026/4S/r{run:05}/{kind}/mdst"


def mc(run: int = 1040, kind: str = "ddbar", prod: int = 27811) -> str:
    """The path of a simulated dataset."""
    return MC.format(run=run, kind=kind, prod=prod)


def as_data(path: str) -> str:
    """A dataset of data of the same run; one of data is that already."""
    if path.startswith("/belle/Data/"):
        return path
    run = path.rsplit("/s00/e0026/4S/", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    return f"/belle/Data/release-06-01-08/DB00002647/proc13/prod00027811/e0026/4S/{run}/hadron/mdst"


@pytest.fixture
def member(as_persona: Callable[..., Client]) -> Client:
    return as_persona("member")


@pytest.fixture
def manager(as_persona: Callable[..., Client]) -> Client:
    """The production manager."""
    return as_persona("manager")


@pytest.fixture
def datasets(db: None) -> Callable[..., list[Any]]:
    """Put paths into the catalogue; gives their rows in the same order."""
    from datasets.catalogue.importers import register
    from datasets.catalogue.models import Dataset
    from datasets.catalogue.places import classify

    def make(*paths: str) -> list[Dataset]:
        register(map(classify, paths))
        found = Dataset.objects.in_bulk(paths, field_name="path")
        return [found[path] for path in paths]

    return make


@pytest.fixture
def collection(datasets: Callable[..., list[Any]]) -> Callable[..., Any]:
    """Make a collection of paths, published by its verb unless it shall stay a test."""
    from datasets.collections import actions
    from datasets.collections.models import Collection
    from portal.policy import SYSTEM

    def make(name: str, *paths: str, published: bool = True, place: str = "MC", **facts: Any) -> Collection:
        if place == "Data":
            paths = tuple(map(as_data, paths))
            facts = {"luminosity": Decimal(1), "luminosity_kind": "online"} | facts
        if published:
            facts = {"differences": "the test wants it so"} | facts
        rows = datasets(*paths)
        made = actions.create(f"/belle/collection/{place}/{name}", rows, by=SYSTEM, **facts)
        if published:
            actions.publish(made, by=SYSTEM)
        return made

    return make
