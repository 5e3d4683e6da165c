"""REVTeX: ASCII only, everybody and every footnote named, and it compiles however many footnotes there are."""

import json
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.authorship.authorxml import read
from members.authorship.exports import revtex
from members.authorship.published import Affiliation, Author, Collaboration, Institute, Note, PublishedList
from members.authorship.tex import needs_t5


def _list(*authors, institutes=None):
    places = institutes or (Institute(UUID(int=1), "House One", "Street"), Institute(UUID(int=2), "House Two"))
    return PublishedList((Collaboration("Lantern"),), "X-1", date(2026, 11, 20), places, authors)


def _author(number, family, **facts):
    return Author(
        UUID(int=100 + number), family, paper=f"A. {family}", affiliations=(Affiliation(UUID(int=1)),), **facts
    )


def _word(number):
    """A word of its own without letters that TeX joins (ff, fi, fl)."""
    letters = "abcdeghjkmnopqrstuvwxyz"
    return f"Place{letters[number % 23]}x{letters[number // 23]}q"


def test_the_invented_list_is_written_as_ever(invented, golden):
    assert revtex(invented) == (golden / "authors.tex").read_text(encoding="ascii")


def test_the_footnotes_of_an_author_stand_between_name_and_affiliation(invented):
    block = next(block for block in revtex(invented).split("\n\n") if "Nguy" in block)
    assert [line.split("{")[0] for line in block.splitlines()] == [
        r"\author",
        r"\altaffiliation",
        r"\altaffiliation",
        r"\altaffiliation",
        r"\affiliation",
    ]


def test_death_status_and_other_places_are_footnotes():
    institutes = (Institute(UUID(int=1), "House One"),)
    author = _author(
        1,
        "Quill",
        deceased=True,
        notes=(Note("Status", "Emeritus"), Note("Now at", "Bank"), Note("Note", "Free words")),
    )
    elsewhere = tuple(Affiliation(UUID(int=1), each) for each in ("Also at", "Visitor", "On leave from", "Guest of"))
    text = revtex(_list(replace(author, affiliations=elsewhere), institutes=institutes))
    assert re.findall(r"\\altaffiliation\{(.*)\}", text) == [
        "Deceased",
        "Also at House One",
        "Visitor at House One",
        "On leave from House One",
        "Guest of: House One",
        "Emeritus",
        "Now at Bank",
        "Free words",
    ]
    assert "\\noaffiliation\n% Author list: end" not in text.split("\\collaboration")[0]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.text(max_size=15), st.text(max_size=15), st.text(max_size=15)), min_size=1, max_size=5))
def test_any_text_gives_ascii_with_every_author(texts):
    institutes = tuple(Institute(UUID(int=n + 1), text) for n, (_, text, _) in enumerate(texts))
    authors = tuple(
        Author(
            UUID(int=100 + n),
            name,
            paper=name,
            affiliations=(Affiliation(UUID(int=n + 1)),),
            notes=(Note("Also at", note),),
        )
        for n, (name, _, note) in enumerate(texts)
    )
    text = revtex(_list(*authors, institutes=institutes))
    assert text.isascii()
    assert text.count("\\author{") == len(authors)
    body = text.split("Author list: begin")[1].split("% Author list: end")[0]
    assert body.replace(r"\{", "").replace(r"\}", "").count("{") == body.replace(r"\{", "").replace(r"\}", "").count(
        "}"
    )


def test_commands_in_names_are_printed_and_not_run():
    text = revtex(_list(_author(1, r"\input{/etc/passwd}", notes=(Note("Also at", r"\write18{rm} % $x$ ^^5c # _"),))))
    assert r"\input" not in text
    assert r"\author{A.~\textbackslash{}input\{/etc/passwd\}}" in text
    assert r"\textbackslash{}write18\{rm\} \% \$x\$ \textasciicircum{}\textasciicircum{}5c \# \_" in text


