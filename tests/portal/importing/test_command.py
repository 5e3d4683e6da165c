"""Imports on the command line, by the importer of dataset paths: plan, apply, again; exit status."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from datasets.catalogue.importers import DatasetImporter
from datasets.catalogue.models import Dataset
from portal.importing import written
from portal.policy import SYSTEM

GOOD = (
    "/belle/MC/release-08-00-00/DB00000001/MC16rd_proc16/prod00000001/s00/e0012/4S/r00000/1110021000/mdst",
    "/belle/MC/release-08-00-00/DB00000001/MC16rd_proc16/prod00000002/s00/e0012/4S/r00000/1110021000/mdst",
)


@pytest.fixture
def file(tmp_path):
    def write(*lines, name="paths.txt"):
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def run(capsys, *files, **options):
    """(exit status, what was printed)."""
    try:
        call_command("import_datasets", *map(str, files), **options)
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


@pytest.mark.django_db
def test_without_apply_nothing_is_written_and_with_it_only_once(file, capsys):
    path = file(*GOOD)
    status, said = run(capsys, path)
    assert (status, Dataset.objects.count()) == (0, 0)
    assert said.startswith("2 create, 0 update, 0 skip, 0 conflict, 0 reject, 0 problems")
    assert "Nothing was written; --apply carries this out." in said
    status, said = run(capsys, path, apply=True)
    assert (status, Dataset.objects.count()) == (0, 2)
    assert "Applied." in said
    status, said = run(capsys, path, apply=True)
    assert (status, Dataset.objects.count()) == (0, 2)
    assert said.startswith("0 create, 0 update, 2 skip")


@pytest.mark.django_db
def test_a_bad_line_is_named_by_number_and_does_not_stop_the_rest(file, capsys):
    status, said = run(capsys, file(GOOD[0], "not a path", GOOD[1]), apply=True)
    assert (status, Dataset.objects.count()) == (1, 2)
    assert "reject line 2: dataset not a path" in said


@pytest.mark.django_db
def test_as_json_the_plan_is_whole(file, capsys):
    status, said = run(capsys, file(GOOD[0], GOOD[0], "x y"), json=True)
    plan = json.loads(said)
    assert (status, plan["applied"]) == (1, False)
    assert plan["counts"] == {"create": 1, "update": 0, "skip": 1, "conflict": 0, "reject": 1}
    assert [(row["action"], row["line"]) for row in plan["changes"]] == [("create", 1), ("skip", 2), ("reject", 3)]


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"", b"# only words\n"])
def test_a_file_that_cannot_be_read_is_one_sentence_and_status_two(tmp_path, content):
    path = tmp_path / "paths.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("import_datasets", str(path), apply=True)
    assert error.value.returncode == 2
    assert "paths.txt" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.django_db
def test_one_unreadable_file_among_several_writes_nothing(file, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_datasets", str(file(*GOOD)), str(Path(tmp_path, "missing.txt")), apply=True)
    assert Dataset.objects.count() == 0


@pytest.mark.django_db
def test_who_listens_hears_of_what_was_written_and_of_nothing_else(file, capsys):
    heard = []

    def listen(sender, by, **_):
        heard.append((sender, by, Dataset.objects.count()))

    written.connect(listen)
    try:
        path = file(*GOOD)
        run(capsys, path)
        run(capsys, path, apply=True)
        run(capsys, path, apply=True)
    finally:
        written.disconnect(listen)
    assert heard == [(DatasetImporter, SYSTEM, 2)]
