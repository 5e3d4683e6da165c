"""Experiments and runs as people write them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.luminosity.numbers import NumbersError, experiments_of, joined, listed, runs_of, text_of


@pytest.mark.parametrize(
    ("text", "found"),
    [("", []), ("12", [12]), ("12;14", [12, 14]), ("7-10", [7, 8, 9, 10]), (" 16 – 18, 7 ;", [7, 16, 17, 18])],
)
def test_experiments(text, found):
    assert experiments_of(text) == found


@pytest.mark.parametrize("text", ["x", "-1", "12.5", "14-12", "1-9999", "100000", "7--26", "12 14", "٣"])
def test_what_is_no_experiment_is_named(text):
    with pytest.raises(NumbersError):
        experiments_of(text)


def test_runs_on_lines_by_experiment():
    text = "18: 205, 200-203,204\n# remark\n\n12: 1 # the first\n18: 300"
    assert listed(text) == {18: [(200, 205), (300, 300)], 12: [(1, 1)]}


@pytest.mark.parametrize(
    "text", ["18", "18:", ": 200", "18: 300-200", "x: 200", "7-8: 200", "18: 200\n18 201", "18: 100000"]
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(text):
    with pytest.raises(NumbersError, match=r"^line [12]: "):
        listed(text)


ranges = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 30)).map(lambda item: (item[0], item[0] + item[1])))


@given(ranges)
def test_joined_ranges_hold_the_same_runs_and_are_read_back(found):
    made = joined(found)
    assert {run for low, high in made for run in range(low, high + 1)} == {
        run for low, high in found for run in range(low, high + 1)
    }
    assert all(before[1] + 1 < after[0] for before, after in pairwise(made))
    assert runs_of(text_of(made)) == made
