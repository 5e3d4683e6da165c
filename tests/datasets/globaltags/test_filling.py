"""Payloads and intervals from JSON: complete, repeatable, and never against what a final tag holds."""

import json

import pytest

from datasets.globaltags.filling.importers import IovImporter
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov
from portal.importing import Action, SourceError
from portal.policy import SYSTEM


def item(module="BeamSpot", revision=1, iov=(0, 0, -1, -1), **more):
    payload = {
        "payloadId": more.pop("number", None), "checksum": more.pop("checksum", f"{module}-{revision}"),
        "revision": revision, "payloadUrl": f"dbstore/{module}_rev_{revision}.root", "baseUrl": "http://files.example",
        "basf2Module": {"basf2ModuleId": 3, "name": module},
    }  # fmt: skip
    ends = dict(zip(("expStart", "runStart", "expEnd", "runEnd"), iov, strict=True))
    return {"payload": payload, "payloadIov": {"payloadIovId": 1, **ends}, **more}


@pytest.fixture
def fill(tmp_path):
    def run(name, *items, apply=True, whole=False):
        path = tmp_path / "iovs.json"
        path.write_text(json.dumps(list(items)))
        return IovImporter({"tag": name, "whole": whole}).run([path], by=SYSTEM, apply=apply)

    return run


def there(tag):
    return sorted(str(row) for row in PayloadIov.objects.filter(tag=tag).select_related("payload"))


def notes(plan, action):
    return [change.note for change in plan.of(action)]


def test_an_answer_goes_in_once(fill, tag):
    made = tag("a")
    items = [item(number=1001), item(revision=2, iov=(3, 5, 3, -1), number=1002), item("Field", 7, (0, 0, 3, 4))]
    assert fill("a", *items, apply=False).writes == 3
    assert not Payload.objects.exists()
    assert fill("a", *items).totals["create"] == 3
    assert there(made) == ["BeamSpot r1 (0, 0, -1, -1)", "BeamSpot r2 (3, 5, 3, -1)", "Field r7 (0, 0, 3, 4)"]
    payload = Payload.objects.get(module="BeamSpot", revision=2)
    assert (payload.number, payload.checksum, payload.url) == (1002, "BeamSpot-2", "dbstore/BeamSpot_rev_2.root")
    again = fill("a", *items)
    assert (again.writes, again.totals["skip"]) == (0, 3)


def test_all_payloads_of_a_tag_with_several_intervals_each(fill, tag):
    made = tag("a")
    several = item("Field", 2)
    ends = several.pop("payloadIov")
    several["payloadId"] = several.pop("payload")
    several["payloadIovs"] = [ends | {"expEnd": 3, "runEnd": 9}, ends | {"expStart": 5}]
    fill("a", several)
    assert there(made) == ["Field r2 (0, 0, 3, 9)", "Field r2 (5, 0, -1, -1)"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (item(iov=(0, 0, -1, 5)), "the final experiment is without end, but the final run is 5"),
        (item(iov=(3, 5, 3, 4)), "the interval begins after its end"),
        (item(iov=(0, 0, "x", 4)), "the final experiment is no whole number: 'x'"),
        (item(revision="2"), "revision: no whole number: '2'"),
        (item(revision=-1), "revision: no whole number: '-1'"),
        (item(checksum=""), "checksum: there is none"),
        (item(module=""), "module: there is none"),
        (item(module="x" * 201), "module: longer than 200 characters"),
        ({"payloadIov": {}}, "payload: there is none"),
        (item() | {"payloadIov": None}, "payloadIov: there is none"),
        (item() | {"payloadIov": {"expStart": 0}}, "payloadIov: no runStart, expEnd, runEnd"),
        (item() | {"payloadIov": []}, "payloadIovs: there is none"),
        ("text", "payload: there is none"),
    ],
)
def test_a_wrong_item_is_named_and_the_others_go_in(fill, tag, wrong, said):
    made = tag("a")
    plan = fill("a", wrong, item("Field", 9))
    assert [(change.line, said in change.note) for change in plan.of(Action.REJECT)] == [(1, True)]
    assert there(made) == ["Field r9 (0, 0, -1, -1)"]


def test_a_payload_that_is_another_than_on_record_is_a_conflict(fill, tag):
    made = tag("a")
    fill("a", item(number=1001))
    plan = fill("a", item(checksum="other", iov=(5, 0, -1, -1)), item(number=5, iov=(6, 0, -1, -1)),
                item("Field", 1, number=1001), item("Twin", 1, number=9), item("Twin", 2, number=9))  # fmt: skip
    assert notes(plan, Action.CONFLICT) == [
        "the number 1001 is that of BeamSpot r1",
        "the number 9 is that of Twin r1",
        "the checksum of BeamSpot r1 is BeamSpot-1 on record, other in the file",
        "the number of BeamSpot r1 is 1001 on record, 5 in the file",
    ]
    assert there(made) == ["BeamSpot r1 (0, 0, -1, -1)", "Twin r1 (0, 0, -1, -1)"]


def test_the_whole_of_an_open_tag_takes_out_what_is_gone(fill, tag):
    made = tag("a", payload_count=1)
    fill("a", item(), item(revision=2))
    plan = fill("a", item(revision=2), whole=True)
    assert [change.label for change in plan.of(Action.END)] == ["BeamSpot r1 (0, 0, -1, -1)"]
    assert there(made) == ["BeamSpot r2 (0, 0, -1, -1)"]
    assert GlobalTag.objects.get().complete


def test_fewer_than_declared_is_said(fill, tag):
    tag("a", payload_count=7)
    plan = fill("a", item(), whole=True)
    assert [problem.message for problem in plan.problems] == ["7 payloads are declared for a, 1 will be on record"]


def test_a_published_tag_is_filled_once_and_never_again(fill, tag):
    made = tag("a", state="PUBLISHED")
    assert not fill("a", item(), whole=True).exit_code
    made.refresh_from_db()
    assert made.complete
    plan = fill("a", item(), item(revision=2), whole=True)
    assert notes(plan, Action.CONFLICT) == ["the tag is published: its intervals never change"]
    plan = fill("a", item(revision=3), whole=True)
    assert sorted(notes(plan, Action.CONFLICT)) == [
        "not in the file, but the tag is published", "the tag is published: its intervals never change",
    ]  # fmt: skip
    assert there(made) == ["BeamSpot r1 (0, 0, -1, -1)"]


def test_a_published_tag_is_complete_when_as_many_as_declared_are_there(fill, tag):
    made = tag("a", state="PUBLISHED", payload_count=2)
    fill("a", item())
    made.refresh_from_db()
    assert not made.complete
    fill("a", item(revision=2))
    made.refresh_from_db()
    assert made.complete


def test_a_running_tag_gets_new_runs_in_any_order_of_the_file(fill, tag):
    made = tag("a", ("BeamSpot", 1, 3, 0, 3, 10), state="RUNNING")
    plan = fill("a", item(revision=4, iov=(5, 0, -1, -1)), item(revision=3, iov=(4, 0, 4, -1)),
                item(revision=2, iov=(3, 9, 3, 12)))  # fmt: skip
    assert notes(plan, Action.CONFLICT) == ["the tag is running: it only gets intervals for runs after those it has"]
    assert there(made) == ["BeamSpot r1 (3, 0, 3, 10)", "BeamSpot r3 (4, 0, 4, -1)", "BeamSpot r4 (5, 0, -1, -1)"]


def test_a_tag_that_is_not_imported_is_asked_for(fill, db):
    with pytest.raises(SourceError, match="the global tag “nowhere” is not imported"):
        fill("nowhere", item())
