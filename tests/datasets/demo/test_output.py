"""5,000 datasets in the real grammar, with sizes that hang together."""

from collections import Counter

import pytest

from datasets.catalogue.choices import DatasetState
from datasets.catalogue.paths import parse
from datasets.demo.globaltags import NOT_IMPORTED
from datasets.demo.skims import registry


def test_five_thousand_different_paths_that_parse_to_what_they_were_built_from(demo):
    assert len(demo.datasets) == len({row.path for row in demo.datasets}) == 5000
    for row in demo.datasets:
        assert parse(row.path) == row.levels


def test_every_campaign_but_the_planned_ones_wrote_something(demo):
    written = Counter(row.levels.campaign for row in demo.datasets)
    assert written.keys() == {campaign.name for campaign in demo.campaigns if campaign.releases}
    # as in life, a few run-dependent campaigns hold most of the datasets
    assert sum(number for _, number in written.most_common(3)) > 3000
    assert sum(number < 50 for number in written.values()) >= 7


def test_tags_releases_and_skims_are_known(demo):
    tags = {tag.number for tag in demo.global_tags}
    codes = {skim.code for skim in registry()}
    unknown = [row for row in demo.datasets if row.levels.global_tag not in tags]
    assert {row.levels.global_tag for row in unknown} == {NOT_IMPORTED}
    assert len(unknown) == 1
    assert {row.levels.skim_code for row in demo.datasets} - {""} <= codes
    assert len({row.levels.skim_code for row in demo.datasets}) > 15


def test_the_irregular_shapes_of_real_lists_are_there(demo):
    def some(**levels):
        return [row for row in demo.datasets if all(getattr(row.levels, key) == value for key, value in levels.items())]

    assert some(campaign="MC8", data_level="", stream="s00")
    assert some(campaign="MC9", data_level="", stream="")
    assert some(campaign="proc11", proc_level="proc", general_skim="")
    assert some(campaign="SkimP11x1", general_skim="", skim_code="18370100")
    assert some(campaign="SkimM14ri_ax1", stream="", data_level="udst")
    assert some(campaign="proc13", skim_code="11180500", general_skim="hadron", release="release-06-01-11")
    assert some(campaign="proc13", run="r00000", general_skim="", data_level="mdst")
    assert some(campaign="MC16ri_run1", energy="10810")
    assert some(data_level="cdst")


def test_sizes_events_and_files_hang_together(demo):
    for row in demo.datasets:
        assert row.events >= 1
        assert row.files >= 1
        assert (row.files - 1) * 2e9 < row.size <= row.files * 2e9
        assert 500 < row.size / row.events < 20_000
    by_type = {
        row.levels.event_type: row.events
        for row in demo.datasets
        if row.levels.campaign == "MC16rd_proc16" and row.levels.exp == "e0007" and not row.levels.skim_code
    }
    assert by_type["uubar"] / by_type["ddbar"] == pytest.approx(1.61 / 0.40, rel=1e-4)


def test_a_skim_is_a_few_percent_of_its_input(demo):
    rows = {
        row.levels.skim_code: row
        for row in demo.datasets
        if (row.levels.campaign, row.levels.exp, row.levels.event_type) == ("MC16rd_proc16", "e0024", "uubar")
        and row.levels.run == "r00000"
    }
    assert rows["72000100"].events == int(91.8 * 1e6 * 1.61 * 4 * 0.06)


def test_a_production_belongs_to_one_campaign_experiment_and_type(demo):
    owners = {}
    for row in demo.datasets:
        levels = row.levels
        owner = (levels.campaign, levels.exp, levels.event_type, levels.skim_code, levels.energy)
        assert owners.setdefault(levels.prod, owner) == owner


def test_the_oldest_datasets_are_withdrawn(demo):
    states = Counter(row.state for row in demo.datasets)
    assert states[DatasetState.WITHDRAWN] == 14


def test_nothing_is_registered_in_the_future(demo, people):
    days = [row.registered_on for row in demo.datasets]
    assert max(days) <= people.today
    assert (people.today - min(days)).days > 7 * 365
    assert (people.today - max(days)).days < 60
