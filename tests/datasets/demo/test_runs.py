"""Runs and luminosity."""

from collections import Counter

import pytest

from datasets.demo.runs import CONTINUUM, MAIN, RUN_1, RUN_2, SCAN, EventClass, luminosity, select, taken


def test_the_runs_of_an_experiment_add_up_to_its_luminosity():
    assert luminosity(select((12,))) == pytest.approx(53.9)
    assert luminosity(select((12,), "4S_offres")) == pytest.approx(8.6)
    assert luminosity(select(RUN_1)) == pytest.approx(395.9)
    assert luminosity(select((21,), SCAN[0])) == pytest.approx(3.6)
    assert select((21,)) == ()


def test_a_run_number_is_used_once_per_experiment():
    assert max(Counter((run.experiment, run.number) for run in taken()).values()) == 1
    assert {run.experiment for run in taken()} == {*RUN_1, *RUN_2, 21}
    assert all(0 < run.number < 100_000 and run.luminosity > 0 for run in taken())


def test_events_follow_from_luminosity_in_inverse_fb_and_cross_section_in_nb():
    assert EventClass("uubar", 1.61, 4, 8.0).events(1.0) == 6_440_000
    assert EventClass("ee", 295.0, 0.1, 1.0).events(0.001) == 29_500
    assert EventClass("rare", 0.001, 1, 1.0).events(1e-9) == 1


def test_off_resonance_has_no_b_mesons():
    assert {kind.name for kind in MAIN} - {kind.name for kind in CONTINUUM} == {"charged", "mixed"}
