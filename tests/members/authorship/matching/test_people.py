"""Who is known already: namesakes stay apart, everybody else stays one, and identifiers are never trusted twice."""

from collections import Counter
from datetime import date

import pytest

from members.authorship.exports import authorxml
from members.authorship.queries import published_list
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from portal.importing import Action
from tests.members.authorship.records import contents, counts, run


def test_namesakes_stay_as_many_through_every_import(db, sheet, tmp_path):
    source = sheet().place("a", "Harbour University").place("b", "North Lab")
    for places in (("a",), ("a",), ("a", "b"), ("a",)):
        source.person("Wei", "Li", *places)
    run(source.write())
    first = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    assert len(first) == 4
    own = tmp_path / "own.xml"
    own.write_text(authorxml(published_list(date(2026, 11, 20))), encoding="utf-8")
    for path in (source.write(), own):
        assert counts(run(path)) == {"skip": 6}
    assert list(Person.objects.order_by("pk").values_list("pk", flat=True)) == first
    held = Counter(Membership.objects.values_list("person_id", flat=True))
    assert [held[pk] for pk in first] == [1, 1, 2, 1]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_namesakes_keep_their_places_when_one_gets_an_orcid(db, sheet, which):
    orcid = "0000-0002-1694-233X"

    def source(*orcids):
        made = sheet().place("a", "Harbour University")
        for value in orcids:
            made.person("Wei", "Li", "a", **({"ORCID": value} if value else {}))
        return made.write()

    three = [orcid if number == which else "" for number in range(3)]
    run(source("", "", ""))
    people = list(Person.objects.order_by("pk"))
    plan = run(source(*three))
    assert counts(plan) == {"update": 1, "skip": 3}
    assert plan.of(Action.UPDATE)[0].fields == (("identifier", "", f"ORCID {orcid}"),)
    assert PersonIdentifier.objects.get().person == people[which]
    assert counts(run(source(*three[which:], *three[:which]))) == {"skip": 4}
    # another ORCID iD can only be of one who has none; a fourth is somebody new
    assert counts(run(source("0000-0002-1825-0097"))) == {"skip": 1, "update": 1}
    others = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-9079-593X")
    assert counts(run(source(orcid, *others))) == {"skip": 3, "update": 1, "create": 1}


def test_somebody_known_by_orcid_under_another_given_name_at_another_place(db, sheet):
    orcid = "0000-0002-1825-0097"
    run(sheet().place("a", "Harbour University").person("Jo", "García", "a", ORCID=orcid).write())
    later = sheet("2025-01-01").place("a", "Harbour University").place("b", "North Lab")
    plan = run(later.person("Josefa", "García López", "a", paper="J. García López", also="b", ORCID=orcid).write())
    assert [(change.action, change.noun) for change in plan.changes] == [
        ("skip", "institute"), ("create", "institute"), ("update", "person"),
    ]  # fmt: skip
    assert plan.changes[2].fields == (
        ("given name", "Jo", "Josefa"),
        ("family name", "García", "García López"),
        ("name on papers", "J. García", "J. García López"),
        ("family name on papers", "García", "García López"),
        ("affiliation", "", "Also at North Lab"),
    )
    known = Person.objects.get()
    assert (known.given_name, known.paper_family, known.sort_key) == ("Josefa", "García López", "garcialopez j")
    assert [(each.institute.name, each.connection, each.period.lower) for each in known.memberships.all()] == [
        ("Harbour University", "Affiliated with", date(2024, 5, 1)),
        ("North Lab", "Also at", date(2025, 1, 1)),
    ]
    assert counts(run(later.write())) == {"skip": 3}


def test_somebody_known_by_name_who_is_at_one_more_institute_is_the_same(db, sheet):
    run(sheet().place("a", "Harbour University").person("Mara", "Quill", "a").write())
    later = sheet().place("a", "Harbour University").place("b", "North Lab").person("Mara", "Quill", "a", "b")
    assert counts(run(later.write())) == {"skip": 1, "create": 1, "update": 1}
    assert Person.objects.count() == 1


def test_the_same_name_at_another_institute_is_somebody_else_and_is_said(db, sheet):
    run(sheet().place("a", "Harbour University").person("Wei", "Li", "a").write())
    plan = run(sheet().place("b", "North Lab").person("Wei", "Li", "b").write())
    assert plan.of(Action.CREATE)[1].note == "of the same name as somebody in the record, taken for another person"
    assert Person.objects.count() == 2


def test_somebody_who_left_is_not_taken_for_a_newcomer_of_the_name(db, sheet):
    Person.objects.create(given_name="Wei", family_name="Li", paper_name="W. Li")
    run(sheet().place("b", "North Lab").person("Wei", "Li", "b").write())
    assert Person.objects.count() == 2


