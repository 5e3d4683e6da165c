"""People from published lists: the record holds what the file says, once, whoever imports it how often."""

from datetime import date

import pytest
from django.utils import timezone
from lxml import etree

from members.authorship import writing
from members.authorship.authorxml import read
from members.authorship.exports import authorxml, revtex
from members.authorship.models import Authorship
from members.authorship.queries import published_list
from members.institutes.models import Institute, InstituteIdentifier
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from portal.history import entries
from portal.importing import Action
from portal.testing.races import at_once
from tests.members.authorship.records import BESIII, DUNE, PUEO, contents, counts, real, recorded_people, run, told

REAL = [DUNE, BESIII, PUEO]


@pytest.mark.parametrize(("name", "people", "institutes"), [(DUNE, 1227, 216), (BESIII, 578, 85), (PUEO, 69, 22)])
def test_a_published_list_is_in_the_record_whole(db, shared, name, people, institutes):
    file = read(real(shared, name))
    names = {place.key: place.name for place in file.organizations}
    plan = run(real(shared, name))
    assert counts(plan) == {"create": people + institutes}
    assert plan.exit_code == 0
    wanted = [
        told(row) | {"places": [(names[link.organization], link.connection) for link in row.affiliations]}
        for row in file.persons
    ]
    assert recorded_people() == wanted
    assert list(Institute.objects.order_by("pk").values_list("name", "address", "domain", "inspire_name", "ror")) == [
        (row.name, row.address, row.domain, row.inspire_name, row.ror) for row in file.organizations
    ]
    kept = Institute.objects.exclude(inspire_name="").count() + Institute.objects.exclude(ror="").count()
    assert InstituteIdentifier.objects.count() + kept == sum(len(row.identifiers) for row in file.organizations)
    assert Authorship.objects.count() == people
    assert [problem.as_json() for problem in plan.problems] == [
        {"line": problem.line, "message": problem.message} for problem in file.problems
    ]


@pytest.mark.parametrize("name", REAL)
def test_a_plan_writes_nothing_and_a_second_import_changes_nothing(db, shared, name):
    plan = run(real(shared, name), apply=False)
    assert (plan.writes, Person.objects.count(), Institute.objects.count()) == (plan.counts["create"], 0, 0)
    run(real(shared, name))
    before = contents()
    again = run(real(shared, name))
    assert counts(again) == {"skip": plan.writes}
    assert contents() == before


def test_three_collaborations_in_one_record(db, shared):
    """Nobody is lost among the others; what two lists have in common is there once; nothing goes to and fro."""
    for name in REAL:
        plan = run(real(shared, name))
        file = read(real(shared, name))
        assert plan.counts["conflict"] == plan.counts["reject"] == 0
        assert plan.nouns["person"].total() == len(file.persons)
        assert plan.nouns["institute"].total() == len(file.organizations)
    ids = PersonIdentifier.objects.filter(kind="ORCID", problem="")
    orcids = {each.orcid for name in REAL for each in read(real(shared, name)).persons if each.orcid}
    assert set(ids.values_list("value", flat=True)) == orcids
    assert ids.count() == len(orcids)
    on = date(2026, 11, 20)
    assert len(published_list(on).authors) == Person.objects.count() > 1800
    for name in REAL:
        assert run(real(shared, name)).nouns["institute"]["skip"] == len(read(real(shared, name)).organizations)


@pytest.mark.parametrize("name", REAL)
def test_the_own_export_is_valid_complete_and_changes_nothing(db, shared, dtd, tmp_path, name):
    run(real(shared, name))
    published = published_list(date(2026, 11, 20), "LANTERN-1")
    text = authorxml(published)
    root = etree.fromstring(text.encode())
    assert dtd.validate(root), dtd.error_log
    assert len(root.findall(".//{*}Person")) == Person.objects.count()
    own = tmp_path / "own.xml"
    own.write_text(text, encoding="utf-8")
    before = contents()
    again = run(own)
    assert counts(again) == {"skip": len(published.authors) + len(published.used_institutes)}
    assert contents() == before
    tex = revtex(published)
    assert tex.isascii()
    assert tex.count("\n\\author{") == Person.objects.count()


