"""Which pairs are proposed, why, and how long the look takes for a large collaboration."""

from __future__ import annotations

import pytest

from members.people.merging.queries import likely_duplicates
from members.people.models import Person, PersonAddress, PersonIdentifier


def pairs():
    return {frozenset((str(pair.one), str(pair.two))): pair.same for pair in likely_duplicates()}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("Ida", "Quist"), ("Quist", "Ida"), "name"),
        (("Jürgen", "Müller"), ("Juergen", "Mueller"), "name"),
        (("Łukasz", "Żak"), ("Lukasz", "Zak"), "name"),
        (("Jean-Pierre", "Dupont"), ("Jean Pierre", "Dupont"), "name"),
        (("Maria", "García López"), ("Maria", "Garcia"), "name"),
        (("Ida", "Quist"), ("Ida", "Berg"), None),
        (("Wei", "Wang"), ("Wei", "Zhang"), None),
        (("", "Suharto"), ("", "Suharto"), None),  # one word is too little
        (("I.", "Quist"), ("Ida", "Quist"), None),
    ],
)
def test_names_agree_in_any_script_and_order(world, one, two, same):
    for given, family in (one, two):
        world.person(given, family)
    found = [pair.same for pair in likely_duplicates()]
    assert found == ([same] if same else [])


def test_native_script_addresses_and_identifiers(world):
    one = world.person("Taro", "Yamada", native_name="山田 太郎", email="taro@lab.example")
    two = world.person("T.", "Yamadah", native_name="山田太郎")
    three = world.person("Someone", "Else")
    PersonAddress.objects.create(person=three, address="TARO@lab.example")
    for person, problem in ((two, ""), (three, "another record has it")):
        PersonIdentifier.objects.create(person=person, kind="ORCID", value="0000-0002-1825-0097", problem=problem)
        PersonIdentifier.objects.create(
            person=person, kind="CERT", value="CN=T,O=G", issuer="CN=CA,O=G", problem=problem
        )
    assert pairs() == {
        frozenset((str(one), str(two))): "native script",
        frozenset((str(one), str(three))): "e-mail",
        frozenset((str(two), str(three))): "ORCID, certificate",
    }
    assert likely_duplicates(1)[0].same == "ORCID, certificate"  # the likeliest first


def test_six_thousand_people_are_one_query(world, django_assert_num_queries):
    """Every given name 100 times, every family name 60 times, 200 records twice."""
    made = []
    for number in range(6000):
        twin = number if number < 5800 else number - 5800
        given = f"g{chr(97 + twin % 60 // 26)}{chr(97 + twin % 60 % 26)}"
        family = "".join(chr(97 + twin // 60 // 26**at % 26) for at in range(2)) + "son"
        person = Person(given_name=given, family_name=family, paper_name=f"{given[0]}. {family}")
        person.derive()
        made.append(person)
    Person.objects.bulk_create(made)
    with django_assert_num_queries(6):  # whatever their number
        assert len(list(likely_duplicates(1000))) == 200
