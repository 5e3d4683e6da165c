"""`manage.py export_registry`, and `import_people --format csv`: what they print, write and return."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.memberships.models import Membership
from members.people.models import Person

HEAD = "external_id,given_name,family_name,institute_short_name,from\n"


def run(command, *words):
    """(exit status, what was printed)."""
    out = StringIO()
    try:
        call_command(command, *map(str, words), stdout=out, stderr=StringIO())
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text, name="dump.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_in_without_a_change(world, tmp_path, kind):
    path = tmp_path / f"registry.{kind}"
    assert run("export_registry", "--on", world.today, "--format", kind, "--output", path)[0] == 0
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    status, said = run("import_people", path, "--format", "csv", "--complete", "--apply")
    assert status == 0
    assert said.startswith("0 create, 0 update, 10 skip, 0 conflict, 0 reject, 0 problems")


def test_to_standard_output(world):
    status, said = run("export_registry", "--on", world.today)
    assert (status, said.count("\n")) == (0, 6)
    assert run("export_registry", "--on", world.today, "--format", "xlsx") == (
        1, "a workbook needs a file: --output FILE",
    )  # fmt: skip


def test_a_day_without_members_and_a_folder_that_is_not_there(world, tmp_path):
    assert run("export_registry", "--on", date(1999, 1, 1)) == (1, "no membership is current on 1999-01-01")
    status, said = run("export_registry", "--on", world.today, "--output", tmp_path / "none" / "x.csv")
    assert (status, "cannot write" in said) == (1, True)


def test_plan_apply_again(world, file):
    path = file(HEAD + "1,Ana,Quill,Sundridge,2020-01-01\n")
    status, said = run("import_people", path, "--format", "csv")
    assert (status, Person.objects.filter(family_name="Quill").count()) == (0, 0)
    assert "Nothing was written; --apply carries this out." in said
    assert run("import_people", path, "--format", "csv", "--apply")[0] == 0
    assert run("import_people", path, "--format", "csv", "--apply")[1].startswith("0 create, 0 update, 2 skip")


def test_rejected_rows_and_conflicts_are_status_1(world, file):
    text = HEAD + "1,Ana,Quill,Nowhere,2020-01-01\n2,Bo,Reed,Sundridge,soon\n3,Cy,Sand,Sundridge,2020-01-01\n"
    status, said = run("import_people", file(text), "--format", "csv", "--apply")
    assert (status, Person.objects.filter(family_name="Sand").count()) == (1, 1)
    assert "conflict line 2: membership Ana Quill at Nowhere: no institute is called 'Nowhere'" in said
    assert "reject line 3: row Bo Reed: first day: 'soon' is no day" in said


def test_a_held_dump_is_status_1_and_a_release_lets_it_through(world, file):
    path = file(HEAD + "3,Cy,Sand,Sundridge,2020-01-01\n")
    status, said = run("import_people", path, "--format", "csv", "--complete", "--apply")
    assert (status, Membership.objects.current().count()) == (1, 5)
    assert "held: it would end 5 of 5 current memberships, more than 5 percent" in said
    assert 'Nothing was written: the plan is held; --release "REASON" lets it through.' in said
    status, said = run("import_people", path, "--format", "csv", "--complete", "--json", "--apply")
    assert (status, json.loads(said)["applied"], json.loads(said)["held_count"]) == (1, False, 5)
    words = ("--format", "csv", "--complete", "--apply", "--release", "Agreed with the office")
    assert run("import_people", path, *words)[0] == 0
    assert Membership.objects.current().count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "it is empty"), ("a;b\n1;2\n", "none of the columns a, b is the family name"),
     ("Nachname,Start date\nQuill,03/04/2020\n", "could be day/month or month/day")],
)  # fmt: skip
def test_what_cannot_be_read_is_status_2(world, file, text, words):
    status, said = run("import_people", file(text), "--format", "csv", "--apply")
    assert (status, words in said, "\n" in said) == (2, True, False)


def test_a_mapping_says_what_columns_mean(world, file):
    path = file("Reg;Wer;Wo;Ab;Foo\n7;Quill;Sundridge;03/04/2020;x\n")
    mapping = file(
        'date_order = "dmy"\n[columns]\nReg = "external_id"\nWer = "family_name"\nWo = "institute_name"\nAb = "from"\n',
        "m.toml",
    )
    status, said = run("import_people", path, "--format", "csv", "--mapping", mapping, "--apply")
    assert (status, "problem line 1: the column 'Foo' is not read" in said) == (0, True)
    assert Membership.objects.get(person__family_name="Quill").period.lower == date(2020, 4, 3)
    assert run("import_people", path, "--format", "csv", "--mapping", file("[x", "bad.toml"))[0] == 2