def test_a_name_in_another_script_falls_back_to_the_roman_one():
    roman = replace(_author(1, "Lantern"), given="Wei", paper="灯偉")
    nameless = replace(_author(2, "灯"), paper="灯")
    text = revtex(_list(roman, nameless))
    assert r"\author{Wei Lantern}" in text
    assert r"\author{?}" in text
    assert "% LaTeX has no macro for U+706F: printed as a question mark, see author.xml" in text


@pytest.mark.parametrize(
    ("footnotes", "letters", "own"),
    [(0, False, False), (8, False, False), (9, True, False), (52, True, False), (53, True, True)],
)
def test_the_ladder_of_footnotes(footnotes, letters, own):
    authors = [_author(n, f"Quill{n}", notes=(Note("Also at", _word(n)),)) for n in range(footnotes)]
    again = (
        replace(authors[0], uuid=UUID(int=9999)) if authors else _author(0, "Quill")
    )  # a footnote used twice counts once
    text = revtex(_list(*authors, again))
    assert ("altaffilletter" in text, r"\@lettered" in text) == (letters, own)


def test_every_person_of_a_published_list_is_named(shared, republished):
    for name, count, places in (("dune_2206.14521.xml.gz", 1227, 216), ("besiii_2207.10906.xml.gz", 578, 81)):
        published = republished(read(shared / "data/authorship/real" / name))
        text = revtex(published)
        assert text.count("\\author{") == count
        assert len(set(re.findall(r"\\affiliation\{(.*)\}\n", text))) == places
        assert text.isascii()


@pytest.mark.needs("pdflatex")
@pytest.mark.parametrize("count", [1, 8, 9, 26, 27, 52, 53, 95, 146])
def test_every_footnote_is_printed(count, latex):
    """REVTeX drops or mangles them at 8, 26, 52 and where they fill a page, most of the time without an error."""
    authors = [_author(n, f"Quill{_word(n)}", notes=(Note("Also at", f"Foot{_word(n)}"),)) for n in range(count)]
    printed = latex.letters(revtex(_list(*authors, _author(count, "Last"))))
    assert [n for n in range(count) if f"Quill{_word(n)}" not in printed] == []
    assert [n for n in range(count) if f"AlsoatFoot{_word(n)}" not in printed] == []
    assert latex.overfull() < 30  # points; the foot of the page has room for that


@pytest.mark.needs("pdflatex")
def test_the_invented_list_compiles(invented, latex):
    printed = latex.letters(revtex(invented))
    for words in (
        "Deceased",
        "AlsoatFreeObservatory,2nd",
        "Wulandari",
        "HarbourUniversity,1QuayStreet,12345Port&Sons",
        "TheLanternCollaborationandTheBeaconCollaboration",
    ):
        assert words in printed
    assert "EmptyHouse" not in printed


@pytest.mark.needs("pdflatex")
def test_difficult_names_compile(shared, latex, request):
    """37 names, each in the list of one paper; the two that only T5 can set where its fonts are installed."""
    names = [each["unicode"] for each in json.loads((shared / "data/authorship/edge-names.json").read_text())]
    text = revtex(_list(*(_author(n, name) for n, name in enumerate(names))))
    assert needs_t5(text)
    request.getfixturevalue("vietnamese_fonts")
    printed = latex.letters(text)
    assert len(names) == 37
    assert [name for name in names if name.isascii() and name.replace(" ", "").replace("-", "") not in printed] == []


@pytest.mark.needs("pdflatex")
def test_names_that_t1_can_set_compile(shared, latex):
    names = [each["unicode"] for each in json.loads((shared / "data/authorship/edge-names.json").read_text())]
    plain = [_author(n, name) for n, name in enumerate(names) if not needs_t5(revtex(_list(_author(n, name))))]
    assert len(plain) == 35
    assert "Suharyanto" in latex.letters(revtex(_list(*plain)))


@pytest.mark.needs("pdflatex")
@pytest.mark.slow
def test_a_published_list_of_1227_compiles(shared, republished, latex):
    published = republished(read(shared / "data/authorship/real/dune_2206.14521.xml.gz"))
    plain = tuple(replace(author, orcid="") for author in published.authors)  # the links alone take ten times as long
    assert "TheDUNECollaboration" in latex.letters(revtex(replace(published, authors=plain)))
