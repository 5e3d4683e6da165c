"""JSON lines: what is said goes in and comes out, what a person set stays, and nothing is written again."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from datasets.catalogue import actions
from datasets.catalogue.importers import DatasetImporter, DatasetLinesImporter
from datasets.catalogue.models import CompleteDump, CuratedValue, Dataset, DeclaredValue, Replica
from portal.importing import Action, written
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.datasets.conftest import mc

DATA = "/belle/Data/release-05-01-22/DB00001627/proc12/prod00017734/e0008/4S/r01976/mdst"
SKIMMED = DATA.replace("/mdst", "/hadron/mdst")
OLD = "/belle/MC/release-00-08-00/DB00000208/MC8/prod00000972/s00/e0000/4S/r00000/ccbar"


@pytest.fixture
def file(tmp_path):
    def write(*objects, name="datasets.jsonl"):
        path = tmp_path / name
        path.write_text("".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in objects))
        return path

    return write


def run(*files, apply=True, **options):
    return DatasetLinesImporter(options).run(files, by=SYSTEM, apply=apply)


def rejected(plan):
    return [(change.line, change.note) for change in plan.of(Action.REJECT)]


def found(path=DATA):
    return Dataset.objects.get(path=path)


FULL = {
    "path": DATA,
    "files": 12,
    "events": 10**12,
    "size": 5 * 10**15,
    "state": "withdrawn",
    "last_seen_at": "2026-03-01T12:00:00+09:00",
    "general_skim": "hadron",
    "background": "BGx1",
    "energy": "10580",
    "campaign": "proc12",
    "global_tag": "DB00001627",
    "replicas": [
        {"site": "KEK-DISK", "files": 12, "size": 5, "checksum": "ad:1", "verified_on": "2026-02-01"},
        {"site": "KEK-TAPE", "kind": "tape"},
    ],
}


def test_everything_that_is_said_is_on_record(db, file):
    plan = run(file(FULL))
    assert (plan.exit_code, plan.counts[Action.CREATE], plan.problems) == (0, 1, [])
    row = found()
    assert (row.files, row.events, row.size, row.state) == (12, 10**12, 5 * 10**15, "withdrawn")
    assert (row.general_skim, row.background, row.declared) == ("hadron", "BGx1", "differs")
    assert row.last_seen_at == datetime(2026, 3, 1, 3, tzinfo=UTC)
    assert row.levels.path == DATA
    said = DeclaredValue.objects.order_by("field").values_list("field", "value", "differs", "source")
    assert list(said) == [
        ("background", "BGx1", False, "datasets.jsonl"),
        ("energy", "10580", True, "datasets.jsonl"),
        ("general_skim", "hadron", False, "datasets.jsonl"),
    ]
    copies = Replica.objects.order_by("site").values_list("site", "kind", "checksum", "files", "size", "verified_on")
    assert list(copies) == [
        ("KEK-DISK", "disk", "ad:1", 12, 5, date(2026, 2, 1)),
        ("KEK-TAPE", "tape", "", None, None, None),
    ]


def test_a_second_import_writes_nothing(db, file):
    source = file(FULL, {"path": mc(1), "events": 5})
    run(source)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_tablechange")
        before = cursor.fetchone()
        again = run(source)
        cursor.execute("SELECT count(*) FROM portal_tablechange")
        assert cursor.fetchone() == before
    assert (again.counts[Action.SKIP], again.writes) == (2, 0)


def test_a_change_names_what_was_and_what_will_be(db, file):
    run(file(FULL))
    moved = FULL | {"events": 7, "energy": "4S", "replicas": [{"site": "BNL", "kind": "disk"}]}
    plan = run(file(moved), apply=False)
    [change] = plan.changes
    assert change.action is Action.UPDATE
    assert change.fields == (
        ("events", str(10**12), "7"),
        ("declared energy", "10580", ""),
        ("replicas", "KEK-DISK disk ad:1 12 5 2026-02-01, KEK-TAPE tape", "BNL disk"),
    )
    assert found().events == 10**12
    run(file(moved))
    row = found()
    assert (row.events, row.declared, row.general_skim) == (7, "adds", "hadron")
    assert list(row.replicas.values_list("site", flat=True)) == ["BNL"]
    assert sorted(row.declared_values.values_list("field", flat=True)) == ["background", "general_skim"]


def test_what_an_object_does_not_name_stays(db, file):
    run(file(FULL))
    plan = run(file({"path": DATA}, {"path": DATA, "events": None}))
    assert (plan.counts[Action.SKIP], plan.writes) == (2, 0)
    assert DatasetImporter().run([file(DATA, name="paths.txt")], by=SYSTEM, apply=True).writes == 0
    assert (found().events, found().general_skim, found().replicas.count()) == (10**12, "hadron", 2)


@pytest.mark.parametrize(
    ("path", "said", "general_skim", "data_level", "declared"),
    [
        (DATA, {"general_skim": "hadron"}, "hadron", "mdst", "adds"),
        (SKIMMED, {"general_skim": "hadron"}, "hadron", "mdst", ""),
        (SKIMMED, {"general_skim": "all"}, "hadron", "mdst", "differs"),
        (OLD, {"data_level": "mdst"}, "", "mdst", "adds"),
        (DATA, {"data_level": "cdst", "general_skim": "all"}, "all", "mdst", "differs"),
        (DATA, {"experiment": "e0008", "run": 1976, "production": 17734}, "", "mdst", ""),
    ],
)
def test_the_path_stays_right_and_the_producer_fills_what_it_leaves_out(
    db, file, path, said, general_skim, data_level, declared
):
    run(file({"path": path, **said}))
    row = found(path)
    assert (row.general_skim, row.data_level, row.declared) == (general_skim, data_level, declared)
    assert row.levels.path == path
    taken_back = dict.fromkeys(said, "")
    run(file({"path": path, **taken_back}))
    row = found(path)
    assert (row.declared, row.declared_values.count()) == ("", 0)
    assert row.levels.path == path
    assert (row.general_skim, row.data_level) == (row.levels.general_skim, row.levels.data_level)


def test_what_a_person_set_stays_and_the_plan_says_so(db, file):
    run(file(FULL | {"general_skim": None}))
    row = found()
    actions.curate(row, by=SYSTEM, reason="bad magnet", state="good", general_skim="all")
    plan = run(file(FULL | {"events": 3}))
    assert [problem.message for problem in plan.problems] == [
        f"{DATA}: general skim is curated: kept all, the source says hadron",
        f"{DATA}: state is curated: kept good, the source says withdrawn",
    ]
    assert [change.fields for change in plan.changes] == [
        (("events", str(10**12), "3"), ("declared general skim", "", "hadron"))
    ]
    row = found()
    assert (row.state, row.general_skim, row.events) == ("good", "all", 3)
    assert run(file(FULL | {"events": 3})).writes == 0
    actions.give_back(row, "state", by=SYSTEM, reason="it was another run")
    run(file(FULL))
    assert (found().state, found().general_skim) == ("withdrawn", "all")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "the line is no JSON: Expecting value at character 1"),
        ("[1]", "an object is expected, not “[1]”"),
        ('{"path": 5}', "path: the path of a dataset is expected, not “5”"),
        ('{"events": 5}', "path: the path of a dataset is expected"),
        ('{"path": "/belle/collection/MC/x_v1"}', "path: a collection, not a dataset"),
        (f'{{"path": "{DATA}/sub00"}}', f"path: a datablock of the dataset {DATA}; give the path of the dataset"),
        (f'{{"path": "{DATA}", "path": "{DATA}"}}', "a key stands in the object twice"),
        (f'{{"path": "{DATA}", "events": "ten"}}', "events: a whole number from 0 to"),
        (f'{{"path": "{DATA}", "events": true}}', "events: a whole number"),
        (f'{{"path": "{DATA}", "events": -1}}', "events: a whole number"),
        (f'{{"path": "{DATA}", "events": 1e400}}', "events: a whole number"),
        (f'{{"path": "{DATA}", "files": 99999999999}}', "files: a whole number from 0 to 2,147,483,647"),
        (f'{{"path": "{DATA}", "state": "fine"}}', "state: one of good, withdrawn is expected, not “fine”"),
        (f'{{"path": "{DATA}", "state": "affected"}}', "state: there is no such state any more; write a notice"),
        (f'{{"path": "{DATA}", "last_seen_at": "2026-13-01"}}', "last_seen_at: a day, or a time with its zone"),
        (f'{{"path": "{DATA}", "last_seen_at": "2026-01-01T00:00"}}', "last_seen_at: a day, or a time with its zone"),
        (f'{{"path": "{DATA}", "general_skim": ["hadron"]}}', "general_skim: a text of at most 16 characters"),
        (f'{{"path": "{DATA}", "general_skim": "a\\u0000b"}}', "general_skim: a text of at most 16 characters"),
        (f'{{"path": "{DATA}", "general_skim": "\\ud800"}}', "general_skim: a text of at most 16 characters"),
        (f'{{"path": "{DATA}", "global_tag": "tag"}}', "global_tag: a number, or DB with a number"),
        (f'{{"path": "{DATA}", "replicas": {{}}}}', "replicas: a list of objects is expected"),
        (f'{{"path": "{DATA}", "replicas": [{{"kind": "disk"}}]}}', "replicas: an object with a site is expected"),
        (f'{{"path": "{DATA}", "replicas": [{{"site": "A", "kind": "glass"}}]}}', "replicas: kind: disk or tape"),
        (f'{{"path": "{DATA}", "replicas": [{{"site": "A"}}, {{"site": "A"}}]}}', "the site A stands in it twice"),
        (f'{{"path": "{DATA}", "replicas": [{{"site": "A", "at": 1}}]}}', "replicas: unknown key “at”"),
        ('{"path": "/belle/user/\\ud800"}', "a character in it that cannot be printed"),
        ("[" * 100_000, "the line is"),
        ("{" + " " * 1_000_001 + "}", "the line is longer than 1,000,000 bytes"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_goes_on(db, file, line, message):
    plan = run(file({"path": mc(1)}, line, {"path": mc(2)}))
    [(number, note)] = rejected(plan)
    assert number == 2
    assert message in note
    assert sorted(Dataset.objects.values_list("path", flat=True)) == [mc(1), mc(2)]
    json.dumps(plan.as_json()).encode()  # the record can keep it


def test_unknown_keys_are_told_once_and_the_row_goes_in(db, file):
    plan = run(file(*({"path": mc(number), "colour": 1} for number in range(5)), {"path": mc(9), "Events": 3}))
    assert [(problem.line, problem.message) for problem in plan.problems] == [
        (6, "the key Events is not known"),
        (1, "the key colour is not known (5 times)"),
    ]
    assert Dataset.objects.count() == 6


def test_lines_that_contradict_each_other_are_all_left_out(db, file):
    plan = run(file({"path": mc(1), "events": 1}, {"path": mc(2)}, {"path": mc(1), "events": 2}, {"path": mc(2)}))
    assert [(change.action, change.line) for change in plan.changes] == [
        (Action.CONFLICT, 1),
        (Action.CREATE, 2),
        (Action.CONFLICT, 3),
        (Action.SKIP, 4),
    ]
    assert list(Dataset.objects.values_list("path", flat=True)) == [mc(2)]


def numbered(count, **more):
    return [{"path": mc(number), **more} for number in range(count)]


def test_what_a_complete_source_does_not_list_is_marked_and_comes_back(db, file):
    run(file(*numbered(40), {"path": "/belle/user/kim/x"}))
    first = run(file(*numbered(40)), complete=True)
    assert (first.counts[Action.END], first.writes) == (0, 0)
    seen = CompleteDump.objects.get()
    plan = run(file(*numbered(39)), complete=True)
    assert [(change.action, change.label) for change in plan.changes if change.action is Action.END] == [
        (Action.END, mc(39))
    ]
    gone = found(mc(39))
    assert gone.missing_since >= seen.imported_at == gone.last_seen_at
    assert list(Dataset.objects.filter(missing_since=None).values_list("path", flat=True)).count(mc(39)) == 0
    assert Dataset.objects.count() == 41  # nothing is deleted, and user space was not listed by it
    assert run(file(*numbered(39)), complete=True).writes == 0
    back = run(file({"path": mc(39)}))
    assert [change.fields[0][0] for change in back.changes] == ["missing since"]
    assert found(mc(39)).missing_since is None


def test_a_source_that_shrinks_too_much_is_held_until_released(db, file, settings):
    run(file(*numbered(40)))
    short = file(*numbered(37))
    plan = run(short, complete=True)
    assert plan.held == ("3 of 40 datasets would be marked as missing, more than 5 percent: was the source cut?")
    assert (plan.exit_code, plan.held_count) == (1, 3)
    assert not Dataset.objects.exclude(missing_since=None).exists()
    assert not CompleteDump.objects.exists()
    assert run(short, complete=True, released={"upto": 2}).held
    assert not run(short, complete=True, released={"upto": 3}).held
    assert Dataset.objects.exclude(missing_since=None).count() == 3
    settings.PORTAL_CATALOGUE_HOLD_PERCENT = 50
    assert not run(file(*numbered(30)), complete=True).held


def test_who_listens_hears_of_it_in_the_same_transaction(db, file):
    heard = []

    def listen(sender, by, **more):
        heard.append((sender, by, Dataset.objects.count()))

    written.connect(listen)
    try:
        run(file({"path": DATA}))
        run(file({"path": DATA}))
    finally:
        written.disconnect(listen)
    assert heard == [(DatasetLinesImporter, SYSTEM, 1)]


def test_a_break_while_it_writes_leaves_nothing(db, file):
    def fail(sender, by, **more):
        raise RuntimeError("the power is cut")

    written.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            run(file(FULL))
    finally:
        written.disconnect(fail)
    assert (Dataset.objects.count(), DeclaredValue.objects.count(), Replica.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_overlapping_sources_at_once_end_as_one_after_the_other(file):
    lists = [
        file(*numbered(60, events=1), name="a.jsonl"),
        file(*numbered(80, events=2), name="b.jsonl"),
    ]
    paths = file(*(mc(number) for number in range(40, 100)), name="c.txt")
    plans = at_once(
        *(lambda path=path: run(path) for path in lists),
        lambda: DatasetImporter().run([paths], by=SYSTEM, apply=True),
    )
    assert sum(plan.counts[Action.CREATE] for plan in plans) == Dataset.objects.count() == 100
    assert set(Dataset.objects.filter(run_low__gte=60, run_low__lt=80).values_list("events", flat=True)) == {2}
    assert set(Dataset.objects.filter(run_low__lt=60).values_list("events", flat=True)) in ({1}, {2})


@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_person_at_once(file):
    run(file(*numbered(200)))
    row = found(mc(150))
    source = file(*numbered(200, state="withdrawn"))
    results = at_once(
        lambda: run(source), lambda: actions.curate(row, by=SYSTEM, reason="checked by hand", state="good")
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert found(mc(150)).state == "good" == CuratedValue.objects.get().value
    assert Dataset.objects.filter(state="withdrawn").count() == 199


def test_times_that_are_older_do_not_go_back(db, file):
    run(file({"path": DATA, "last_seen_at": "2026-03-01"}))
    assert run(file({"path": DATA, "last_seen_at": "2026-02-01"})).writes == 0
    assert timezone.now() - found().last_seen_at > timedelta(days=1)
