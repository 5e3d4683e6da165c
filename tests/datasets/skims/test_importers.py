"""The registry of skims: codes, groups, successors, earlier names, and files that are not what they should be."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from datasets.catalogue.importers import register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.skims import queries
from datasets.skims.choices import SkimKind, SkimStatus
from datasets.skims.importers import COLUMNS, SkimImporter
from datasets.skims.models import Skim, SkimRevision
from portal.importing import Action, SourceError
from portal.policy import SYSTEM

pytestmark = pytest.mark.django_db
HEAD = "code,name,wg,kind,status,combined_parent_code,output_level,registry_comment\n"
GROUP = "77000100,f_charm_p1,WG7 Charm,flagged_group,registered,,mdst (flagged),\n"
MEMBER = "17230700,DstToD0Pi,WG7 Charm,skim,registered,77000100,mdst (flagged),D* -> D0 pi\n"
ALONE = "18520400,LFVZp,WG8 Dark,skim,replaced in newer registry,,udst or own,before\n"


@pytest.fixture
def run(tmp_path):
    def write(text, *, apply=True, release=""):
        path = tmp_path / "skims.csv"
        path.write_text(text, encoding="utf-8")
        return SkimImporter({"release": release}).run([path], by=SYSTEM, apply=apply)

    return write


def test_a_skim_finds_its_group_wherever_that_stands_in_the_file(run):
    plan = run(HEAD + MEMBER + ALONE + GROUP)
    assert (plan.totals["create"], plan.exit_code) == (3, 0)
    member, group = (Skim.objects.get(code=code) for code in ("17230700", "77000100"))
    assert (member.parent, member.flagged, group.flagged) == (group, True, False)
    assert (group.kind, Skim.objects.get(code="18520400").status) == (SkimKind.GROUP, SkimStatus.REPLACED)
    assert [skim.name for skim in queries.members(group)] == ["DstToD0Pi"]
    again = run(HEAD + MEMBER + ALONE + GROUP)
    assert again.totals == {"create": 0, "update": 0, "skip": 3, "conflict": 0, "reject": 0}


def test_a_new_name_keeps_the_one_that_datasets_of_its_time_were_made_by(run):
    run(HEAD + ALONE)
    path = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/18520400/udst"
    register([classify(path)])
    before = timezone.localdate() - timedelta(days=400)
    Dataset.objects.update(first_seen_at=timezone.now() - timedelta(days=400))
    plan = run(HEAD + ALONE.replace("LFVZp,", "LFVZpInvisible,").replace("before", "renamed"))
    (change,) = plan.of(Action.UPDATE)
    assert ("name", "LFVZp", "LFVZpInvisible") in change.fields
    now, then = queries.meaning("18520400"), queries.meaning("18520400", before)
    assert (now.name, now.changed) == ("LFVZpInvisible", False)
    assert (then.name, then.changed) == ("LFVZp", True)
    run(HEAD + ALONE.replace("LFVZp,", "Third,"))
    assert queries.meaning("18520400", before).name == "LFVZp"
    assert queries.meaning("18520400", timezone.localdate()).name == "Third"
    assert list(SkimRevision.objects.values_list("name", flat=True)) == ["LFVZp", "LFVZpInvisible"]


def test_the_release_of_a_dataset_tells_what_its_code_meant(run, member):
    """All were seen first today, when both registries were imported: the day tells nothing, and a light release only
    that it was here after the change."""
    run(HEAD + ALONE, release="release-06-00-00")
    run(HEAD + ALONE.replace("LFVZp,", "Second,"), release="release-08-00-00")
    run(HEAD + ALONE.replace("LFVZp,", "Third,"), release="release-10-01-00")
    path = "/belle/MC/{}/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/18520400/udst"
    names = {
        "release-06-01-08": "LFVZp",
        "release-08-00-00": "Second",
        "release-8-00-00": "Second",
        "release-09-00-00": "Second",
        "release-10-00-99": "Second",
        "release-10-01-00": "Third",
        "release-10-01-00-01": "Third",
        "light-2305-korat": "Third",
    }
    today = timezone.localdate()
    assert {release: queries.meaning("18520400", today, release).name for release in names} == names
    yesterday = today - timedelta(days=1)
    assert queries.meaning("18520400", yesterday, "light-2305-korat").name == "LFVZp"
    assert queries.meaning("18520400", yesterday, "release-10-01-00").name == "Third"
    assert queries.meaning("18520400", release="release-06-01-08").name == "LFVZp"
    register([classify(path.format("release-06-01-08"))])
    html = member.get(Dataset.objects.get().get_absolute_url()).content.decode()
    assert "then called LFVZp" in html
    html = member.get(Skim.objects.get().get_absolute_url()).content.decode()
    assert f"{today}, before release-08-00-00" in html


def test_a_registry_of_an_unknown_release_goes_by_the_day(run):
    run(HEAD + ALONE, release="release-06-00-00")
    run(HEAD + ALONE.replace("LFVZp,", "Second,"))
    assert SkimRevision.objects.get().release is None
    today = timezone.localdate()
    assert queries.meaning("18520400", today, "release-06-01-08").name == "Second"
    assert queries.meaning("18520400", today - timedelta(days=1), "release-12-00-00").name == "LFVZp"


@pytest.mark.parametrize("release", ["08-00-00", "light-2305-korat", "release-8", "release-" + "9" * 70])
def test_a_release_that_cannot_be_compared_is_refused(run, release):
    with pytest.raises(SourceError, match=r"^release: .* is not written as release-08-00-00 is"):
        run(HEAD + ALONE, release=release)
    assert not Skim.objects.exists()


def test_the_command_and_programs_say_the_release(run, tmp_path, manager):
    run(HEAD + ALONE)
    for number, (before, after) in enumerate((("LFVZp", "Second"), ("Second", "Third"))):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEAD + ALONE.replace("LFVZp,", f"{after},"))
        if number == 0:
            call_command("import_skims", str(path), release="release-08-00-00", apply=True, stdout=StringIO())
        else:
            said = {"release": "release-09-00-00", "mode": "strict"}
            answer = manager.post(
                "/api/v1/imports/skims/", path.read_bytes(), content_type="text/csv", query_params=said
            )
            assert answer.status_code == 200
        assert SkimRevision.objects.get(name=before).release == f"release-0{8 + number}-00-00"


def test_other_words_about_a_skim_are_no_other_meaning(run):
    run(HEAD + ALONE)
    run(HEAD + ALONE.replace("before", "another remark"))
    assert Skim.objects.get().comment == "another remark"
    assert not SkimRevision.objects.exists()


def test_the_remark_of_the_registry_names_the_successor(run):
    moved = "11130301,dilepton_invalid,WG1 SL,skim,invalid/deprecated,,,moved. New skim code: 13130300\n"
    assert run(HEAD + moved).of(Action.REJECT)[0].note == "replaced_by: no skim has the code 13130300"
    run(HEAD + moved + "13130300,dilepton,WG3 TDCPV,skim,registered,,udst or own,\n")
    found = Skim.objects.get(code="11130301")
    assert (found.replaced_by.name, found.status) == ("dilepton", SkimStatus.REPLACED)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1723070,Short,,skim,registered,,,\n", "code: '1723070' is not eight digits"),
        ("17230700,,,skim,registered,,,\n", "name: a skim needs a name"),
        ("17230700,A,,sort,registered,,,\n", "kind: 'sort' is not a valid SkimKind"),
        ("17230700,A,,skim,perhaps,,,\n", "status: 'perhaps' is none of"),
        ("17230700,A,,skim,registered,77999999,,\n", "parent: no skim has the code 77999999"),
        ("17230700,A,,skim,registered,17230700,,\n", "parent: a skim is neither its own group"),
        (f"17230700,{'x' * 101},,skim,registered,,,\n", "name: the text is longer than 100 characters"),
        ("17230700,A,,skim\n", "the row has 4 cells"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_the_others_go_in(run, row, words):
    plan = run(HEAD + GROUP + row)
    (wrong,) = plan.of(Action.REJECT)
    assert words in wrong.note
    assert wrong.line == 3
    assert list(Skim.objects.values_list("code", flat=True)) == ["77000100"]


def test_rows_that_contradict_each_other_are_in_conflict_and_none_is_written(run):
    plan = run(HEAD + ALONE + ALONE.replace("LFVZp", "Other") + GROUP)
    assert plan.totals["conflict"] == 2
    assert list(Skim.objects.values_list("code", flat=True)) == ["77000100"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEAD])
def test_a_file_that_is_no_registry_is_refused(run, text):
    with pytest.raises(SourceError):
        run(text)


def test_the_real_registry_goes_in_and_says_what_it_says(shared):
    file = shared / "data" / "catalogue" / "skims.csv"
    plan = SkimImporter().run([file], by=SYSTEM, apply=True)
    assert plan.exit_code == 0, [change.note for change in plan.changes if change.note][:5]
    assert Skim.objects.count() == plan.totals["create"] == 229
    assert {skim.code for skim in Skim.objects.filter(name="LFVZpVisible")} == {"18520400", "18520401"}
    assert Skim.objects.get(code="11130301").replaced_by.code == "13130300"
    assert Skim.objects.get(name="f_charm_p1").members.count() == 31
    assert Skim.objects.get(name="f_bhadronic_p1").members.count() == 32
    again = SkimImporter().run([file], by=SYSTEM, apply=False)
    assert again.totals["skip"] == 229


def test_who_may_import(as_persona):
    assert as_persona("member").get("/imports/new/skims/").status_code == 403
    assert as_persona("manager").get("/imports/new/skims/").status_code == 200


def test_a_page_says_how_to_select(run, as_persona):
    run(HEAD + GROUP + MEMBER + ALONE)
    member = as_persona("member")
    page = member.get(Skim.objects.get(code="17230700").get_absolute_url()).content.decode()
    assert "eventExtraInfo(passes_DstToD0Pi)==1" in page.replace("&#x27;", "'")
    group = member.get(Skim.objects.get(code="77000100").get_absolute_url()).content.decode()
    assert "passes_DstToD0Pi" in group
    assert "passes_f_charm_p1" not in group
    alone = member.get(Skim.objects.get(code="18520400").get_absolute_url()).content.decode()
    assert "passes_" not in alone


def test_the_real_registry_comes_out_column_by_column(shared, client, personas):
    file = shared / "data" / "catalogue" / "skims.csv"
    SkimImporter().run([file], by=SYSTEM, apply=True)
    client.force_login(personas["member"])
    columns = {column: name for name, (column, _) in COLUMNS.items()} | {
        "code": "code", "kind": "kind", "combined_parent": "parent",
        "combined_parent_code": "parent_code",
    }  # fmt: skip
    asked = "&".join(f"col={name}" for name in columns.values())
    answer = client.get(f"/skims/?format=csv&{asked}").getvalue().decode()
    out = {row["code"]: row for row in csv.DictReader(answer.splitlines())}
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert set(columns) == set(rows[0])
    for row in rows:
        for column, name in columns.items():
            wanted = row[column]
            assert out[row["code"]][name].lstrip("'") == wanted, (row["code"], column)
