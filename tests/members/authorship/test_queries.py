"""The author list of a day: who signs, in which order, with which affiliations and footnotes."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.authorship.exports import authorxml
from members.authorship.models import AuthorNote, Authorship
from members.authorship.queries import published_list
from members.people.models import Person, PersonIdentifier
from portal.periods import Period
from tests.members.authorship.records import contents, counts, run

ON = date(2026, 6, 1)
ALWAYS = Period(date(2020, 1, 1), None)


@pytest.fixture
def signs(world):
    """`signs("Ida", "Quill")`: somebody at Sundridge who signs; more goes to the record."""

    def make(given, family, period=ALWAYS, place="Sundridge", until=None, **more):
        person = world.person(given, family, **more)
        world.member(person, place, since=date(2020, 1, 1), until=until)
        Authorship.objects.create(person=person, period=period)
        return person

    return make


def names(on=ON):
    return [author.family for author in published_list(on).authors]


def test_who_signs_begins_and_ends_on_a_day(signs):
    signs("Ida", "Quill", Period(date(2026, 3, 1), date(2026, 9, 1)))
    assert [names(day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))] == [
        [], ["Quill"], ["Quill"], [],
    ]  # fmt: skip


def test_a_member_without_authorship_does_not_sign(world, signs):
    world.member(world.person("Wei", "Li"), "Sundridge")
    signs("Ida", "Quill")
    assert names() == ["Quill"]


def test_the_order_is_of_the_printed_family_name_letters_only(signs):
    """Accents folded, blanks and hyphens not looked at, particles kept, an override before all."""
    wanted = ["Ångqvist", "De Boer", "deMar", "de Zeeuw", "O'Brien", "Obrist", "Østby", "Zażółć", "Last"]
    for family in Random(3).sample(wanted, len(wanted)):
        signs("Ida", family, sort_override="zzz" if family == "Last" else "")
    assert names() == wanted
    # printed, not legal: Aalto goes by Zuber on papers
    Person.objects.filter(family_name="Ångqvist").update(paper_family="Zuber")
    assert names()[-2:] == ["Ångqvist", "Last"]


def test_equal_names_are_ordered_the_same_each_time(signs):
    for _ in range(4):
        signs("Wei", "Li")
    first = [author.uuid for author in published_list(ON).authors]
    assert first == sorted(first)
    assert len(set(first)) == 4


def test_affiliations_and_footnotes_are_those_of_the_day(world, signs):
    person = signs("Ida", "Quill", until=date(2026, 7, 1))
    world.member(person, "Northgate", since=date(2026, 7, 1))
    world.member(person, "Northgate", since=date(2026, 1, 1), until=date(2026, 6, 2), connection="Also at", position=1)
    AuthorNote.objects.create(person=person, kind="Now at", text="a bank", period=Period(date(2026, 7, 1), None))

    def printed(day):
        published = published_list(day)
        place = {institute.uuid: institute.name for institute in published.institutes}
        [author] = published.authors
        return [(place[each.institute], each.connection) for each in author.affiliations], len(author.notes)

    here, there = ("University of Sundridge", "Affiliated with"), ("University of Northgate", "Also at")
    assert printed(ON) == ([here, there], 0)
    assert printed(ON + timedelta(days=1)) == ([here], 0)
    assert printed(date(2026, 7, 1)) == ([("University of Northgate", "Affiliated with")], 1)


def test_who_left_and_still_signs_keeps_the_last_affiliations_and_an_import_admits_nobody(world, signs, tmp_path):
    person = signs("Ida", "Quill", until=date(2026, 2, 1))
    world.member(person, "Northgate", since=date(2020, 1, 1), until=date(2026, 2, 1), connection="Also at", position=1)
    world.institute("Oldham")
    world.member(person, "Oldham", since=date(2019, 3, 1), until=date(2020, 1, 1))
    published = published_list(ON)
    place = {institute.uuid: institute.short_name for institute in world.institutes.values()}
    assert [(place[each.institute], each.connection) for each in published.authors[0].affiliations] == [
        ("Sundridge", "Affiliated with"), ("Northgate", "Also at"),
    ]  # fmt: skip
    own = tmp_path / "own.xml"
    own.write_text(authorxml(published), encoding="utf-8")
    before = contents()
    assert counts(run(own)) == {"skip": 3}
    assert contents() == before


def test_only_trusted_identifiers_are_published(signs):
    person = signs("Ida", "Quill")
    for kind, value, problem in (
        ("ORCID", "0000-0002-1825-0098", "the check digit is wrong"),
        ("ORCID", "0000-0002-1825-0097", ""),
        ("INSPIRE", "INSPIRE-00000001", "another person has it"),
        ("CCID", "7", ""),
        ("OTHER", "x-1", ""),
    ):
        source = "Badge" if kind == "OTHER" else ""
        PersonIdentifier.objects.create(person=person, kind=kind, value=value, problem=problem, source=source)
    [author] = published_list(ON).authors
    assert (author.orcid, author.inspire_id) == ("0000-0002-1825-0097", "")
    assert author.identifiers == (("CCID", "7"), ("Badge", "x-1"))


def test_the_number_of_queries_does_not_depend_on_the_number_of_authors(signs):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            count = len(published_list(ON).authors)
        return count, len(asked)

    signs("Ida", "Quill")
    one = queries()
    for number in range(299):
        signs("Ida", "Quill", until=date(2026, 1, 1) if number % 2 else None)
    assert (one[0], queries()) == (1, (300, one[1]))
    assert one[1] <= 7
