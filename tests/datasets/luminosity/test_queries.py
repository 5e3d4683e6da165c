"""Sums are those of the rows, errors add as documented, and two processings never do."""

import random
from decimal import Decimal

import pytest

from datasets.luminosity import actions
from datasets.luminosity.choices import GOOD, Quality, Rule
from datasets.luminosity.models import RunLuminosity
from datasets.luminosity.queries import (
    NOTHING,
    good_runs,
    luminosity_of,
    ranges_on,
    runs_between,
    runs_on,
    sums,
    total,
    total_of,
    values_of,
)
from datasets.luminosity.units import Luminosity, Unit, add_up
from portal.policy import SYSTEM

pytestmark = pytest.mark.django_db


def numbers(rows):
    return [(run.experiment_id, run.number) for run in rows]


def test_the_luminosity_of_runs_is_of_one_processing_and_kind(run):
    run(18, 200, "39.725")
    run(18, 200, "40", processing="proc13", kind="offline", error="0.3")
    run(18, 201, "100.5")
    run(18, 202, "7")
    run(19, 200, "1000")
    found = luminosity_of(18, 200, 201, "", "online")
    assert (found.runs, found.measured.value) == (2, Luminosity(Decimal("140.225")))
    assert found.measured.value.number(Unit.FB) == Decimal("0.140225")
    assert luminosity_of(18, 200, 201, "proc13", "offline").words == "0.0400 ± 0.0003 fb⁻¹"
    assert luminosity_of(18, 200, 201, "proc13", "online") == NOTHING
    assert luminosity_of(18, 201, 200, "", "online") == NOTHING
    assert numbers(runs_between(18, 200, 201)) == [(18, 200), (18, 201)]


def test_two_processings_are_never_added(run):
    run(18, 200, "1")
    run(18, 200, "2", processing="proc13")
    with pytest.raises(ValueError, match="the same runs would count twice"):
        total_of(RunLuminosity.objects.all())
    assert [(key["processing"], total.measured.value.invpb) for key, total in sums(RunLuminosity.objects.all())] == [
        ("", 1),
        ("proc13", 2),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_database_adds_as_the_type_does(run, seed):
    """Random runs, some without error, some with one, some with two: value and errors as `add_up` has them."""
    rng = random.Random(seed)

    def size():
        return str(round(Decimal(rng.uniform(0, 300)), rng.choice((0, 3, 6))))

    for number in range(30):
        errors = rng.choice(
            ({}, {"error": size()}, {"stat": size(), "syst": size()}, {"syst": size()}, {"stat": size()})
        )
        facts = {"energy": rng.choice(("4S", "4S_offres", "")), "quality": rng.choice(Quality.values)}
        run(18, number, size(), processing=rng.choice(("", "proc13")), **facts, **errors)
    rows = list(RunLuminosity.objects.select_related("run"))
    found = sums(RunLuminosity.objects.all(), "run__energy")
    assert sum(total.runs for _, total in found) == 30
    for key, added in found:
        mine = [row for row in rows if (row.run.energy, row.processing) == (key["run__energy"], key["processing"])]
        agrees(added, mine)
        wanted = (key["run__energy"], key["processing"])
        agrees(total(value for value in values_of(18) if (value.energy, value.processing) == wanted), mine)
    good = [value for value in values_of(18) if value.good]
    assert [value.run for value in good] == [
        row.run.number
        for row in sorted(rows, key=lambda row: (row.processing, row.run.number))
        if row.run.quality in GOOD
    ]


def agrees(found, rows):
    expected = add_up(row.measured for row in rows)
    assert found.runs == len(rows)
    assert found.measured.value == expected.value
    assert found.measured.syst == expected.syst
    for name in ("error", "stat"):
        one, other = getattr(found.measured, name), getattr(expected, name)
        assert (one is None) == (other is None)
        assert one is None or abs(one - other) <= Luminosity(Decimal("1e-20"))
    assert found.without_error == sum(not row.measured.errors for row in rows)


def test_an_error_that_is_not_of_all_runs_says_so(run):
    run(18, 1, "1000", error="10")
    run(18, 2, "1000")
    assert luminosity_of(18, 1, 2, "", "online").words == "2.00 ± 0.01 fb⁻¹ (error of 1 of 2 runs)"


def test_good_runs_by_rule(run):
    for number, quality in enumerate(Quality.values):
        run(18, number, "1", quality=quality)
    run(12, 9, "1")
    assert numbers(good_runs(18)) == [(18, 0), (18, 1), (18, 3)]
    assert numbers(good_runs(rule=Rule.GOOD)) == [(12, 9), (18, 0), (18, 3)]
    with pytest.raises(KeyError):
        good_runs(rule=Rule.LISTED)


def test_a_list_by_rule_is_narrowed_and_follows_the_quality(run):
    for number in (200, 201, 203, 300):
        run(18, number, "1")
    run(18, 202, "1", energy="4S_offres")
    run(12, 201, "1")
    made = actions.make("mine", Rule.GOOD, by=SYSTEM, experiments="14-18", energy="4S", run_low=201, run_high=299)
    assert numbers(runs_on(made)) == [(18, 201), (18, 203)]
    bad = run(18, 203, "1", kind="offline")
    bad.quality = Quality.BAD
    bad.save()
    assert ranges_on(made) == {18: [(201, 201)]}


def test_a_list_of_listed_runs_has_those_on_record_whatever_their_quality(run):
    for number in (200, 201, 203):
        run(18, number, "1", quality="bad")
    run(12, 200, "1")
    made = actions.make("mine", Rule.LISTED, by=SYSTEM, listed={18: [(200, 201), (205, 300)], 7: [(1, 9)]})
    assert numbers(runs_on(made)) == [(18, 200), (18, 201)]
    run(18, 250, "1")
    assert ranges_on(made) == {18: [(200, 201), (250, 250)]}


def test_a_plot_ends_at_the_sum_of_its_runs_and_draws_at_most_so_many(run):
    from datasets.luminosity.plots import POINTS, _added

    for number in range(2 * POINTS + 37):
        run(18, number, "1.5", energy="4S" if number % 3 else "4S_offres")
    values = values_of(18)
    labels, series = _added(values)
    assert len(labels) <= POINTS + 1
    assert labels[-1] == str(2 * POINTS + 36)
    expected = total(values).measured.value.number(Unit.FB)
    assert sum(heights[-1] for _, heights in series) == pytest.approx(float(expected))
    assert all(heights == sorted(heights) and len(heights) == len(labels) for _, heights in series)
