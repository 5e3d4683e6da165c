"""Names that a list leaves out follow from those it has, and every guess is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.authorship.authorxml.naming import Names
from members.people.names import clean


@pytest.mark.parametrize(
    ("names", "complete", "guesses"),
    [
        (
            {"familyname": "Wulandari"},
            ("", "Wulandari", "Wulandari", "", "Wulandari"),
            ["no name on papers; it is 'Wulandari' here"],
        ),
        (
            {"familyname": "Wulandari", "name": "Wulandari", "authornamepaper": "Wulandari"},
            ("", "Wulandari", "Wulandari", "", "Wulandari"),
            [],
        ),
        (
            {"familyname": "Quill", "givenname": "Ann Bo"},
            ("Ann Bo", "Quill", "A. B. Quill", "A. B.", "Quill"),
            ["no name on papers; it is 'A. B. Quill' here"],
        ),
        (
            {"name": "Ann Quill", "authornamepaper": "A. Quill"},
            ("Ann", "Quill", "A. Quill", "A.", "Quill"),
            [
                "no family name; 'Quill' is taken from the other names",
                "no given name; 'Ann' is taken from the other names of Quill",
            ],
        ),
        (
            {"familyname": "da Motta", "givenname": "Helio", "authornamepaper": "H. Da Motta"},
            ("Helio", "da Motta", "H. Da Motta", "H.", "Da Motta"),
            [],
        ),
        (
            {"familyname": "Chen", "name": "Chen Chen", "authornamepaper": "C. Chen"},
            ("Chen", "Chen", "C. Chen", "C.", "Chen"),
            ["no given name; 'Chen' is taken from the other names of Chen"],
        ),
        (
            {"familyname": "Li", "givenname": "Wei", "authornamepaper": "Li Wei"},
            ("Wei", "Li", "Li Wei", "Wei", "Li"),
            [],
        ),
        (
            {"familyname": "Li", "givenname": "Wei", "authornamepapergiven": "W.", "authornamepaperfamily": "Lee"},
            ("Wei", "Li", "W. Lee", "W.", "Lee"),
            ["no name on papers; it is 'W. Lee' here"],
        ),
        (
            {"familyname": "Quill", "givenname": "Ed", "authornamepaper": "E. Pen"},
            ("Ed", "Quill", "E. Pen", "E.", "Pen"),
            [],
        ),
        (
            {"givenname": "Wulandari"},
            ("", "Wulandari", "Wulandari", "", "Wulandari"),
            [
                "no family name; 'Wulandari' is taken from the other names",
                "no name on papers; it is 'Wulandari' here",
            ],
        ),
        ({}, ("", "", "", "", ""), []),
    ],
)
def test_missing_names_follow_from_the_others(names, complete, guesses):
    found = Names.of(names).complete()
    assert (found.given, found.family, found.paper, found.paper_given, found.paper_family) == complete
    assert found.guesses == guesses


FIELDS = ["familyname", "givenname", "name", "authornamepaper", "authornamepapergiven", "authornamepaperfamily"]
WORDS = st.sampled_from(["", "Li", "Wei Li", "W. Li", "de Li", "Li, W.", "Jr.", "W.", "灯"]) | st.text(max_size=8).map(
    clean
)


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS)))
def test_what_a_list_has_is_kept_and_nobody_named_is_left_without_a_printed_name(names):
    found = Names.of(names).complete()
    assert not names["familyname"] or found.family == names["familyname"]
    assert not names["givenname"] or names["givenname"] in (found.given, found.family)
    assert not names["authornamepaper"] or found.paper == names["authornamepaper"]
    assert bool(found.family) == bool(found.paper) == any(names.values())
