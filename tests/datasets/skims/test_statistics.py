"""Statistics of skims: the file of the test tool, and files that say what no test can have measured."""

import copy
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from datasets.skims.models import Skim, SkimStatistic
from datasets.skims.statistics import SkimStatisticImporter
from portal.importing import Action, SourceError
from portal.policy import SYSTEM

pytestmark = pytest.mark.django_db
TEST = {
    "TestType": "Testing single skims",
    "Release": "release-08-00-10",
    "stats": {
        "BtoXll": {
            "RetentionRate": {"MC16rd_mixed": 2.5, "Combined MC BGx1": 1.75},
            "nInputEvents": {"MC16rd_mixed": 1000},
            "nSkimmedEvents": {"MC16rd_mixed": 25},
            "cpuTime": {"MC16rd_mixed": 88.0},
            "cpuTimePerEvent": {"MC16rd_mixed": 0.088},
            "HS06TimePerEvent": {"MC16rd_mixed": 2.16216, "Combined MC BGx1": 2},
            "udstSizePerSkimmedEvent": {"MC16rd_mixed": 12.25},
            "udstSizePerInputEvent": {"MC16rd_mixed": 0.30625},
            "FileSizeRetention": {"MC16rd_mixed": 3.1},
            "logSize": {"MC16rd_mixed": 130.5},
            "averageCandidateMultiplicity": {"MC16rd_mixed": None},
            "memoryAverage": {"MC16rd_mixed": 1510.0},
            "memoryMaximum": {"MC16rd_mixed": 2012.0},
        }
    },
}


@pytest.fixture
def skim():
    return Skim.objects.create(code="12160200", name="BtoXll")


@pytest.fixture
def run(tmp_path):
    def write(found, *, apply=True, **options):
        path = tmp_path / "SkimStats.json"
        path.write_text(found if isinstance(found, str) else json.dumps(found), encoding="utf-8")
        return SkimStatisticImporter(options).run([path], by=SYSTEM, apply=apply)

    return write


def changed(**statistics):
    """The file with other numbers for one sample; those of the other stay."""
    found = copy.deepcopy(TEST)
    for name, value in statistics.items():
        found["stats"]["BtoXll"].setdefault(name, {})["MC16rd_mixed"] = value
    return found


def test_the_file_goes_in_and_a_second_time_changes_nothing(run, skim):
    plan = run(TEST)
    assert (plan.totals["create"], plan.exit_code, plan.problems) == (2, 0, [])
    row = skim.statistics.get(sample="MC16rd_mixed")
    assert (row.release, row.input_events, row.skimmed_events, row.retention) == ("release-08-00-10", 1000, 25, 2.5)
    assert (row.size_retention, row.cpu_per_event, row.hs06_per_event) == (3.1, 0.088, 2.16216)
    assert (row.kb_per_skimmed_event, row.kb_per_input_event, row.log_kb) == (12.25, 0.30625, 130.5)
    assert (row.multiplicity, row.memory_mb, row.memory_max_mb) == (None, 1510.0, 2012.0)
    again = run(TEST)
    assert (again.totals["skip"], again.writes) == (2, 0)
    (update,) = run(changed(memoryAverage=1600)).of(Action.UPDATE)
    assert update.fields == (("memory_mb", "1510", "1600"),)
    assert run(TEST | {"Release": "release-08-02-04"}).totals["create"] == 2
    assert SkimStatistic.objects.count() == 4


@pytest.mark.parametrize(
    ("statistics", "said"),
    [
        ({"RetentionRate": 101, "nSkimmedEvents": None}, "RetentionRate: 101 % is more than all events"),
        ({"RetentionRate": 3.5}, "RetentionRate: 3.5 % is not 25 of 1,000 events"),
        ({"nSkimmedEvents": 1001}, "nSkimmedEvents: 1,001 are more than the 1,000 input events"),
        ({"nInputEvents": None}, "nInputEvents: is missing beside the skimmed events"),
        ({"nInputEvents": 10.5}, "nInputEvents: 10.5 is no number of events"),
        ({"memoryAverage": -1}, "memoryAverage: -1 is negative"),
        ({"logSize": float("nan")}, "logSize: nan is no number that can be measured"),
        ({"HS06TimePerEvent": float("inf")}, "HS06TimePerEvent: inf is no number that can be measured"),
        ({"memoryAverage": "1510"}, "memoryAverage: '1510' is no number"),
        ({"memoryAverage": True}, "memoryAverage: 'True' is no number"),
        ({"nInputEvents": 1e30}, "nInputEvents: 1e+30 is larger than any number of events"),
    ],
)
def test_what_is_impossible_is_refused_by_name_and_the_rest_goes_in(run, skim, statistics, said):
    plan = run(changed(**statistics))
    assert [(change.label, change.note) for change in plan.of(Action.REJECT)] == [("BtoXll on MC16rd_mixed", said)]
    assert plan.exit_code == 1
    assert list(SkimStatistic.objects.values_list("sample", flat=True)) == ["Combined MC BGx1"]