def test_an_identifier_of_somebody_with_another_family_name_is_a_conflict(db, sheet):
    orcid = "0000-0002-1825-0097"
    run(sheet().place("a", "Harbour University").person("Ida", "de Souza", "a", ORCID=orcid).write())
    before = contents()
    wrong = sheet().place("a", "Harbour University").person("Ida", "de Oliveira", "a", ORCID=orcid).write()
    plan = run(wrong)
    assert (counts(plan), plan.exit_code) == ({"skip": 1, "conflict": 1}, 1)
    [conflict] = plan.of(Action.CONFLICT)
    assert (conflict.line, conflict.note) == (
        4, "has an identifier of Ida de Souza, but another family name; decide which is right",
    )  # fmt: skip
    assert contents() == before


@pytest.mark.parametrize(
    ("known", "told"), [("Müller", "Mueller"), ("Mueller", "Müller"), ("El Hassan", "El-Hassan"), ("Łoś", "Los")]
)
def test_another_spelling_is_no_conflict(db, sheet, known, told):
    orcid = "0000-0002-1825-0097"
    run(sheet().place("a", "Harbour University").person("Ida", known, "a", ORCID=orcid).write())
    assert counts(run(sheet().place("a", "Harbour University").person("Ida", told, "a", ORCID=orcid).write())) == {
        "skip": 1, "update": 1,
    }  # fmt: skip


def test_a_malformed_orcid_is_kept_aside_with_the_reason(db, sheet):
    source = sheet().place("a", "Harbour University").person("Ida", "Quill", "a", ORCID="0000-0002-1825-0098").write()
    plan = run(source)
    reason = "not an ORCID iD: the check digit is wrong"
    kept = PersonIdentifier.objects.get()
    assert (kept.kind, kept.value, kept.problem) == ("ORCID", "0000-0002-1825-0098", reason)
    assert [(each.line, each.message) for each in plan.problems] == [
        (4, f"ORCID '0000-0002-1825-0098' is kept aside: {reason}")
    ]
    assert published_list(date(2026, 1, 1)).authors[0].orcid == ""
    assert counts(run(source)) == {"skip": 2}


def test_one_orcid_of_two_people_identifies_neither(db, sheet):
    orcid = "0000-0002-1825-0097"
    source = sheet().place("a", "Harbour University")
    source.person("Ida", "Quill", "a", ORCID=orcid).person("Wei", "Li", "a", ORCID=orcid)
    plan = run(source.write())
    assert (
        list(PersonIdentifier.objects.values_list("value", "problem"))
        == [(orcid, "another person of the list has it")] * 2
    )
    assert len(plan.problems) == 1
    assert counts(run(source.write())) == {"skip": 3}


def test_identifiers_of_another_person_and_a_second_orcid_are_kept_aside(db, sheet):
    mine, other = "0000-0002-1825-0097", "0000-0002-1694-233X"
    first = sheet().place("a", "Harbour University").person("Ida", "Quill", "a", ORCID=mine, INSPIRE="INSPIRE-00000001")
    run(first.person("Wei", "Li", "a", INSPIRE="INSPIRE-00000002", CCID="7").write())
    second = sheet().place("a", "Harbour University").person("Ida", "Quill", "a", ORCID=mine, CCID="7")
    plan = run(second.person("Wei", "Li", "a", INSPIRE="INSPIRE-00000002", ORCID=other).write())
    assert [(each.line, each.message) for each in plan.problems] == [
        (4, "CCID 7 of Ida Quill is kept aside: another person of the record has it")
    ]
    third = sheet().place("a", "Harbour University")
    third.person("Wei", "Li", "a", INSPIRE="INSPIRE-00000002", ORCID="0000-0001-5109-3700")
    assert [each.message for each in run(third.write()).problems] == [
        f"ORCID 0000-0001-5109-3700 of Wei Li is kept aside: the record has {other}"
    ]
    assert Person.objects.count() == 2
    assert list(PersonIdentifier.objects.exclude(problem="").values_list("person__family_name", "value")) == [
        ("Quill", "7"), ("Li", "0000-0001-5109-3700"),
    ]  # fmt: skip


def test_identifiers_of_a_source_without_name_come_back(db, sheet, tmp_path):
    source = sheet().place("a", "Harbour University").person("Ida", "Quill", "a")
    nameless = '<cal:authorids><cal:authorid source="">X7</cal:authorid>'
    source.people[0] = source.people[0].replace("<cal:authorids>", nameless)
    run(source.write())
    own = tmp_path / "own.xml"
    own.write_text(authorxml(published_list(date(2026, 1, 1))), encoding="utf-8")
    assert counts(run(own)) == {"skip": 2}
