"""The list that writers get: whole in itself, in one order, with the words of footnotes."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.authorship.published import (
    Affiliation,
    Author,
    Institute,
    Note,
    alphabetical,
    canonical_connection,
    connected,
)

AUTHORS = st.lists(
    st.builds(
        Author,
        uuid=st.uuids(),
        family=st.sampled_from(["Li", "Lian", "Łi", "de Li"]),
        paper_given=st.sampled_from(["", "A.", "B."]),
    ),
    max_size=12,
    unique_by=lambda author: author.uuid,
)


@given(AUTHORS, st.randoms())
def test_any_order_in_gives_one_order_out(authors, random):
    shuffled = list(authors)
    random.shuffle(shuffled)
    assert alphabetical(shuffled) == alphabetical(authors)


def test_the_order_is_of_the_printed_family_name():
    names = [
        ("Zhu", "", ""),
        ("Legal", "Alias", ""),
        ("van Dyk", "", ""),
        ("Quill", "", "Aaron Quill"),
        ("Ångström", "", ""),
    ]
    authors = [
        Author(UUID(int=n), family, paper_family=paper, sort_override=override)
        for n, (family, paper, override) in enumerate(names)
    ]
    assert [author.family for author in alphabetical(authors)] == ["Quill", "Legal", "Ångström", "van Dyk", "Zhu"]


def test_a_list_is_whole_in_itself(invented):
    author = invented.authors[0]
    for broken in (
        replace(author, affiliations=(Affiliation(UUID(int=999)),)),
        replace(author, collaboration=2),
        replace(author, collaboration=-1),
    ):
        with pytest.raises(ValueError, match="the author list does not have"):
            replace(invented, authors=(broken,))
    for field in ("authors", "institutes"):
        with pytest.raises(ValueError, match="stands for two rows"):
            replace(invented, **{field: (*getattr(invented, field), getattr(invented, field)[0])})


def test_used_institutes_keep_the_order_of_the_list(invented):
    assert [institute.uuid.int for institute in invented.used_institutes] == [1, 2, 4]


@pytest.mark.parametrize(
    ("name", "address", "printed"),
    [
        ("Harbour University", "1 Quay Street", "Harbour University, 1 Quay Street"),
        ("Harbour University", "Harbour University, 1 Quay Street", "Harbour University, 1 Quay Street"),
        ("Harbour", "Harbourside 3", "Harbour, Harbourside 3"),
        ("Harbour University", "", "Harbour University"),
        ("Harbour,", "Quay", "Harbour, Quay"),
    ],
)
def test_an_institute_is_printed_with_its_name_once(name, address, printed):
    assert Institute(UUID(int=1), name, address).printed == printed


def test_an_author_without_printed_name_gets_the_usual_one():
    assert Author(UUID(int=1), "Quill", "Ann Bo", suffix="Jr.").printed == "A. B. Quill Jr."


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("Also at", "Also at X"),
        ("AlsoAt", "Also at X"),
        ("Now at", "Now at X"),
        ("On leave from", "On leave from X"),
        ("Visitor", "Visitor at X"),
        ("Status", "X"),
        ("Note", "X"),
        ("Guest of", "Guest of: X"),
    ],
)
def test_the_words_of_footnotes(kind, printed):
    assert Note(kind, "X").printed == printed


@given(st.text(max_size=20))
def test_connections_are_canonical_once(text):
    assert canonical_connection(canonical_connection(text)) == canonical_connection(text)
    assert connected(text, "X").endswith("X")


def test_signs_alone_are_no_connection():
    assert canonical_connection("†") == "†"
    assert canonical_connection("") == "Affiliated with"
