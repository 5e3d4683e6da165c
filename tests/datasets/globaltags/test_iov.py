"""Intervals of validity: the special ends, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.globaltags.iov import MOST, Iov, IovError, words

small = st.integers(-2, 4)


@pytest.mark.parametrize(
    ("numbers", "inside", "outside"),
    [
        ((3, 5, 3, -1), [(3, 5), (3, 9999), (3, MOST)], [(3, 4), (4, 0), (2, 9999)]),
        ((0, 0, -1, -1), [(0, 0), (3, 9999), (MOST, MOST)], []),
        ((3, 5, 4, 2), [(3, 5), (3, 9999), (4, 0), (4, 2)], [(3, 4), (4, 3), (5, 0)]),
        ((3, 5, 3, 5), [(3, 5)], [(3, 4), (3, 6)]),
        ((3, 5, 6, -1), [(3, 5), (5, 1), (6, MOST)], [(7, 0)]),
        ((3, 5, -1, -1), [(3, 5), (900, 1)], [(3, 4), (0, 9)]),
    ],
)
def test_what_an_interval_covers(numbers, inside, outside):
    iov = Iov.of(*numbers)
    assert all(iov.covers(*run) for run in inside)
    assert not any(iov.covers(*run) for run in outside)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, -1, 5), "the final experiment is without end, but the final run is 5"),
        ((3, 5, 3, 4), "the interval begins after its end: (3, 5, 3, 4)"),
        ((4, 0, 3, -1), "the interval begins after its end: (4, 0, 3, -1)"),
        ((-1, 0, 3, -1), "must not be negative"),
        ((0, -1, 3, -1), "must not be negative"),
        ((0, "5", 3, -1), "the first run is no whole number: '5'"),
        ((0, True, 3, -1), "the first run is no whole number"),
        ((0, 0, 3.5, -1), "the final experiment is no whole number: '3.5'"),
        ((0, 0, None, -1), "the final experiment is no whole number: 'None'"),
        ((0, 0, 2**31, -1), "the final experiment is too large"),
    ],
)
def test_what_is_no_interval_is_refused_with_words(numbers, said):
    with pytest.raises(IovError) as refused:
        Iov.of(*numbers)
    assert said in str(refused.value)


def test_every_negative_end_is_the_same_end():
    assert Iov.of(1, 2, -7, -3) == Iov.of(1, 2, -1, -1)
    assert Iov.of(1, 2, 3, -9) == Iov.of(1, 2, 3, -1)


@given(st.tuples(small, small, small, small), st.integers(0, 4), st.integers(0, 4))
def test_covering_is_what_the_four_numbers_say(numbers, exp, run):
    first_exp, first_run, final_exp, final_run = numbers
    first = (first_exp, first_run)
    final = (10**6 if final_exp < 0 else final_exp, 10**6 if final_run < 0 else final_run)
    allowed = min(first) >= 0 and not (final_exp < 0 <= final_run) and first <= final
    try:
        iov = Iov.of(*numbers)
    except IovError:
        assert not allowed
    else:
        assert allowed
        assert iov.covers(exp, run) == (first <= (exp, run) <= final)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, -1, -1), "all runs"),
        ((3, 5, -1, -1), "from exp 3 run 5 on"),
        ((3, 0, 3, -1), "all of exp 3"),
        ((3, 5, 3, -1), "exp 3 run 5 to the end"),
        ((3, 0, 4, -1), "exp 3 run 0 to the end of exp 4"),
        ((3, 5, 3, 9), "exp 3 run 5 to run 9"),
        ((3, 5, 4, 9), "exp 3 run 5 to exp 4 run 9"),
    ],
)
def test_an_interval_in_words(numbers, said):
    assert words(Iov.of(*numbers)) == said
