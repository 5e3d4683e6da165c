"""Which institutes are known already, and what an import may change about them."""

from datetime import date

import pytest

from members.authorship.exports import authorxml
from members.authorship.queries import published_list
from members.institutes.models import Institute, InstituteIdentifier
from tests.members.authorship.records import counts, run


def test_an_institute_of_the_same_ror_keeps_its_words_and_gains_what_was_missing(db, sheet):
    run(sheet().place("a", "Harbour University", "1 Quay Street", ROR="0fake0027").person("Ida", "Quill", "a").write())
    later = (
        sheet()
        .place("a", "Univ. Harbour", "Quay St.", ROR="0fake0027", INSPIRE="Harbour U.")
        .person("Ida", "Quill", "a")
    )
    plan = run(later.write())
    assert [(change.action, change.fields) for change in plan.changes] == [
        ("update", (("INSPIRE name", "", "Harbour U."),)), ("skip", ()),
    ]  # fmt: skip
    assert [(each.line, each.message) for each in plan.problems] == [
        (2, "Univ. Harbour has the ROR or INSPIRE name of 'Harbour University, 1 Quay Street', whose words are kept")
    ]
    known = Institute.objects.get()
    assert (known.name, known.address, known.inspire_name) == ("Harbour University", "1 Quay Street", "Harbour U.")
    assert counts(run(later.write())) == {"skip": 2}
    # by the INSPIRE name alone
    assert counts(run(sheet().place("a", "Harbour", INSPIRE="Harbour U.").person("Ida", "Quill", "a").write())) == {
        "skip": 2
    }


@pytest.mark.parametrize(
    ("name", "more"),
    [("Section of Nowhere", {"ROR": "0fake0027", "INSPIRE": "Lab, Nowhere"}), ("Section 2", {})],
)
def test_a_section_is_not_taken_for_another_of_the_same_house(db, sheet, name, more):
    first = sheet().place("a", "Section 1", ROR="0fake0027", INSPIRE="Lab, Somewhere").person("Ida", "Quill", "a")
    run(first.write())
    run(sheet().place("a", name, **more).person("Ida", "Quill", "a").write())
    assert set(Institute.objects.values_list("name", flat=True)) == {"Section 1", name}


def test_two_institutes_of_one_ror_stay_two(db, sheet):
    source = sheet().place("a", "Physics", ROR="0fake0027").place("b", "Chemistry", ROR="0fake0027")
    source.person("Ida", "Quill", "a").person("Wei", "Li", "b")
    run(source.write())
    assert Institute.objects.count() == 2
    assert counts(run(source.write())) == {"skip": 4}


def test_a_malformed_ror_is_kept_but_never_exported(db, sheet):
    source = sheet().place("a", "Harbour University", ROR="0fake0028").person("Ida", "Quill", "a").write()
    run(source)
    assert Institute.objects.get().ror == ""
    assert list(InstituteIdentifier.objects.values_list("source", "value")) == [("ROR", "0fake0028")]
    assert "0fake0028" not in authorxml(published_list(date(2026, 1, 1)))
    assert counts(run(source)) == {"skip": 2}


def test_two_institutes_with_one_uuid_of_the_record_are_two(db, sheet):
    uuid = "urn:uuid:6f0e6f3c-58a2-4d0e-9a4f-0f2f3f1c6a11"
    source = (
        sheet().place("a", "Physics", INTERNAL=uuid).place("b", "Chemistry", INTERNAL=uuid).person("Ida", "Quill", "a")
    )
    run(source.write())
    assert Institute.objects.count() == 2
    assert counts(run(source.write())) == {"skip": 3}


def test_kinds_and_short_names_of_institutes(db, sheet):
    source = sheet().place("a", "Harbour University, Dept. of Physics", status="nonmember")
    run(source.place("b", "North Lab, Nowhere", status="member", INSPIRE="North").person("Ida", "Quill", "a").write())
    assert list(Institute.objects.order_by("pk").values_list("short_name", "kind")) == [
        ("Harbour University", "external"), ("North", "full"),
    ]  # fmt: skip
