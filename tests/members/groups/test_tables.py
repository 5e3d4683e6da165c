"""Hand-kept tables as people write them: deputies, former holders, lines that break anywhere."""

from __future__ import annotations

import pytest

from members.groups.choices import Post
from members.groups.tables import post_of, read_text


def told(text):
    return [
        (row.line, row.group, str(row.post), row.name, "former" if row.former else "") for row in read_text(text).people
    ]


@pytest.mark.parametrize(
    ("words", "group", "post"),
    [
        ("Skim manager", "Skim", Post.MANAGER),
        ("Data processing managers", "Data processing", Post.MANAGER),
        ("Coordinators", "", Post.COORDINATOR),
        ("Deputies", "", Post.DEPUTY),
    ],
)
def test_the_last_word_is_the_post(words, group, post):
    assert post_of(words) == (group, post)


@pytest.mark.parametrize("words", ["", "Mailing list", "Manager of skims", "Responsibilities"])
def test_other_words_are_no_post(words):
    assert post_of(words) is None


def test_posts_with_deputies_and_former_holders():
    text = """## Who's who and contacts

**Coordinators:** @Ida Quill @Bo Lund (deputy) -
**Former:** @Eva Stern @Otto Mar

Skim manager: @Ann Alt @Ben Bo
@Cleo De La Cruz (former @Dan Dee ,
@Eli Ek (deputy) )

Check manager: @Fay Fox , (former)
@Gus Gee

Run manager:, @Hal Hut @Iva Ix
(deputy) - Former: @Jon Jay (deputy) @Kim Kay

Mailing list: [list@lab.example](mailto:list@lab.example)
"""
    assert told(text) == [
        (3, "", "coordinator", "Ida Quill", ""),
        (3, "", "deputy", "Bo Lund", ""),
        (4, "", "coordinator", "Eva Stern", "former"),
        (4, "", "coordinator", "Otto Mar", "former"),
        (6, "Skim", "manager", "Ann Alt", ""),
        (6, "Skim", "manager", "Ben Bo", ""),
        (7, "Skim", "manager", "Cleo De La Cruz", ""),
        (7, "Skim", "manager", "Dan Dee", "former"),
        (8, "Skim", "deputy", "Eli Ek", "former"),
        (10, "Check", "manager", "Fay Fox", ""),
        (11, "Check", "manager", "Gus Gee", "former"),
        (13, "Run", "manager", "Hal Hut", ""),
        (13, "Run", "deputy", "Iva Ix", ""),
        (14, "Run", "deputy", "Jon Jay", "former"),
        (14, "Run", "manager", "Kim Kay", "former"),
    ]
    assert read_text(text).problems == []


def test_former_beside_a_name_is_of_that_name_alone():
    assert told("Run manager: @Ida Quill (former) @Bo Lund") == [
        (1, "Run", "manager", "Ida Quill", "former"),
        (1, "Run", "manager", "Bo Lund", ""),
    ]


def test_former_in_parentheses_ends_with_them():
    assert [row[3:] for row in told("Run manager: @A One (former @B Two) @C Three")] == [
        ("A One", ""),
        ("B Two", "former"),
        ("C Three", ""),
    ]


def test_a_heading_names_the_group():
    assert told("Calibration who's who\n\nManager: @Ida Quill\nDeputy: @Bo Lund\n\n# Else\nManager: @Eva Stern") == [
        (3, "Calibration", "manager", "Ida Quill", ""),
        (4, "Calibration", "deputy", "Bo Lund", ""),
        (7, "", "manager", "Eva Stern", ""),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "Group\tLiaison\nCharm & more\t@Ida Quill @Bo Lund\nTau\t\n",
        "| Group | Liaison |\n|---|---|\n| Charm & more | @Ida Quill @Bo Lund |\n| Tau | |\n",
        "Group\tLiaison\nCharm & more\tIda Quill, Bo Lund\nTau\t\n",
    ],
)
def test_a_table_of_groups(rows):
    found = read_text(f"## Run production liaisons\n\n{rows}\nSpace tools <<\n")
    assert found.own == "Run production"
    assert [(row.group, row.post, row.name) for row in found.people] == [
        ("Charm & more", Post.LIAISON, "Ida Quill"),
        ("Charm & more", Post.LIAISON, "Bo Lund"),
    ]
    assert [name for _, name, _ in found.groups] == ["Charm & more", "Tau"]


def test_an_account_of_somebody_unknown_is_kept():
    [row] = read_text("Run manager: @Unknown User (iquill)").people
    assert (row.name, row.account) == ("Unknown User", "iquill")


def test_what_is_no_post_is_a_problem_of_its_line():
    found = read_text("Shift guru: @Ida Quill\n\nWrite to ida@lab.example: soon.\nThanks @everybody\n")
    assert found.people == []
    assert found.problems == [(1, "“Shift guru” is no post; the line was left out")]


@pytest.mark.parametrize(
    "text", ["", "@", "((((", ":@:", "manager:", "Manager: @", "Manager: @(", "\t\t\t", "|||", "Group\tLiaison"]
)
def test_scraps_are_read_without_a_row(text):
    assert read_text(text).people == []
