"""Tables on their way in: the real ones give the real numbers, wrong ones are refused by line, nothing twice."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from datasets.luminosity.choices import GOOD, Kind
from datasets.luminosity.importers import BeamEnergyImporter, RunImporter
from datasets.luminosity.models import Experiment, Run, RunLuminosity
from datasets.luminosity.queries import luminosity_of, runs_between, sums
from datasets.luminosity.units import Unit, plain
from portal.history import entries
from portal.importing import Action, SourceError
from portal.testing.races import at_once
from tests.datasets.luminosity.conftest import HEAD, counts, noted, take

pytestmark = pytest.mark.django_db
FIRST = "18,200,39.725,NaN,2021/04/13 22:37,00:41,4.759,7.303,True,4S\n"
SECOND = "18,201,103.456,NaN,2021/04/13 23:22,01:37,4.863,7.421,False,4S\n"


@pytest.fixture
def real_runs(shared):
    return take(RunImporter, shared / "data/catalogue/runs_sample.csv")


def test_the_sums_of_the_real_runs(real_runs):
    assert counts(real_runs) == {"create": 190}
    found = {key["run__energy"]: total for key, total in sums(RunLuminosity.objects.all(), "run__energy")}
    in_fb = {energy: round(total.measured.value.number(Unit.FB), 3) for energy, total in found.items()}
    assert in_fb == {"4S": Decimal("2.779"), "4S_offres": Decimal("1.172")}
    runs = runs_between(18, 200, 300)
    assert (runs.count(), runs.filter(quality__in=GOOD).count()) == (60, 49)
    good = RunLuminosity.objects.filter(run__in=runs.filter(quality__in=GOOD))
    ((_, total),) = sums(good)
    assert round(total.measured.value.number(Unit.FB), 3) == Decimal("2.763")
    assert luminosity_of(18, 100, 100, "", Kind.ONLINE).measured.value.number(Unit.PB) == Decimal("0.373")


def test_the_cumulative_columns_of_the_real_runs_agree_but_where_runs_are_left_out(real_runs):
    assert [(problem.line, problem.message.partition(":")[0]) for problem in real_runs.problems] == [
        (3, "cum_recorded_invfb"),
        (63, "cum_recorded_invfb"),
    ]
    assert "leaves out runs (after run 100)" in real_runs.problems[0].message
    assert "leaves out runs (after run 281)" in real_runs.problems[1].message


def test_every_real_run_comes_out_as_it_went_in(real_runs, shared):
    with (shared / "data/catalogue/runs_sample.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    there = {(row.run.experiment_id, row.run.number): row for row in RunLuminosity.objects.select_related("run")}
    assert len(there) == len(rows) == 95
    for row in rows:
        found = there[int(row["exp"]), int(row["run"])]
        assert f"{found.luminosity_invpb:.3f}" == row["lumi_recorded_invpb"]
        assert found.measured.errors == ()
        assert f"{found.run.minutes // 60:02}:{found.run.minutes % 60:02}" == row["length_hh_mm"]
        assert (found.run.started_text, found.run.zone) == (row["start_jst_or_utc"], "")
        assert (found.run.energy, str(found.run.is_good)) == (row["beam_energy"], row["good"])


def test_a_second_import_of_the_same_changes_nothing(real_runs, shared):
    again = take(RunImporter, shared / "data/catalogue/runs_sample.csv")
    assert (counts(again), again.writes) == ({"skip": 190}, 0)
    assert RunLuminosity.objects.count() == Run.objects.count() == 95


def test_a_plan_writes_nothing(table):
    assert counts(take(RunImporter, table(HEAD + FIRST), apply=False)) == {"create": 2}
    assert not Run.objects.exists()
    assert not Experiment.objects.exists()


def test_another_processing_adds_a_value_and_leaves_the_first_alone(table):
    take(RunImporter, table(HEAD + FIRST))
    other = table("exp,run,lumi_recorded_invpb,lumi_err\n18,200,39.9,0.2 stat 0.3 syst\n")
    assert counts(take(RunImporter, other, processing="proc13", kind="offline")) == {"skip": 1, "create": 1}
    values = RunLuminosity.objects.order_by("processing").values_list("processing", "kind", "luminosity_invpb")
    assert list(values) == [("", "online", Decimal("39.725")), ("proc13", "offline", Decimal("39.9"))]
    run = Run.objects.get()
    assert (run.energy, run.quality, run.started_text) == ("4S", "good", "2021/04/13 22:37")
    assert luminosity_of(18, 0, 999, "proc13", "offline").measured.words() == "0.0399 ± 0.0002 stat ± 0.0003 syst fb⁻¹"


def test_a_column_in_another_unit_gives_the_same_value(table):
    take(RunImporter, table(HEAD + FIRST))
    again = take(RunImporter, table("exp,run,lumi_recorded_invfb\n18,200,0.039725\n"))
    assert counts(again) == {"skip": 2}


def test_what_changed_is_said_and_kept_in_the_history(table):
    take(RunImporter, table(HEAD + FIRST))
    plan = take(RunImporter, table(HEAD + FIRST.replace("39.725", "39.8").replace("True", "recoverable")))
    assert [(change.noun, change.fields) for change in plan.of(Action.UPDATE)] == [
        ("run", (("quality", "good", "recoverable"),)),
        ("luminosity", (("luminosity_invpb", "39.725", "39.8"),)),
    ]
    assert [entry.verb for entry in entries(Run.objects.get(), related=("luminosities",))][:1] == ["import"]


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (FIRST.replace("39.725", "-39.725"), "lumi_recorded_invpb: -39.725 is negative"),
        (FIRST.replace("NaN", "-1"), "lumi_err: an error is not negative"),
        (FIRST.replace("39.725", "NaN"), "lumi_recorded_invpb: 'NaN' is no number"),
        (FIRST.replace("39.725", ""), "lumi_recorded_invpb: '' is no number"),
        (FIRST.replace("39.725", "0.0000001"), "more digits than the record holds"),
        (FIRST.replace("18,", "12;14,"), "exp: '12;14' is no whole number from 0 to 9999"),
        (FIRST.replace("18,", "7-26,"), "exp: '7-26' is no whole number from 0 to 9999"),
        (FIRST.replace("200", "1000000"), "run: '1000000' is no whole number from 0 to 99999"),
        (FIRST.replace("True", "perhaps"), "good: 'perhaps' is none of True, False"),
        (FIRST.replace("04/13", "02/30"), "start_jst_or_utc: day"),
        (FIRST.replace("2021/04/13", "yesterday"), "does not begin with a day"),
        (FIRST.replace("00:41", "00:99"), "length_hh_mm: '00:99' is no length"),
        (FIRST.replace("4S", "4" * 17), "beam_energy: the text is longer than 16 characters"),
        ("18,200,39.7\n", "the row has 3 cells, the table 10 columns"),
        (FIRST.replace("\n", ",more\n"), "the row has 11 cells, the table 10 columns"),
        ('18,200,39.7,"NaN', "the row is not closed"),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_its_line_and_the_others_go_in(table, row, note):
    plan = take(RunImporter, table(HEAD + SECOND + row))
    ((line, said),) = noted(plan, Action.REJECT)
    assert (line, note in said) == (3, True), said
    assert list(Run.objects.values_list("number", flat=True)) == [201]


def test_rows_that_contradict_each_other_are_in_conflict_all_of_them(table):
    other = FIRST.replace("39.725", "40")
    plan = take(RunImporter, table(HEAD + FIRST + SECOND + other))
    assert noted(plan, Action.CONFLICT) == [
        (2, "lines 2, 4 of the file say different things of it"),
        (4, "lines 2, 4 of the file say different things of it"),
    ]
    assert not RunLuminosity.objects.filter(run__number=200).exists()
    assert RunLuminosity.objects.filter(run__number=201).exists()


def test_a_row_twice_is_taken_once(table):
    plan = take(RunImporter, table(HEAD + FIRST + FIRST))
    assert counts(plan) == {"create": 2, "skip": 2}
    assert RunLuminosity.objects.count() == 1


def test_a_run_of_two_qualities_has_no_place_for_a_value(table):
    plan = take(RunImporter, table(HEAD + FIRST + FIRST.replace("True", "False").replace("NaN", "0.1")))
    assert counts(plan) == {"conflict": 2}
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column exp, run"),
        (HEAD, "there is no row in table.csv"),
        ("exp,run,lumi\n1,2,3\n", "one column must be called lumi_recorded_invpb"),
        ("exp,run,lumi_recorded_invpb,lumi_recorded_invfb\n1,2,3,4\n", "one column must be called"),
        ("exp,run,lumi_recorded_invzb\n1,2,3\n", "zb is none of nb, pb, fb, ab"),
        ("exp,run,run,lumi_recorded_invpb\n1,2,3,4\n", "a name"),
        (b"\xff\xfe", "not a text file in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(table, text, said):
    with pytest.raises(SourceError) as error:
        take(RunImporter, table(text))
    assert said in str(error.value) or "of its own for each name" in str(error.value)


def test_a_file_that_was_cut_says_so(table):
    plan = take(RunImporter, table(HEAD + FIRST + SECOND.rstrip("S\n")))
    assert [(problem.line, problem.message) for problem in plan.problems] == [
        (3, "the file ends without a line end: was it cut?")
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("18,201,103.456,NaN,,,4.870,7.421,True,4S\n", "cum_recorded_invfb: grows by 0.111 fb⁻¹, but the run has 0.1"),
        ("18,201,103.456,NaN,,,4.700,7.421,True,4S\n", "cum_recorded_invfb: grows by -0.059 fb⁻¹, but"),
        ("18,205,103.456,NaN,,,4.800,7.421,True,4S\n", "cum_recorded_invfb: grows by 0.041 fb⁻¹, but"),
        ("18,205,103.456,NaN,,,4.970,7.521,True,4S\n", "more than this run: the file leaves out runs (after run 200)"),
        ("18,201,103.456,NaN,,,4.863,7.350,True,4S\n", "cum_delivered_invfb: grows by 0.047 fb⁻¹, but"),
    ],
)
def test_a_cumulative_column_that_does_not_add_up_is_reported(table, row, message):
    plan = take(RunImporter, table(HEAD + FIRST + row))
    assert [(problem.line, message in problem.message) for problem in plan.problems] == [(3, True)], plan.problems
    assert RunLuminosity.objects.count() == 2


def test_an_energy_in_gev_gets_its_label_or_none_and_a_contradiction_is_reported(table, shared):
    take(BeamEnergyImporter, shared / "data/catalogue/beam_energies.csv")
    head = "exp,run,lumi_recorded_invpb,beam_energy,energy_gev\n"
    plan = take(RunImporter, table(head + "18,1,1,,10.58\n18,2,1,,10.55\n18,3,1,4S_offres,10.520\n18,4,1,4S,x\n"))
    found = list(Run.objects.order_by("number").values_list("energy", "energy_gev"))
    assert found == [("4S", Decimal("10.58")), ("", Decimal("10.55")), ("4S_offres", Decimal("10.52"))]
    assert [problem.message for problem in plan.problems] == ["4S_offres is written for 10.520 GeV, which is 4S_scan"]
    assert [line for line, _ in noted(plan, Action.REJECT)] == [5]


def command(name, *args):
    out = StringIO()
    try:
        call_command(name, *map(str, args), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_commands(table, shared):
    folder = shared / "data/catalogue"
    for name, file in (
        ("import_beam_energies", "beam_energies.csv"),
        ("import_reference_luminosities", "luminosity_reference.csv"),
        ("import_runs", "runs_sample.csv"),
    ):
        assert command(name, folder / file, "--apply")[0] == 0
    later = table("exp,run,lumi_recorded_invpb\n18,200,40\n")
    assert command("import_runs", later, "--processing", "proc13", "--kind", "offline", "--apply")[0] == 0
    assert plain(luminosity_of(18, 200, 200, "proc13", "offline").measured.value.invpb) == "40"
    assert command("import_runs", table("exp,run,lumi_recorded_invpb\n18,x,40\n"))[0] == 1
    assert command("import_runs", "missing.csv")[0] == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_run_once(table):
    path = table(HEAD + FIRST + SECOND)
    at_once(lambda: take(RunImporter, path), lambda: take(RunImporter, path))
    assert Run.objects.count() == RunLuminosity.objects.count() == 2
