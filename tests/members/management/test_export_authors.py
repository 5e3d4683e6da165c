"""`manage.py export_authors`: the file of a day, whole or not at all."""

import subprocess
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from members.authorship.models import Authorship
from members.people.models import Person
from portal.periods import Period

COUNTS = [("dune_2206.14521.xml.gz", 1227, 216), ("besiii_2207.10906.xml.gz", 578, 81), ("pueo_2026-05.xml", 69, 15)]
ON = "2026-11-20"


def export(*args):
    out, said = StringIO(), StringIO()
    call_command("export_authors", *map(str, args), stdout=out, stderr=said)
    return out.getvalue(), said.getvalue()


@pytest.fixture
def ida(world):
    """Somebody who signs in the first half of 2026."""
    person = world.person("Ida", "Quill")
    world.member(person, "Sundridge")
    return Authorship.objects.create(person=person, period=Period(date(2026, 1, 1), date(2026, 7, 1)))


@pytest.mark.needs("xmllint")
@pytest.mark.parametrize(("name", "people", "institutes"), COUNTS)
def test_an_imported_collaboration_is_exported_whole_and_valid(db, shared, tmp_path, name, people, institutes):
    data = shared / "data/authorship"
    call_command("import_people", str(data / "real" / name), "--apply", stdout=StringIO())
    output = tmp_path / "author.xml"
    said = export("--on", ON, "--format", "authorxml", "--output", output)
    assert said == ("", f"{people} authors, {institutes} institutes: {output}\n")
    (tmp_path / "author.dtd").write_text((data / "author.dtd").read_text())
    check = ["xmllint", "--noout", "--nonet", "--valid", str(output)]
    run = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    root = etree.parse(output).getroot()
    assert len(root.findall(".//{*}Person")) == people == Person.objects.count()
    assert len(root.findall(".//{*}Organization")) == institutes
    tex, _ = export("--on", ON, "--format", "revtex")
    assert tex.isascii()
    assert tex.count("\n\\author{") == people


def test_the_days_before_and_after(ida):
    for day, there in (("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)):
        if there:
            assert "Quill" in export("--on", day, "--format", "revtex")[0]
        else:
            with pytest.raises(CommandError, match=f"nobody has an active authorship on {day}"):
                export("--on", day, "--format", "revtex")


def test_the_reference_is_that_of_the_paper(ida):
    text, _ = export("--on", "2026-06-01", "--format", "authorxml", "--reference", "PUB <7>")
    assert etree.fromstring(text.encode()).findtext("{*}publicationReference") == "PUB <7>"


def test_an_output_that_cannot_be_written_is_said_and_leaves_nothing(ida, tmp_path):
    args = ("--on", "2026-06-01", "--format", "revtex", "--output")
    with pytest.raises(CommandError, match=r"cannot write .*: No such file or directory"):
        export(*args, tmp_path / "none" / "authors.tex")
    with pytest.raises(CommandError, match=r"cannot write .*: Is a directory"):
        export(*args, tmp_path)
    with pytest.raises(CommandError, match=r"cannot write .*: Is a directory"):
        export(*args, ".")
    (tmp_path / ".authors.tex.part").mkdir()
    with pytest.raises(CommandError, match=r"cannot write .*: Is a directory"):
        export(*args, tmp_path / "authors.tex")
    assert [path.name for path in tmp_path.iterdir()] == [".authors.tex.part"]


def test_an_output_is_replaced_at_once_and_a_device_is_not(ida, tmp_path):
    output = tmp_path / "authors.tex"
    output.write_text("old")
    export("--on", "2026-06-01", "--format", "revtex", "--output", output)
    assert output.read_text() == export("--on", "2026-06-01", "--format", "revtex")[0]
    assert [path.name for path in tmp_path.iterdir()] == ["authors.tex"]
    export("--on", "2026-06-01", "--format", "revtex", "--output", "/dev/null")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("args", [("--on", "soon"), ("--on", "2026-02-30"), ("--format", "docx")])
def test_a_day_or_a_format_that_is_none(db, args):
    given = {"--on": ON, "--format": "revtex"} | {args[0]: args[1]}
    with pytest.raises(CommandError, match=f"argument {args[0]}"):
        export(*(part for pair in given.items() for part in pair))
