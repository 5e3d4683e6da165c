"""Lists of the conditions database: taken over, repeated without effect, and refused where a state may not follow."""

import csv
import json
from datetime import UTC, datetime

import pytest

from datasets.globaltags.importers import GlobalTagImporter
from datasets.globaltags.models import GlobalTag
from portal.importing import Action, SourceError
from portal.policy import SYSTEM

HEAD = "name,id,status,type,modified,modified_by,total_payloads,distinct_column,description"
ROW = "user_ana_beam_spot,3306,TESTING,DEV,05/03/2024 8:02 p.m.,ana,1622,43,a test"


@pytest.fixture
def file(tmp_path):
    def write(content, name="tags.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def run(*files, apply=True):
    return GlobalTagImporter().run(files, by=SYSTEM, apply=apply)


def notes(plan, action):
    return [(change.line, change.note) for change in plan.of(action)]


def test_the_real_list_goes_in_and_a_second_time_changes_nothing(db, shared):
    source = shared / "data/catalogue/globaltags_sample.csv"
    assert run(source, apply=False).writes == 11
    assert not GlobalTag.objects.exists()
    assert run(source).totals["create"] == 11
    again = run(source)
    assert (again.totals["skip"], again.writes, again.exit_code) == (11, 0, 0)
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            tag = GlobalTag.objects.get(number=row["id"])
            said = (
                tag.name,
                tag.state,
                tag.type,
                tag.description,
                tag.modified_by,
                tag.payload_count,
                tag.module_count,
            )
            assert said == (
                row["name"], row["status"], row["type"], row["description"], row["modified_by"],
                int(row["total_payloads"]), int(row["distinct_column"]),
            )  # fmt: skip
    kinds = dict(GlobalTag.objects.values_list("number", "owner_kind"))
    assert (kinds[3307], kinds[3306], kinds[3305], kinds[3302]) == ("official", "user", "temp", "automatic")
    assert GlobalTag.objects.get(number=3308).modified_at == datetime(2024, 5, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("05/03/2024 8:02 p.m.", 20, 2), ("05/03/2024 12:05 a.m.", 0, 5), ("05/03/2024 1 p.m.", 13, 0),
     ("05/03/2024 noon", 12, 0), ("05/03/2024 midnight", 0, 0), ("05/03/2024 12:30 PM", 12, 30)],
)  # fmt: skip
def test_times_as_the_web_page_writes_them(db, file, text, hour, minute):
    run(file(f"{HEAD}\n{ROW.replace('05/03/2024 8:02 p.m.', text)}\n"))
    assert GlobalTag.objects.get().modified_at == datetime(2024, 5, 3, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "note"),
    [
        (("3306", "x3306"), "id: no whole number: 'x3306'"),
        (("3306", ""), "id: there is none"),
        (("3306", "99999999999"), "id: no whole number: '99999999999'"),
        (("TESTING", "DRAFT"), "status: 'DRAFT' is none of OPEN, TESTING, VALIDATED, PUBLISHED, RUNNING, INVALID"),
        (("TESTING", ""), "status: 'empty' is none of"),
        (("DEV", "PROD"), "type: 'PROD' is none of DEV, RELEASE"),
        (("05/03/2024 8:02 p.m.", "31/12/2024 8:02 p.m."), "modified: '31/12/2024 8:02 p.m.' is no time like"),
        (("user_ana_beam_spot", "x" * 201), "name: longer than 200 characters"),
        (("user_ana_beam_spot", " "), "name: there is none"),
        (("1622", "-3"), "payload_count: no whole number: '-3'"),
        (("a test", "a,test"), "the row has 10 cells, the table 9 columns"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_go_in(db, file, wrong, note):
    plan = run(file(f"{HEAD}\nother,1,OPEN,DEV,,,,,\n{ROW.replace(*wrong)}\n"))
    assert [line for line, _ in notes(plan, Action.REJECT)] == [3]
    assert note in notes(plan, Action.REJECT)[0][1]
    assert list(GlobalTag.objects.values_list("name", flat=True)) == ["other"]


def test_a_state_that_may_not_follow_is_a_conflict_and_nothing_of_the_row_is_written(db, file):
    GlobalTag.objects.create(number=3306, name="user_ana_beam_spot", state="PUBLISHED", description="kept")
    GlobalTag.objects.create(number=1, name="other", state="OPEN")
    plan = run(file(f"{HEAD}\n{ROW}\nother,1,TESTING,DEV,,,,,now\n"))
    assert notes(plan, Action.CONFLICT) == [(2, "a tag does not go from PUBLISHED to TESTING")]
    assert plan.exit_code == 1
    kept = GlobalTag.objects.get(number=3306)
    assert (kept.state, kept.description, kept.modified_by, kept.payload_count) == ("PUBLISHED", "kept", "", None)
    assert GlobalTag.objects.get(number=1).state == "TESTING"


def test_numbers_and_names_stay_apart(db, file):
    GlobalTag.objects.create(number=7, name="taken")
    lines = ["taken,8,OPEN,DEV,,,,,", "new,9,OPEN,DEV,,,,,", "newer,9,OPEN,DEV,,,,,", "new,10,OPEN,DEV,,,,,"]
    plan = run(file("\n".join([HEAD, *lines])))
    twice = "the number or the name stands in the file already"
    assert notes(plan, Action.CONFLICT) == [(2, "the name is that of tag 7"), (4, twice), (5, twice)]
    assert set(GlobalTag.objects.values_list("number", "name")) == {(7, "taken"), (9, "new")}


def test_the_answer_of_the_rest_interface(db, file):
    items = [
        {"name": "mc_tag", "globalTagId": 5, "description": None, "modifiedBy": "ana", "isDefault": True,
         "globalTagStatus": {"globalTagStatusId": 1, "name": "PUBLISHED"}, "globalTagType": {"name": "RELEASE"},
         "payloadCount": 12, "dtmMod": "2024-05-03T10:12:00+02:00"},
        {"name": "old", "globalTagId": 6, "globalTagStatus": {"name": "OPEN"}, "dtmMod": 1714723920000},
        {"name": "bad", "globalTagId": True, "globalTagStatus": {"name": "OPEN"}},
        {"name": "worse", "globalTagId": 8, "globalTagStatus": None},
        {"name": "n\x00ul", "globalTagId": 9, "globalTagStatus": {"name": "OPEN"}},
        "text",
    ]  # fmt: skip
    plan = run(file(json.dumps(items), "tags.json"))
    assert [line for line, _ in notes(plan, Action.REJECT)] == [3, 4, 5, 6]
    tag = GlobalTag.objects.get(number=5)
    assert (tag.is_default, tag.type, tag.payload_count) == (True, "RELEASE", 12)
    assert tag.modified_at == datetime(2024, 5, 3, 8, 12, tzinfo=UTC)
    assert GlobalTag.objects.get(number=6).modified_at == datetime(2024, 5, 3, 8, 12, tzinfo=UTC)


def test_what_one_source_does_not_have_stays(db, file):
    run(file(f"{HEAD}\n{ROW}\n"))
    item = {"name": "user_ana_beam_spot", "globalTagId": 3306, "description": "a test", "isDefault": True,
            "globalTagStatus": {"name": "TESTING"}}  # fmt: skip
    plan = run(file(json.dumps([item]), "tags.json"))
    assert [change.fields for change in plan.of(Action.UPDATE)] == [(("default", "False", "True"),)]
    tag = GlobalTag.objects.get()
    assert (tag.payload_count, tag.module_count, tag.modified_by, tag.is_default) == (1622, 43, "ana", True)
    assert run(file(f"{HEAD}\n{ROW}\n")).writes == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column name, id, status, type"),
        (b"a,b\n1,2\n", "has no column"),
        (f"{HEAD}\n".encode(), "there is no row"),
        (b"[1", "is not JSON"),
        (b"[]", "there is no global tag"),
        (b"\xff\xfe\x00n", "is not a text file in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(db, file, content, said):
    with pytest.raises(SourceError, match=said):
        run(file(content))


def test_who_imports(as_persona):
    found = {name: as_persona(name).get("/imports/new/globaltags/").status_code for name in ("member", "manager")}
    assert found["member"] == 403
    assert found["manager"] == 200


def test_a_file_that_was_cut_is_noticed(db, file):
    whole = run(file(f"{HEAD}\n{ROW}\n"), apply=False)
    assert whole.problems == []
    cut = run(file(f"{HEAD}\n{ROW[:-3]}"), apply=False)
    assert [(item.line, "was it cut" in item.message) for item in cut.problems] == [(2, True)]
