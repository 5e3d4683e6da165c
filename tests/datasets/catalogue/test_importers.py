"""Paths from files: nothing real is lost, nothing wrong stops the rest, nothing is written twice."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from datasets.catalogue.choices import DatasetClass
from datasets.catalogue.importers import LONGEST_LINE, DatasetImporter, lines_of, register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from portal.importing import Action, SourceError
from portal.policy import SYSTEM
from portal.testing.races import at_once

GOOD = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/mdst"
OTHER = GOOD.replace("r01040", "r01041")
THIRD = GOOD.replace("r01040", "r01042")


@pytest.fixture
def file(tmp_path):
    def write(content, name="paths.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def run(*files, apply=True):
    return DatasetImporter().run(files, by=SYSTEM, apply=apply)


def rejected(plan):
    return [(change.line, change.note) for change in plan.of(Action.REJECT)]


def command(*args):
    """Exit status and output of the management command."""
    out = StringIO()
    try:
        call_command("import_datasets", *map(str, args), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_every_real_path_is_rebuilt_byte_for_byte_from_its_columns(db, shared):
    source = shared / "data/catalogue/lpns.txt"
    status, said = command(source, "--apply")
    assert (status, said.splitlines()[0]) == (0, "2145 create, 0 update, 0 skip, 0 conflict, 0 reject, 0 problems")
    rows = list(Dataset.objects.order_by("path"))
    rebuilt = [row.levels.path for row in rows]
    assert rebuilt == [row.path for row in rows]
    assert "".join(f"{path}\n" for path in sorted(rebuilt)).encode() == source.read_bytes()
    counts = {name: sum(row.data_class == name for row in rows) for name in (DatasetClass.MC, DatasetClass.DATA)}
    assert counts == {DatasetClass.MC: 1854, DatasetClass.DATA: 291}


def test_irregular_paths_are_parsed_or_classified_never_dropped(db, shared):
    source = shared / "data/catalogue/lpns_irregular.tsv"
    assert command(source, "--apply")[0] == 0
    paths = [line.split("\t")[0] for line in source.read_text().splitlines()]
    rows = Dataset.objects.in_bulk(paths, field_name="path")
    assert sorted(rows) == sorted(paths)
    official = [path for path in paths if path.startswith(("/belle/MC/", "/belle/Data/"))]
    assert len(official) == 17
    assert [rows[path].levels.path for path in official] == official
    others = {path: rows[path] for path in paths if path not in official}
    assert sorted((row.data_class, row.levels, row.campaign) for row in others.values()) == [
        (DatasetClass.BACKGROUND, None, ""),
        (DatasetClass.GROUP, None, ""),
        (DatasetClass.USER, None, ""),
    ]
    assert {row.scope.partition(".")[0] for row in others.values()} == {"data", "user", "group"}


def test_a_second_import_changes_nothing(db, shared):
    source = shared / "data/catalogue/lpns.txt"
    run(source)
    before = list(Dataset.objects.order_by("pk").values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_tablechange")
        statements = cursor.fetchone()
        again = run(source)
        cursor.execute("SELECT count(*) FROM portal_tablechange")
        assert cursor.fetchone() == statements  # not one statement wrote
    assert (again.counts[Action.SKIP], again.writes, again.exit_code) == (2145, 0, 0)
    assert list(Dataset.objects.order_by("pk").values()) == before


def test_a_plan_writes_nothing(db, file):
    plan = run(file(f"{GOOD}\n{OTHER}\nnonsense\n"), apply=False)
    assert (plan.counts[Action.CREATE], plan.counts[Action.REJECT]) == (2, 1)
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"nonsense", "starts with /belle/"),
        (GOOD.encode() + b"/", "ends with a slash"),
        (GOOD.replace("/mdst", "/mdts").encode(), "“mdts” does not fit after “ddbar”"),
        (GOOD.replace("DB00002647", "DB2647").encode(), "“DB2647” does not fit"),
        (b" " + GOOD.encode(), "a blank at an end"),
        (GOOD.encode() + b" ", "a blank at an end"),
        (GOOD.encode() + b"\x00", "a character in it that cannot be printed"),
        ("/belle/user/kim/\u202egpj.exe".encode(), "a character in it that cannot be printed"),
        (b"/belle/user/kim/caf\xe9", "not UTF-8"),
        (b"/belle/user/" + b"x" * 1100, "the catalogue takes 1018"),
        (b"/belle/user/" + "鈴".encode() * 400, "the path has 1212 bytes"),
        (b"/belle/user/" + b"x" * 100_000, f"longer than {LONGEST_LINE} bytes"),
        (b"/belle/collection/MC/MC15rd_ddbar_v1", "a collection, not a dataset"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(db, file, line, message):
    plan = run(file(b"# list\n" + OTHER.encode() + b"\n" + line + b"\n" + THIRD.encode() + b"\n"))
    [(number, note)] = rejected(plan)
    assert number == 3
    assert message.lower() in note.lower()
    assert plan.exit_code == 1
    assert sorted(Dataset.objects.values_list("path", flat=True)) == [OTHER, THIRD]


@pytest.mark.parametrize(
    ("below", "note"),
    [
        ("/sub00", "of the datablock sub00 that the line names"),
        ("/sub00/mdst_1_x.root", "of the file mdst_1_x.root that the line names"),
    ],
)
def test_a_file_stands_for_its_dataset(db, file, below, note):
    plan = run(file(f"{GOOD}{below}\n{OTHER}\n{GOOD}\n"))
    assert [(change.action, change.label, change.note) for change in plan.changes] == [
        (Action.CREATE, GOOD, note),
        (Action.CREATE, OTHER, ""),
        (Action.SKIP, GOOD, "stands in line 1 already"),
    ]
    assert sorted(Dataset.objects.values_list("path", flat=True)) == [GOOD, OTHER]


def test_every_real_file_leads_to_its_dataset(db, shared):
    source = shared / "data/catalogue/lfns.txt"
    plan = run(source)
    files = source.read_text().split()
    assert (plan.exit_code, plan.counts[Action.CREATE]) == (0, len(files))
    assert [change.label for change in plan.changes] == [path.rpartition("/sub")[0] for path in files]
    assert all(path.rsplit("/", 1)[1] in change.note for path, change in zip(files, plan.changes, strict=True))
    assert run(source).writes == 0


def test_what_is_no_line_of_a_path(db, file):
    content = f"\ufeff# from a tool\r\n\r\n{GOOD}\r\n   \r\n{OTHER}\twhy it is special\r\n#{THIRD}\r\n"
    plan = run(file(content))
    assert [(change.line, change.label) for change in plan.of(Action.CREATE)] == [(3, GOOD), (5, OTHER)]
    assert plan.exit_code == 0


def test_a_byte_order_mark_is_no_part_of_the_first_path(db, file):
    run(file(f"\ufeff{GOOD}"))
    assert Dataset.objects.get().path == GOOD


def test_a_long_remark_does_not_make_a_line_too_long(db, file):
    plan = run(file(f"{GOOD}\t{'very special ' * 1000}\n{OTHER}\n"))
    assert [(change.line, change.action) for change in plan.changes] == [(1, Action.CREATE), (2, Action.CREATE)]


def test_gzip_is_known_by_its_content_not_by_its_name(db, file):
    packed = gzip.compress(f"{GOOD}\n".encode())
    run(file(packed, "paths.txt.gz"))
    run(file(gzip.compress(f"{OTHER}\n".encode()), "paths.txt"))
    run(file(f"{THIRD}\n", "paths.gz"))
    assert Dataset.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no path in paths.txt"),
        (b"\n \n# nothing\n", "there is no path in paths.txt"),
        (GOOD.encode("utf-16"), "paths.txt is not a text file in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "paths.txt is not a text file in UTF-8"),
        (gzip.compress(GOOD.encode() * 100, mtime=0)[:-30], "cannot read paths.txt"),
        (gzip.compress(GOOD.encode(), mtime=0)[:12] + b"broken", "cannot read paths.txt"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(db, file, content, message):
    status, said = command(file(content), "--apply")
    assert (status, Dataset.objects.count()) == (2, 0)
    assert said.startswith(message)
    assert "\n" not in said


def test_a_missing_file_and_a_folder_are_refused(db, tmp_path):
    assert command(tmp_path / "nowhere.txt") == (2, "cannot read nowhere.txt: No such file or directory")
    assert command(tmp_path) == (2, f"cannot read {tmp_path.name}: Is a directory")


def test_one_unreadable_file_of_several_stops_all(db, file, tmp_path):
    status, _ = command(file(GOOD), tmp_path / "nowhere.txt", "--apply")
    assert (status, Dataset.objects.count()) == (2, 0)


def test_a_line_that_stands_twice_is_registered_once(db, file):
    plan = run(file(f"{GOOD}\n{OTHER}\n{GOOD}\n", "a.txt"), file(f"nonsense\n{OTHER}\n", "b.txt"))
    assert [(change.action, change.line, change.note) for change in plan.changes] == [
        (Action.CREATE, 1, ""),
        (Action.CREATE, 2, ""),
        (Action.SKIP, 3, "a.txt: stands in line 1 already"),
        (Action.REJECT, 1, "b.txt: A path on the grid starts with /belle/ and names something below it."),
        (Action.SKIP, 2, "b.txt: stands in line 2 of a.txt already"),
    ]
    assert Dataset.objects.count() == 2


def test_exit_status_and_json(db, file):
    source = file(f"{GOOD}\nnonsense\n")
    status, said = command(source, "--json")
    plan = json.loads(said)
    assert (status, plan["applied"]) == (1, False)
    assert plan["counts"] == {"create": 1, "update": 0, "skip": 0, "conflict": 0, "reject": 1}
    assert [(row["action"], row["line"], row["label"]) for row in plan["changes"]] == [
        ("create", 1, GOOD),
        ("reject", 2, "nonsense"),
    ]
    assert not Dataset.objects.exists()
    assert command(source, "--apply", "--json")[0] == 1
    status, said = command(file(f"{GOOD}\n"), "--apply")
    assert (status, said.splitlines()) == (
        0,
        [
            "0 create, 0 update, 1 skip, 0 conflict, 0 reject, 0 problems",
            "  dataset: 1 skip",
            f"skip line 1: dataset {GOOD}",
            "Applied.",
        ],
    )


def test_a_file_that_was_cut_is_told(db, file):
    """The beginning of a path may be the path of another dataset: this one has the event type `ddb`."""
    half = GOOD.removesuffix("ar/mdst")
    plan = DatasetImporter().run([file(f"{GOOD}\n{half}")], by=SYSTEM, apply=False)
    assert plan.totals["create"] == 2
    assert [(item.line, "was it cut?" in item.message) for item in plan.problems] == [(2, True)]
    assert not DatasetImporter().run([file(f"{GOOD}\r\n{half}\n\n")], by=SYSTEM, apply=False).problems


def test_bad_lines_are_printed_by_number(db, file):
    _, said = command(file(f"{GOOD}\nnonsense\n"))
    assert "reject line 2: dataset nonsense: A path on the grid starts with /belle/" in said


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_content_breaks_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_bytes(content)
    try:
        lines = list(lines_of(path))
    except SourceError:
        assert content.count(0) > 2 or content.startswith(b"\x1f\x8b")
        return
    written = content.split(b"\n")
    for line in lines:
        assert line.problem or line.text.encode() in written[line.number - 1]


def test_a_row_that_somebody_else_wrote_meanwhile_is_left_alone(db):
    register([classify(GOOD)])
    Dataset.objects.update(events=7)
    register([classify(GOOD), classify(OTHER)])
    assert list(Dataset.objects.order_by("path").values_list("path", "events")) == [(GOOD, 7), (OTHER, None)]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_path_once(file):
    lists = [file(f"{GOOD}\n{OTHER}\n", "a.txt"), file(f"{OTHER}\n{THIRD}\n", "b.txt")]
    plans = at_once(*(lambda path=path: run(path) for path in lists))
    assert sorted(Dataset.objects.values_list("path", flat=True)) == [GOOD, OTHER, THIRD]
    assert sorted((plan.counts[Action.CREATE], plan.counts[Action.SKIP]) for plan in plans) == [(1, 1), (2, 0)]


def test_who_may_import_in_the_browser(as_persona):
    found = {
        persona: as_persona(persona).get("/imports/new/datasets/").status_code
        for persona in ("outsider", "applicant", "member", "liaison", "manager")
    }
    assert found == {"outsider": 302, "applicant": 403, "member": 403, "liaison": 403, "manager": 200}