def test_the_own_export_comes_into_an_empty_record_as_it_was(db, shared, tmp_path):
    run(real(shared, PUEO))
    own, day = tmp_path / "own.xml", date(2026, 11, 20)
    own.write_text(authorxml(published_list(day, "LANTERN-1")), encoding="utf-8")
    before = recorded_people()
    uuids = set(Person.objects.values_list("uuid", flat=True))
    Membership.objects.all().delete()
    Person.objects.all().delete()
    Institute.objects.all().delete()
    run(own)
    assert sorted(recorded_people(), key=str) == sorted(before, key=str)
    assert set(Person.objects.values_list("uuid", flat=True)) == uuids
    assert authorxml(published_list(day, "LANTERN-1")) == own.read_text(encoding="utf-8")


def test_a_link_to_nowhere_is_rejected_and_the_rest_is_written(db, sheet):
    plan = run(sheet().place("a", "Harbour University").person("Ida", "Quill", "a", "nowhere").write())
    assert plan.exit_code == 1
    assert [(change.line, change.note) for change in plan.of(Action.REJECT)] == [
        (4, "an affiliation with 'nowhere', which the file does not list")
    ]
    assert Membership.objects.get().institute.name == "Harbour University"


def test_what_does_not_fit_is_rejected_with_its_line_and_the_rest_is_written(db, sheet):
    source = sheet().place("a", "Harbour University").place("b", "B" * 501).person("Ida", "Q" * 301, "a")
    source.person("Wei", "Li", "a", "b").person("Mo", "Su", "a", X="9" * 301)
    plan = run(source.write())
    assert plan.exit_code == 1
    assert [(change.noun, change.line, change.note.split(":")[0]) for change in plan.of(Action.REJECT)] == [
        ("institute", 3, "the name has 501 characters, but 500 at most can be kept"),
        ("person", 5, "the family name has 301 characters, but 300 at most can be kept"),
        ("person", 7, "the value has 301 characters, but 300 at most can be kept"),
    ]
    assert [(each.line, each.message) for each in plan.problems] == [
        (6, f"Wei Li is not put at {'B' * 100}, which is rejected")
    ]
    assert recorded_people()[0]["places"] == [("Harbour University", "Affiliated with")]
    assert Person.objects.count() == 1


def test_an_error_in_the_middle_leaves_nothing(db, shared, monkeypatch):
    """The last table cannot be written to."""

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Authorship.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError, match="the disk is full"):
        run(real(shared, PUEO))
    assert {name: len(rows) for name, rows in contents().items()} == dict.fromkeys(contents(), 0)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_row_once(shared):
    work = lambda: run(real(shared, PUEO))  # noqa: E731
    plans = at_once(work, work)
    assert sorted((counts(plan) for plan in plans), key=str) == [{"create": 91}, {"skip": 91}]
    assert (Person.objects.count(), Institute.objects.count()) == (69, 22)


def test_the_history_says_who_imported_what(db, sheet):
    path = sheet().place("a", "Harbour University").person("Ida", "Quill", "a").write()
    run(path)
    [entry] = entries(Person.objects.get())
    assert (entry.verb, entry.reason) == ("import", f"import of {path.name}")
    assert Authorship.objects.get().reason == writing.REASON


def test_a_list_without_a_date_holds_from_today(db, sheet):
    run(sheet("").place("a", "Harbour University").person("Ida", "Quill", "a").write())
    assert Membership.objects.get().period.lower == timezone.localdate()


def test_footnotes_mononyms_and_the_deceased_come_and_go(db, sheet, tmp_path):
    source = sheet().place("a", "Harbour University").place("b", "North Lab")
    source.person("", "Wulandari", "a", paper="Wulandari", dead=True).person("Ida", "Quill", "a", also="b")
    run(source.write())
    published = published_list(date(2026, 1, 1), "LANTERN-2")
    quill, wulandari = published.authors
    assert (wulandari.family, wulandari.given, wulandari.deceased) == ("Wulandari", "", True)
    assert [each.connection for each in quill.affiliations] == ["Affiliated with", "Also at"]
    tex = revtex(published)
    assert r"\altaffiliation{Also at North Lab}" in tex
    assert r"\altaffiliation{Deceased}" in tex
    own = tmp_path / "own.xml"
    own.write_text(authorxml(published), encoding="utf-8")
    assert counts(run(own)) == {"skip": 4}
