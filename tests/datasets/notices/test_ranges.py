"""Ranges of runs: what people type is read, brought into one form, and refused by line."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.notices.ranges import LAST_RUN, RangesError, RunRanges, merged, parse, words

spans = st.tuples(st.integers(1, LAST_RUN), st.integers(0, 50)).map(lambda pair: (pair[0], min(sum(pair), LAST_RUN)))
ranges = st.builds(
    RunRanges,
    experiment=st.integers(0, 9999),
    runs=st.lists(spans, max_size=6).map(merged),
    campaign=st.sampled_from(["", "proc16", "MC16rd_proc16"]),
    data_class=st.sampled_from(["", "Data", "MC"]),
)


@given(st.lists(ranges, max_size=4))
def test_what_is_written_is_read_again(found):
    assert parse(words(found)) == found


@given(st.lists(spans, max_size=12))
def test_ranges_that_touch_are_drawn_together_and_no_run_comes_or_goes(found):
    numbers = {number for low, high in found for number in range(low, high + 1)}
    made = merged(found)
    assert {number for low, high in made for number in range(low, high + 1)} == numbers
    assert all(left[1] + 1 < right[0] for left, right in pairwise(made))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("exp 18: 230-260, 272", "exp 18: 230-260, 272"),
        ("e0018 r00230–r00260 272", "exp 18: 230-260, 272"),
        ("Experiment 18, runs 272,230 - 260", "exp 18: 230-260, 272"),
        ("18", "exp 18"),
        ("exp 18: 230-240, 235-260, 261", "exp 18: 230-261"),
        ("exp 0018: 1; class data; campaign=proc16", "exp 18: 1; campaign proc16; class Data"),
        ("\n exp 7 \n\nexp 8:\n", "exp 7\nexp 8"),
    ],
)
def test_as_people_write_them(text, read):
    assert words(parse(text)) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("exp 18: 260-230", "line 1: 260-230: the range begins after its end"),
        ("exp 18\nexp 7: 0-10", "line 2: 0-10: runs go from 1 to 99999; name none for all of them"),
        ("exp 18: 100000", "line 1: 100000: runs go from 1 to 99999; name none for all of them"),
        ("exp 18: 1; DROP TABLE", "line 1: “DROP TABLE” is neither campaign NAME nor class Data or MC"),
        ("exp 18: 1')", "line 1: “1')” is no run and no range of runs, like 230-260"),
        ("exp 18: 1; class BG", "line 1: “BG” is no class of runs: Data or MC"),
        ("exp 18: ١-٢", "line 1: “١-٢” is no run and no range of runs, like 230-260"),
        ("exp 12345", "line 1: “exp 12345” does not begin with an experiment, as in exp 18: 230-260"),
        ("runs 1-2", "line 1: “runs 1-2” does not begin with an experiment, as in exp 18: 230-260"),
        ("exp 1; campaign a\x00b", "line 1: “a\x00b” is no name of a campaign"),
        ("exp 1\n" * 201, "there are more than 200 lines"),
        ("exp 1: " + "1 " * 1001, "line 1: there are more than 1000 ranges"),
    ],
)
def test_what_is_no_range_is_named(text, why):
    with pytest.raises(RangesError) as refused:
        parse(text)
    assert str(refused.value) == why


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse(text)
    except RangesError:
        return
    assert parse(words(found)) == found
