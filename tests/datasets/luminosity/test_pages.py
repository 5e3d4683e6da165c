"""Lists and pages: the sums of what is shown, links that prove them, and who may do what."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import escape

from datasets.luminosity import actions
from datasets.luminosity.choices import Rule
from datasets.luminosity.importers import ReferenceImporter
from datasets.luminosity.models import Experiment, GoodRunList, ReferenceLuminosity, Run, RunLuminosity
from datasets.luminosity.numbers import listed
from portal.importing.models import ImportRun
from portal.policy import SYSTEM
from portal.policy.core import Denied

RUNS = "/api/v1/runs/"


def results(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def some(run):
    run(18, 200, "39.725")
    run(18, 201, "100.5", quality="bad")
    run(18, 600, "50", energy="4S_offres")
    run(18, 200, "40", processing="proc13", kind="offline", error="0.3")
    run(12, 200, "7", energy="", quality="recoverable")


def test_the_list_has_a_row_for_each_run_processing_and_kind(member, some):
    rows = results(member, RUNS)
    assert [(row["experiment"], row["run"], row["processing"], row["luminosity_invpb"]) for row in rows] == [
        (12, 200, "", 7.0),
        (18, 200, "", 39.725),
        (18, 200, "proc13", 40.0),
        (18, 201, "", 100.5),
        (18, 600, "", 50.0),
    ]
    assert [row["url"] for row in rows[1:3]] == [Run.objects.get(experiment=18, number=200).get_absolute_url()] * 2


@pytest.mark.parametrize(
    ("asked", "count", "said"),
    [
        ("", 5, "4 runs, online: <b>0.197225 fb⁻¹</b>; 1 run, proc13 offline: <b>0.0400 ± 0.0003 fb⁻¹</b>"),
        ("experiment=18&kind=online&quality=good&quality=recoverable", 2, "2 runs, online: <b>0.089725 fb⁻¹</b>"),
        ("run_from=201&run_to=600", 2, "2 runs, online: <b>0.1505 fb⁻¹</b>"),
        ("energy=(none)", 1, "1 run, online: <b>0.007 fb⁻¹</b>"),
        ("experiment=99", 0, ""),
    ],
)
def test_the_sum_of_what_the_list_shows(member, some, asked, count, said):
    assert len(results(member, f"{RUNS}?{asked}")) == count
    page = text(member, f"/runs/?{asked}")
    assert (f"Sum of {said}" if said else "Sum of") in page or not said
    assert said or "Sum of" not in page


def test_the_sum_follows_a_change(member, some):
    assert "0.089725" in text(member, "/runs/?quality=good&kind=online")
    RunLuminosity.objects.filter(run__number=600).update(luminosity_invpb=Decimal(51))
    assert "0.090725" in text(member, "/runs/?quality=good&kind=online")


def test_the_page_of_an_experiment_adds_by_energy_processing_and_kind(member, some):
    page = text(member, Experiment.objects.get(number=18).get_absolute_url())
    for words in ("0.140225 fb⁻¹", "0.039725 fb⁻¹", "0.05 fb⁻¹", "0.0400 ± 0.0003 fb⁻¹"):
        assert words in page
    for url in ("/runs/?energy=4S&processing=%28none%29&kind=online&experiment=18",
                "/runs/?energy=4S&processing=proc13&kind=offline&experiment=18"):  # fmt: skip
        assert escape(url) in page
    assert page.count('<figure class="chart">') == 2
    assert "Cumulative luminosity (fb⁻¹) by run, proc13 offline" in page


def test_the_links_of_the_sums_lead_to_the_runs_that_are_added(member, some):
    from datasets.luminosity.links import runs

    url = runs(energy="4S", processing="", kind="online", experiment=18)
    assert "2 runs, online: <b>0.140225 fb⁻¹</b>" in text(member, url)
    assert "1 run, online: <b>0.007 fb⁻¹</b>" in text(member, runs(energy="", experiment=12))


def test_an_experiment_without_runs(member):
    made = Experiment.objects.create(number=40)
    page = text(member, made.get_absolute_url())
    assert "No luminosity of this experiment is imported." in page
    assert "<figure" not in page


def test_a_run_says_that_the_zone_of_its_start_is_not_known(member, some):
    run = Run.objects.get(experiment=18, number=200)
    Run.objects.filter(pk=run.pk).update(started_text="2021/04/13 22:37")
    page = text(member, run.get_absolute_url())
    assert "2021/04/13 22:37 (zone not known)" in page
    assert "39.725 pb⁻¹" in page
    assert "40 ± 0.3 pb⁻¹" in page
    assert member.get(f"{run.get_absolute_url()}?tab=history").status_code == 200


def test_quoted_values_stand_on_their_page_and_on_those_of_their_experiments(member, some, tmp_path):
    path = tmp_path / "values.csv"
    row = "Run 1 Bhabha,12-18,all,good,426.52,0.03 stat 2.48 syst,paper,somewhere\n"
    path.write_text("scope,exp,energy,quality,lumi_invfb,err,kind,source\n" + row)
    ReferenceImporter().run([path], by=SYSTEM, apply=True)
    page = text(member, ReferenceLuminosity.objects.get().get_absolute_url())
    assert "426.52 ± 0.03 stat ± 2.48 syst fb⁻¹" in page
    assert "426.5 ± 2.5 fb⁻¹" in page
    for number in (12, 18):
        assert "426.52 ± 0.03 stat" in text(member, Experiment.objects.get(number=number).get_absolute_url())
    (found,) = results(member, "/api/v1/reference-luminosities/")
    assert (found["luminosity_invpb"], found["stat_invpb"], found["syst_invpb"]) == (426520.0, 30.0, 2480.0)
    assert "426.52" in text(member, "/reference-luminosities/")


@pytest.mark.parametrize("typed", ["exp 18", "e0018", "Experiment 18"])
def test_an_experiment_is_found_by_its_number(member, some, typed):
    answer = member.get("/search/", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, Experiment.objects.get(number=18).get_absolute_url())


@pytest.mark.parametrize("typed", ["exp 18 run 200", "e0018/r00200", "E18 r200"])
def test_a_run_is_found_by_its_numbers(member, some, typed):
    answer = member.get("/search/", {"q": typed})
    found = Run.objects.get(experiment=18, number=200)
    assert (answer.status_code, answer["Location"]) == (302, found.get_absolute_url())


FORM = {"name": "mine", "rule": "good", "experiments": "18", "energy": "4S", "listed": "", "description": ""}


def test_the_production_manager_makes_a_list_by_rule_and_everybody_reads_it(manager, member, some):
    answer = manager.post("/good-run-lists/new/", FORM)
    made = GoodRunList.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    page = text(member, made.get_absolute_url())
    assert "0.039725 fb⁻¹" in page
    assert "0.0400 ± 0.0003 fb⁻¹" in page
    assert text(member, reverse("good_run_list_text", args=[made.pk])) == "18: 200\n"
    assert member.get(reverse("good_run_list_json", args=[made.pk])).json() == {"18": [[200, 200]]}
    assert len(results(member, f"{RUNS}?good_run_list={made.pk}")) == 2
    assert results(member, f"{RUNS}?good_run_list={made.pk + 1}") == []
    assert "Change" not in page


def test_a_list_goes_out_as_text_and_comes_back_the_same(manager, member, some):
    first = actions.make("rule", Rule.RECOVERABLE, by=SYSTEM)
    written = text(member, reverse("good_run_list_text", args=[first.pk]))
    manager.post("/good-run-lists/new/", {"name": "listed", "rule": "listed", "listed": written})
    second = GoodRunList.objects.get(name="listed")
    assert text(member, reverse("good_run_list_text", args=[second.pk])) == written == "12: 200\n18: 200, 600\n"
    assert listed(written) == {12: [(200, 200)], 18: [(200, 200), (600, 600)]}
    found = member.get(reverse("good_run_list_json", args=[second.pk])).content
    assert json.loads(found) == {"12": [[200, 200]], "18": [[200, 200], [600, 600]]}


def test_a_list_is_changed_and_removed_and_the_history_keeps_it(manager, some):
    made = actions.make("mine", Rule.LISTED, by=SYSTEM, listed={18: [(200, 201)]})
    form = text(manager, reverse("good_run_list_change", args=[made.pk]))
    assert "18: 200-201" in form
    answer = manager.post(
        reverse("good_run_list_change", args=[made.pk]), {"name": "mine", "rule": "listed", "listed": "18: 600"}
    )
    assert answer.status_code == 302
    assert text(manager, reverse("good_run_list_text", args=[made.pk])) == "18: 600\n"
    history = text(manager, f"{made.get_absolute_url()}?tab=history")
    assert "Change" in history
    address = reverse("good_run_list_remove", args=[made.pk])
    assert manager.post(address, {"reason": ""}).status_code == 422
    assert manager.post(address, {"reason": "wrong runs"}).status_code == 302
    assert not GoodRunList.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "taken"}, "There is a list of this name already."),
        ({"experiments": "18-12"}, "is not an experiment or a range from low to high"),
        ({"run_low": "5", "run_high": "4"}, "The last run is before the first one."),
        ({"listed": "18: 1"}, "choose “the runs listed” to name them"),
        ({"rule": "listed"}, "Name the runs, or choose a rule."),
        ({"rule": "listed", "listed": "18: 1"}, "This narrows a rule, and here the runs are listed."),
        ({"rule": "listed", "listed": "18 1"}, "line 1: "),
        ({"run_low": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_form_that_is_wrong_says_where(manager, db, changes, message):
    actions.make("taken", Rule.GOOD, by=SYSTEM)
    answer = manager.post("/good-run-lists/new/", FORM | changes)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert GoodRunList.objects.count() == 1


def test_members_read_and_neither_import_nor_edit(member, personas, some):
    made = actions.make("mine", Rule.GOOD, by=SYSTEM)
    for address in (
        "/imports/new/runs/",
        "/imports/new/reference_luminosities/",
        "/imports/new/beam_energies/",
        "/good-run-lists/new/",
        reverse("good_run_list_change", args=[made.pk]),
        reverse("good_run_list_remove", args=[made.pk]),
    ):
        assert (address, member.get(address).status_code) == (address, 403)
        assert member.post(address, FORM).status_code == 403
    with pytest.raises(Denied):
        actions.make("other", Rule.GOOD, by=personas["member"])
    with pytest.raises(Denied):
        actions.change(made, by=personas["member"], rule=Rule.LISTED)
    with pytest.raises(Denied):
        actions.remove(made, by=personas["member"], reason="x")
    assert "Import runs" not in text(member, "/runs/")


def test_a_stranger_sees_nothing_of_it(client, db):
    for address in ("/runs/", "/experiments/", "/reference-luminosities/", "/beam-energies/", "/good-run-lists/"):
        assert client.get(address).status_code == 302
    assert client.get(RUNS).status_code in (401, 403)


def test_a_processing_and_a_kind_are_asked_for_beside_the_file(manager, personas, django_capture_on_commit_callbacks):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = text(manager, "/imports/new/runs/")
    assert 'name="processing"' in page
    file = SimpleUploadedFile("runs.csv", b"exp,run,lumi_recorded_invpb\n18,200,40\n")
    answer = manager.post("/imports/new/runs/", {"file": file, "processing": "proc13", "kind": "offline"})
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    assert run.options == {"processing": "proc13", "kind": "offline"}