def test_unknown_skims_and_statistics_are_named(run, skim):
    found = changed(moonPhase=3)
    found["stats"] |= {"NoSuchSkim": {"RetentionRate": {"a": 1}}, "99999999": {}}
    plan = run(found)
    assert [change.note for change in plan.of(Action.REJECT)] == [
        "no skim of the registry is called 'NoSuchSkim' or has this code",
        "no skim of the registry is called '99999999' or has this code",
    ]
    assert [problem.message for problem in plan.problems] == [
        "'moonPhase' is no statistic that is known here; it is not kept"
    ]
    assert plan.totals["create"] == 2


def test_of_namesakes_the_one_of_today_is_meant_or_the_code_is_needed(run, skim):
    other = Skim.objects.create(code="12160299", name="BtoXll", status="replaced")
    run(TEST)
    assert (skim.statistics.count(), other.statistics.count()) == (2, 0)
    Skim.objects.update(status="registered")
    (refused,) = run(TEST).of(Action.REJECT)
    assert refused.note == "BtoXll is the name of several skims (12160200, 12160299); write the code in its place"
    by_code = TEST | {"stats": {"12160299": TEST["stats"]["BtoXll"]}}
    run(by_code)
    assert other.statistics.count() == 2


def test_a_skim_that_stands_there_by_name_and_code_is_taken_once(run, skim):
    numbers = TEST["stats"]["BtoXll"]
    plan = run(TEST | {"stats": {"BtoXll": numbers, "12160200": numbers}})
    assert [change.note for change in plan.of(Action.REJECT)] == [
        "BtoXll (12160200) stands in the file twice, by its name and by its code"
    ]
    assert skim.statistics.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON file"),
        ("[1]", "has no numbers by skim"),
        ('{"stats": {}}', "has no numbers by skim"),
        (json.dumps({"stats": TEST["stats"]}), "does not say with which release"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(run, skim, text, said):
    with pytest.raises(SourceError, match=said):
        run(text)
    assert not SkimStatistic.objects.exists()


def test_the_release_may_be_said_beside_an_older_file_without_a_frame(run, skim):
    run(TEST["stats"], release="release-05-01-00")
    assert set(skim.statistics.values_list("release", flat=True)) == {"release-05-01-00"}


def test_the_database_knows_what_is_impossible(skim):
    for wrong in (
        {"retention": 100.5},
        {"retention": -1},
        {"input_events": 1, "skimmed_events": 2},
        {"skimmed_events": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SkimStatistic.objects.create(skim=skim, sample="a", release="r", **wrong)


def test_the_command_writes_only_when_asked(tmp_path, skim, capsys):
    path = tmp_path / "SkimStats.json"
    path.write_text(json.dumps(TEST))
    call_command("import_skim_statistics", str(path))
    assert not SkimStatistic.objects.exists()
    call_command("import_skim_statistics", str(path), "--apply", "--release", "release-09-00-00")
    assert set(SkimStatistic.objects.values_list("release", flat=True)) == {"release-09-00-00"}


def test_the_page_has_the_newest_release_and_the_list_all(member, run, skim):
    run(TEST)
    run(changed() | {"Release": "release-08-02-04"})
    html = member.get(skim.get_absolute_url()).content.decode()
    assert "Statistics with release-08-02-04" in html
    assert html.count(">MC16rd_mixed<") >= 2  # in the table and in the chart
    rows = member.get("/api/v1/skim-statistics/?code=12160200&release=release-08-00-10").json()["results"]
    assert [(row["sample"], row["retention"]) for row in rows] == [("Combined MC BGx1", 1.75), ("MC16rd_mixed", 2.5)]
    assert 'href="/skim-statistics/?code=12160200"' in html
