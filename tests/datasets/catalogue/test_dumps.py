"""Dumps of the file catalogue: each figure counts once, from the part that is nearest to the dataset."""

import json
from random import Random

import pytest

from datasets.catalogue import rucio
from datasets.catalogue.dumps import FileCatalogueImporter
from datasets.catalogue.models import Dataset, DeclaredValue, Replica
from portal.importing import Action
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

FILE = "mdst_{:06}_prod00027811_task1.root"


@pytest.fixture
def run(tmp_path):
    def imported(*objects, apply=True, **options):
        path = tmp_path / "dids.jsonl"
        path.write_text("".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in objects))
        return FileCatalogueImporter(options).run([path], by=SYSTEM, apply=apply)

    return imported


def did(name, kind="DATASET", **more):
    return {"scope": "mc", "name": name, "did_type": kind, **more}


def figures(path):
    row = Dataset.objects.get(path=path)
    return row.files, row.events, row.size


def test_a_dataset_with_metadata(db, run):
    plan = run(
        did(mc(1), "CONTAINER", bytes=10, length=2, events=7, campaign="MC15rd_b", bkgLevel="BGx1", created_at="x"),
        did(mc(2), "CONTAINER", generalSkim="hadron", beamEnergy="10580", colour=1),
    )
    assert (plan.counts[Action.CREATE], plan.exit_code) == (2, 0)
    assert [problem.message for problem in plan.problems] == ["the key colour is not known"]
    assert (figures(mc(1)), figures(mc(2))) == ((2, 7, 10), (None, None, None))
    assert Dataset.objects.get(path=mc(1)).background == "BGx1"
    declared = DeclaredValue.objects.filter(dataset__path=mc(2)).order_by("field").values_list("field", "value")
    assert list(declared) == [("energy", "10580"), ("general_skim", "hadron")]


def test_datablocks_are_summed_and_a_dataset_knows_better(db, run):
    blocks = [did(f"{mc(1)}/sub0{number}", bytes=100, length=10, events=None) for number in range(3)]
    run(*blocks, did(mc(1), "CONTAINER", events=999), *blocks)
    assert figures(mc(1)) == (30, 999, 300)


def test_files_are_counted_where_nothing_nearer_is(db, run):
    files = [did(f"{mc(1)}/sub00/{FILE.format(number)}", "FILE", bytes=5, events=3) for number in range(4)]
    contents = {"scope": "mc", "name": f"{mc(1)}/sub00", "contents": files[:3]}
    child = {"parent_scope": "mc", "parent_name": f"{mc(1)}/sub00", "child_scope": "mc", "child_type": "FILE"}
    child |= {"child_name": files[3]["name"], "bytes": 5, "events": 3}
    run(contents, child, *files[:2])
    assert figures(mc(1)) == (4, 12, 20)


def test_the_order_of_lines_does_not_matter(db, run):
    rng = Random(4)
    objects = [did(mc(number), "CONTAINER", length=number) for number in range(9)]
    objects += [did(f"{mc(number)}/sub0{part}", bytes=part + 1) for number in range(9) for part in range(3)]
    objects += [{"name": f"{mc(number)}/sub00", "rse": site, "length": 3} for number in range(9) for site in "AB"]
    run(*objects)
    before = list(Dataset.objects.order_by("path").values("path", "files", "size"))
    assert {row["size"] for row in before} == {6}
    for _ in range(3):
        rng.shuffle(objects)
        assert run(*objects).writes == 0


def test_copies_of_datablocks_are_summed_by_site(db, run):
    run(
        did(mc(1), "CONTAINER"),
        {"scope": "mc", "name": f"{mc(1)}/sub00", "rse": "KEK-DISK", "available_length": 3, "length": 4, "bytes": 30,
         "state": "AVAILABLE", "updated_at": "2026-03-01T10:00:00"},
        {"scope": "mc", "name": f"{mc(1)}/sub01", "rse": "KEK-DISK", "length": 2, "bytes": 20},
        {"scope": "mc", "name": mc(1), "rse": "BNL-TAPE-SE", "length": 6},
        {"scope": "mc", "name": mc(1), "rse": "VAULT", "rse_type": "TAPE"},
        {"scope": "mc", "name": mc(1), "rse_expression": "KEK-DISK", "state": "OK"},
    )  # fmt: skip
    copies = Replica.objects.order_by("site").values_list("site", "kind", "files", "size", "verified_on")
    assert [(*row[:4], row[4] and row[4].isoformat()) for row in copies] == [
        ("BNL-TAPE-SE", "tape", 6, None, None),
        ("KEK-DISK", "disk", 5, 50, "2026-03-01"),
        ("VAULT", "tape", None, None, None),
    ]


def test_collections_are_left_to_their_importer(db, run):
    plan = run(
        did(mc(1), "CONTAINER"),
        {"scope": "collection", "name": "/belle/collection/MC/x_v1", "contents": [did(mc(1))]},
    )
    assert [problem.message for problem in plan.problems] == [
        "1 lines are about collections, which have an importer of their own"
    ]
    assert Dataset.objects.count() == 1
    [members] = rucio.facts({"name": "/belle/collection/MC/x_v1", "contents": [did(mc(1)), did(mc(2))]}, set())
    assert members == rucio.Members("/belle/collection/MC/x_v1", (mc(1), mc(2)))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "name: the name of a DID is expected"),
        ('{"name": 7}', "name: the name of a DID is expected, not “7”"),
        ('{"name": "user.kim"}', "A path on the grid starts with /belle/"),
        (json.dumps(did(mc(3), bytes="many")), "bytes: a whole number from 0"),
        (json.dumps(did(mc(3), contents=5)), "contents: a list of objects is expected"),
        (json.dumps({"name": mc(3), "contents": [{"name": None}]}), "name: the name of a DID is expected"),
        (json.dumps({"name": mc(3), "rse": 5}), "rse: the name of a site is expected"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_goes_on(db, run, line, message):
    plan = run(did(mc(1)), line, did(mc(2)))
    [change] = plan.of(Action.REJECT)
    assert change.line == 2
    assert message in change.note
    assert sorted(Dataset.objects.values_list("path", flat=True)) == [mc(1), mc(2)]


def test_what_a_complete_dump_does_not_list_is_missing(db, run, settings):
    settings.PORTAL_CATALOGUE_HOLD_PERCENT = 60
    run(did(mc(1)), did(mc(2)), complete=True)
    plan = run(did(mc(2)), complete=True)
    assert [change.label for change in plan.of(Action.END)] == [mc(1)]
    assert Dataset.objects.get(missing_since=None).path == mc(2)
