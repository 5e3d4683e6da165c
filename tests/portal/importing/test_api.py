"""Imports by the API: a result for each row, all or none, in the background; the body is hostile at times."""

import gzip

import pytest

from datasets.catalogue.models import Dataset
from datasets.globaltags.models import GlobalTag
from datasets.luminosity.models import RunLuminosity
from portal.importing.api import MOST_ROWS
from portal.importing.models import ImportRun, RunState
from portal.outbox.delivery import sweep

PATH = "/belle/MC/release-08-00-00/DB00000001/MC16rd_proc16/prod{:08}/s00/e0012/4S/r00000/1110021000/mdst"
ADDRESS = "/api/v1/imports/datasets/"


@pytest.fixture
def manager(as_persona):
    return as_persona("manager")


def send(client, body, *, kind="text/plain", **options):
    text = body if isinstance(body, bytes) else "".join(f"{line}\n" for line in body).encode()
    return client.post(ADDRESS, text, content_type=kind, query_params=options)


def paths(count):
    return [PATH.format(number) for number in range(1, count + 1)]


def test_ten_thousand_datasets_in_one_request_have_a_result_each(manager):
    lines = paths(MOST_ROWS)
    lines[4_321] = "nonsense"
    answer = send(manager, lines, mode="apply")
    assert answer.status_code == 200
    rows = answer.json()["rows"]
    assert [row["line"] for row in rows] == list(range(1, MOST_ROWS + 1))
    assert {row["action"] for row in rows if row["label"] != "nonsense"} == {"create"}
    assert [(row["line"], row["action"]) for row in rows if row["label"] == "nonsense"] == [(4_322, "reject")]
    assert answer.json()["written"] is True
    assert Dataset.objects.count() == MOST_ROWS - 1
    again = send(manager, lines, mode="apply").json()
    assert again["counts"]["skip"] == MOST_ROWS - 1
    assert Dataset.objects.count() == MOST_ROWS - 1


def test_a_plan_writes_nothing(manager):
    answer = send(manager, paths(3))
    assert (answer.status_code, answer.json()["counts"]["create"], answer.json()["written"]) == (200, 3, False)
    assert not Dataset.objects.exists()


def test_strict_writes_all_or_none(manager):
    answer = send(manager, [*paths(3), "nonsense"], mode="strict")
    assert (answer.status_code, answer.json()["written"]) == (409, False)
    assert len(answer.json()["rows"]) == 4
    assert not Dataset.objects.exists()
    assert send(manager, paths(3), mode="strict").json()["written"] is True
    assert Dataset.objects.count() == 3


def test_more_rows_than_one_request_takes_go_in_the_background(manager):
    lines = paths(MOST_ROWS + 2)
    one_more = "\n".join(lines[: MOST_ROWS + 1]).encode()
    for body in (lines, one_more, gzip.compress(one_more, mtime=0)):
        refused = send(manager, body, mode="apply")
        assert (refused.status_code, "10,000 rows" in refused.json()["detail"]) == (413, True)
    assert not Dataset.objects.exists()
    answer = send(manager, lines, mode="background", name="all.txt")
    assert (answer.status_code, answer.json()["state"]) == (202, RunState.PLANNING)
    where = answer.json()["url"]
    sweep()
    seen = manager.get(where).json()
    assert (seen["state"], seen["plan"]["counts"]["create"]) == (RunState.PLANNED, MOST_ROWS + 2)
    assert not Dataset.objects.exists()
    assert manager.post(where).status_code == 202
    sweep()
    assert manager.get(where).json()["state"] == RunState.APPLIED
    assert Dataset.objects.count() == MOST_ROWS + 2
    late = manager.post(where)
    assert (late.status_code, "applied" in late.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "text/plain", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "text/plain", "request.txt"),
        (gzip.compress(b"/belle/user/x/1\n" * 50, mtime=0)[:40], "application/gzip", "request.gz"),
    ],
)
def test_what_is_no_list_is_refused_by_its_name(manager, body, kind, words):
    answer = send(manager, body, kind=kind, mode="apply")
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert not Dataset.objects.exists()


def test_too_many_bytes(manager, settings):
    settings.PORTAL_UPLOAD_BYTES = 200_000
    answer = send(manager, b"x" * 300_000, mode="background")
    assert (answer.status_code, "200,000 bytes" in answer.json()["detail"]) == (413, True)
    assert not ImportRun.objects.exists()


def test_what_the_form_asks_beside_the_file_is_said_in_the_address(manager):
    def post(importer, body, **options):
        return manager.post(f"/api/v1/imports/{importer}/", body, content_type="text/csv", query_params=options)

    GlobalTag.objects.create(number=7, name="some/tag", state="OPEN", type="DEV")
    assert "no_tag" in post("iovs", b"[]", tag="no_tag").json()["detail"]
    assert "some/tag" not in str(post("iovs", b"[]", tag="some/tag").json())
    runs = b"exp,run,lumi_recorded_invpb\n18,200,39.7\n"
    assert post("runs", runs, mode="apply", processing="proc13", kind="offline").status_code == 200
    assert list(RunLuminosity.objects.values_list("processing", "kind")) == [("proc13", "offline")]
    assert "kind" in post("runs", runs, kind="guessed").json()
    assert "there are mode, name, reason" in post("datasets", b"/belle/user/x/1", tag="x").json()["tag"][0]


@pytest.mark.parametrize(
    ("address", "mode", "status"), [(ADDRESS, "at once", 400), ("/api/v1/imports/x/", "plan", 404)]
)
def test_what_there_is_not(manager, address, mode, status):
    assert manager.post(address, b"x", content_type="text/plain", query_params={"mode": mode}).status_code == status


@pytest.mark.parametrize("persona", ["outsider", "applicant", "member", "liaison", "secretary"])
def test_others_do_not_write_and_see_no_run(manager, as_persona, persona):
    where = send(manager, paths(1), mode="background").json()["url"]
    client = as_persona(persona)
    for mode in ("plan", "apply", "background"):
        assert send(client, paths(1), mode=mode).status_code == 403
    assert client.get(where).status_code == 403
    assert client.post(where).status_code == 403
    assert ImportRun.objects.count() == 1


def test_the_list_of_kinds_shows_what_one_may_use(manager, as_persona):
    assert manager.get("/api/v1/imports/").json()["datasets"]["url"].endswith(ADDRESS)
    assert "datasets" not in as_persona("member").get("/api/v1/imports/").json()
