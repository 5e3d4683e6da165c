"""Published lists of three collaborations, and the examples of INSPIRE: counted, and nothing of them lost."""

import gzip
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from lxml import etree

from members.authorship.authorxml import read
from members.authorship.published import alphabetical
from members.people.names import clean, sort_key

REAL = ["dune_2206.14521.xml.gz", "besiii_2207.10906.xml.gz", "pueo_2026-05.xml"]


@pytest.mark.parametrize("name", REAL)
def test_no_element_of_a_published_list_is_lost(name, shared):
    """Counted against a parser of its own: persons, links, identifiers, in order."""
    path = shared / "data/authorship/real" / name
    file = read(path)
    data = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    root = etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True))
    people = list(root.iter("{*}Person"))
    assert [person.line for person in file.persons] == [person.sourceline for person in people]
    assert [person.family for person in file.persons] == [clean(person.findtext("{*}familyName")) for person in people]
    assert [person.paper for person in file.persons] == [
        clean(person.findtext("{*}authorNamePaper")) for person in people
    ]
    assert [[link.reference for link in person.affiliations] for person in file.persons] == [
        [clean(link.get("organizationid")) for link in person.iter("{*}authorAffiliation")] for person in people
    ]
    assert all(link.organization for person in file.persons for link in person.affiliations)
    given = sorted(clean(each.text or "") for person in people for each in person.iter("{*}authorid"))
    assert sorted(each.value for person in file.persons for each in person.identifiers) == [
        each for each in given if each
    ]
    assert [place.name for place in file.organizations] == [
        clean(each.findtext("{*}name")) for each in root.iter("{*}Organization")
    ]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("dune_2206.14521.xml.gz", (1227, 216, 1326, 533, 1190, 183, 147)),
        ("besiii_2207.10906.xml.gz", (578, 85, 742, 116, 281, 80, 0)),
        ("pueo_2026-05.xml", (69, 22, 73, 42, 0, 0, 0)),
    ],
)
def test_counts_of_published_lists(name, counts, shared):
    file = read(shared / "data/authorship/real" / name)
    assert counts == (
        len(file.persons),
        len(file.organizations),
        sum(len(person.affiliations) for person in file.persons),
        sum(bool(person.orcid) for person in file.persons),
        sum(bool(person.inspire_id) for person in file.persons),
        sum(bool(place.inspire_name) for place in file.organizations),
        sum(bool(place.ror) for place in file.organizations),
    )
    assert not any(problem.rejected for problem in file.problems)


def test_what_published_lists_make_somebody_look_at(shared):
    problems = {
        name: [
            (each.line, each.message.split(":")[0]) for each in read(shared / "data/authorship/real" / name).problems
        ]
        for name in REAL
    }
    assert problems == {
        "dune_2206.14521.xml.gz": [
            (2570, "ORCID '0002-0424-7903' is kept aside"),
            (8584, "INSPIRE 'INSPIRE--00825197' is kept aside"),
            (10742, "INSPIRE 'INSPIRE-00705690' is kept aside"),
        ],
        "besiii_2207.10906.xml.gz": [
            (2244, "no given name; 'Chen' is taken from the other names of Chen"),
            (8491, "no given name; 'Lu' is taken from the other names of Liu"),
        ],
        "pueo_2026-05.xml": [],
    }


@pytest.mark.parametrize(
    ("name", "names", "people"), [("dune_2206.14521.xml.gz", 5, 10), ("besiii_2207.10906.xml.gz", 9, 19)]
)
def test_namesakes_stay_as_many_people(name, names, people, shared):
    shown = Counter(person.paper for person in read(shared / "data/authorship/real" / name).persons)
    several = [count for count in shown.values() if count > 1]
    assert (len(several), sum(several)) == (names, people)


def test_a_published_order_comes_back_after_shuffling(shared, republished):
    """DUNE prints in letters-only order without an inversion; only people with equal keys may change places."""
    printed = republished(read(shared / "data/authorship/real/dune_2206.14521.xml.gz")).authors
    shuffled = list(printed)
    Random(1).shuffle(shuffled)
    ordered = alphabetical(shuffled)
    assert [sort_key(author.paper_family) for author in ordered] == [
        sort_key(author.paper_family) for author in printed
    ]
    assert alphabetical(reversed(ordered)) == ordered
    assert all(sort_key(one.paper_family) <= sort_key(two.paper_family) for one, two in pairwise(printed))


@pytest.mark.parametrize(
    "name", ["example_fulldata", "example_minimal", "example_institutional_groups", "example_multicollaboration"]
)
def test_the_examples_of_inspire_are_read(name, shared):
    file = read(shared / f"data/authorship/inspire-examples/{name}.xml")
    assert not any(problem.rejected for problem in file.problems)
    assert all(person.paper_family for person in file.persons)


def test_a_person_of_two_collaborations_keeps_both_positions(shared):
    file = read(shared / "data/authorship/inspire-examples/example_multicollaboration.xml")
    assert file.persons[3].collaborations == (("c2", "Spokesperson"), ("c2", "Contact Person"))
