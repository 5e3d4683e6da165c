"""Filters and facets against brute force over rows that could go wrong."""

import itertools
import random
from collections import Counter

import pytest
from django.http import QueryDict
from django.utils import timezone

from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from portal.listing import Context
from portal.listing.lookups import pattern
from portal.listing.query import read_query
from portal.testing.data_rows import dataset

ENERGIES = ("4S", "", "50%", "a_b", "a*b", r"a\b", "(none)x")


@pytest.fixture
def rows(personas):
    rng = random.Random(7)
    for number, (energy, experiment) in enumerate(itertools.product(ENERGIES, (None, 0, 12))):
        dataset(number, energy=energy, experiment=experiment, campaign=rng.choice(["MC1", "MC2", ""]))
    return list(Dataset.objects.values())


def ask(personas, text):
    today = timezone.localdate()
    return read_query(DatasetsListing(), Context(personas["member"], today, today), QueryDict(text, mutable=True))


def found(personas, **asked):
    params = QueryDict(mutable=True)
    for name, values in asked.items():
        params.setlist(name, values if isinstance(values, list) else [values])
    return set(DatasetsListing().select(ask(personas, params.urlencode())).values_list("pk", flat=True))


@pytest.mark.parametrize("energy", ENERGIES[:1] + ENERGIES[2:])
def test_a_value_matches_itself_and_nothing_else(personas, rows, energy):
    assert found(personas, energy=energy) == {row["id"] for row in rows if row["energy"] == energy}


def test_none_is_the_empty_text_and_null(personas, rows):
    assert found(personas, energy="(none)") == {row["id"] for row in rows if row["energy"] == ""}
    assert found(personas, experiment="(none)") == {row["id"] for row in rows if row["experiment"] is None}
    assert found(personas, experiment=["(none)", "12"]) == {
        row["id"] for row in rows if row["experiment"] in (None, 12)
    }


def test_a_value_that_does_not_occur_matches_nothing(personas, rows):
    assert found(personas, energy="5S") == set()
    assert found(personas, experiment="9" * 18) == set()


@pytest.mark.parametrize(
    "chosen", [{}, {"energy": ["4S", "50%"]}, {"experiment": ["0"], "campaign": ["MC1", "(none)"]}]
)
def test_the_counts_of_a_facet_are_those_under_all_other_filters(personas, rows, chosen):
    params = QueryDict(mutable=True)
    for name, values in chosen.items():
        params.setlist(name, values)
    listing, query = DatasetsListing(), ask(personas, params.urlencode())
    for name in ("energy", "experiment", "campaign"):
        expected = Counter(
            row[name]
            for row in rows
            if all(
                str(row[other] if row[other] not in (None, "") else "(none)") in values
                for other, values in chosen.items()
                if other != name
            )
        )
        assert dict(listing.facet(query, listing.by_name[name])) == expected
    assert listing.total(query) == len(found(personas, **chosen))


@pytest.mark.parametrize(
    ("typed", "sql"),
    [
        ("abc", "%abc%"),
        ("a*c", "%a%c%"),
        ("a?c", "%a_c%"),
        ("50%", r"%50\%%"),
        ("a_b", r"%a\_b%"),
        ("a\\b", r"%a\\b%"),
        ("/belle/*", "%/belle/%%"),
    ],
)
def test_only_star_and_question_mark_are_wildcards(typed, sql):
    assert pattern(typed) == sql


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("prod00000001/", {1}),
        ("prod0000000?/ s00", set(range(10))),
        ("PROD*0001/", {1}),
        ("prod%1/", set()),
        ("/belle/MC prod00000002/", {2}),
        ("belle/MC/", set(range(21))),
    ],
)
def test_text_finds_every_word_literally_but_for_wildcards(personas, rows, text, numbers):
    pks = found(personas, q=text)
    assert set(Dataset.objects.filter(pk__in=pks).values_list("production", flat=True)) == numbers
