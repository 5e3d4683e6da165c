"""`manage.py import_people`: what it prints, and its exit status."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.institutes.models import Institute
from members.people.models import Person

REAL = [("dune_2206.14521.xml.gz", 1227, 216), ("besiii_2207.10906.xml.gz", 578, 85), ("pueo_2026-05.xml", 69, 22)]
HEAD = "<collaborationauthorlist><authors><Person><familyName>Quill</familyName>"
TAIL = "</Person></authors></collaborationauthorlist>"
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BAD = {
    "empty.xml": (b"", "The file is empty."),
    "empty.gz": (gzip.compress(b"", mtime=0), "The file is empty."),
    "text.xml": (b"Quill, Ida", "The file is not well-formed XML: syntax error, line 1."),
    "root.xml": (b"<authors/>", "The root element is <authors>, but an author list has <collaborationauthorlist>."),
    "nobody.xml": (b"<collaborationauthorlist/>", "The author list names nobody."),
    "cut.xml": (HEAD.encode(), "The file is cut off: it ends in line 1 before its elements are closed."),
    "cut.gz": (gzip.compress(HEAD.encode() * 99, mtime=0)[:-9], "The gzip file is cut off: its end is missing."),
    "external.xml": (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;{TAIL}'.encode(),
        "The file declares the entity 'x' in line 1; entities are refused.",
    ),
    "laughs.xml": (
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>{HEAD}<givenName>&l9;</givenName>{TAIL}'.encode(),
        "The file declares the entity 'l0' in line 1; entities are refused.",
    ),
}


@pytest.fixture
def file(tmp_path):
    def write(content, name="list.xml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def command(*args):
    """Exit status and output."""
    out = StringIO()
    try:
        call_command("import_people", *map(str, args), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


@pytest.mark.parametrize(("name", "people", "institutes"), REAL)
def test_plan_then_apply_then_nothing(db, shared, name, people, institutes):
    path, rows = shared / "data/authorship/real" / name, people + institutes
    status, said = command(path)
    assert (status, said.splitlines()[0].rpartition(",")[0]) == (
        0, f"{rows} create, 0 update, 0 skip, 0 conflict, 0 reject",
    )  # fmt: skip
    assert said.splitlines()[1:3] == [f"  institute: {institutes} create", f"  person: {people} create"]
    assert said.splitlines()[-1] == "Nothing was written; --apply carries this out."
    assert (Person.objects.count(), Institute.objects.count()) == (0, 0)
    assert command(path, "--apply")[1].splitlines()[-1] == "Applied."
    assert (Person.objects.count(), Institute.objects.count()) == (people, institutes)
    status, said = command(path, "--apply")
    assert (status, said.split(", ")[:3]) == (0, ["0 create", "0 update", f"{rows} skip"])
    assert (Person.objects.count(), Institute.objects.count()) == (people, institutes)


def test_the_plan_as_json(db, shared):
    status, said = command(shared / "data/authorship/real/dune_2206.14521.xml.gz", "--json")
    plan = json.loads(said)
    assert (status, plan["applied"]) == (0, False)
    assert plan["nouns"] == {"institute": {"create": 216}, "person": {"create": 1227}}
    assert len(plan["changes"]) == 1443
    assert [problem["line"] for problem in plan["problems"]] == [2570, 8584, 10742]


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("apply", [[], ["--apply"]], ids=["plan", "apply"])
def test_a_file_that_is_no_author_list_is_refused_in_one_sentence(db, file, name, apply):
    content, sentence = BAD[name]
    assert command(file(content, name), *apply) == (2, f"{name}: {sentence}")
    assert (Person.objects.count(), Institute.objects.count()) == (0, 0)


def test_200_megabytes_of_one_name(db, tmp_path):
    path = tmp_path / "long.xml.gz"
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(HEAD.encode() + b"<givenName>")
        for _ in range(200):
            packed.write(b"A" * 2**20)
        packed.write(f"</givenName>{TAIL}".encode())
    assert command(path, "--apply") == (2, "long.xml.gz: The file is larger than 16 MB, which no author list is.")
    small = tmp_path / "value.xml"
    small.write_text(f"{HEAD}<givenName>{'A' * 2**20}</givenName>{TAIL}")
    assert command(small, "--apply") == (2, "value.xml: A value in line 1 is longer than 20,000 characters.")
    assert Person.objects.count() == 0


def test_a_file_that_is_not_there_or_a_folder(db, tmp_path):
    assert command(tmp_path / "none.xml") == (2, "none.xml: The file cannot be read: No such file or directory.")
    assert command(tmp_path) == (2, f"{tmp_path.name}: The file cannot be read: Is a directory.")


def test_rejected_links_and_conflicts_end_with_status_1(db, file):
    orcid = "<authorids><authorid source='ORCID'>0000-0002-1825-0097</authorid></authorids>"
    command(file(f"{HEAD}{orcid}{TAIL}"), "--apply")
    other = HEAD.replace("Quill", "Li")
    status, said = command(file(f"{other}{orcid}{TAIL}"), "--apply")
    assert status == 1
    assert said.splitlines()[2] == (
        "conflict line 1: person Li: has an identifier of Quill, but another family name; decide which is right"
    )
    link = "<authorAffiliations><authorAffiliation organizationid='x'/></authorAffiliations>"
    status, said = command(file(f"{HEAD}{link}{TAIL}"))
    assert status == 1
    assert "line 1: " in said
    assert "an affiliation with 'x', which the file does not list" in said
