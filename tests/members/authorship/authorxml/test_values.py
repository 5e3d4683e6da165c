"""Single values: first text counts, LaTeX becomes letters, identifiers are checked by their source."""

from members.authorship.authorxml.rows import Identifier
from members.authorship.authorxml.tree import parse
from members.authorship.authorxml.values import PERSON_CHECKS, checked_identifiers, texts, without_latex


class _Report:
    def __init__(self):
        self.lines = []

    def __call__(self, line, message, *, rejected=False):
        self.lines.append((line, message, rejected))


def test_the_first_text_of_an_element_counts_and_a_different_one_is_said():
    report = _Report()
    node = parse(b"<p><name>\n Ann\n Quill </name><name/><name>Ann Quill</name>\n<name>Bo</name><other>x</other></p>")
    assert texts(node, {"name"}, report) == {"name": "Ann Quill"}
    assert report.lines == [(3 + 1, "a second <name> was left out: 'Bo'", False)]


def test_latex_that_is_not_understood_stays_and_is_said():
    report = _Report()
    fields = {"name": r"\'Etienne", "paper": r"\input{x}", "domain": "a~b"}
    assert without_latex(fields, {"name", "paper"}, 7, report) == {
        "name": "Étienne",
        "paper": r"\input{x}",
        "domain": "a~b",
    }
    assert report.lines == [(7, r"the LaTeX in <paper> is kept as it is: '\\input{x}'", False)]


def test_identifiers_by_source_each_once_and_fillers_none():
    report = _Report()
    node = parse(
        b"""<ids>
<id source="orcid">0000-0002-1694-233X</id>
<id source="ORCID">https://orcid.org/0000-0002-1694-233X</id>
<id source="ORCID">1</id>
<id source="INSPIRE ID">None</id>
<id source="CERN">7</id>
<id source="Glance">7</id>
<id>urn</id>
<id source="">8</id>
</ids>"""
    )
    reason = "not an ORCID iD: it has to be 16 digits, the last one may be X"
    assert checked_identifiers(node, "id", PERSON_CHECKS, report) == (
        Identifier("ORCID", "0000-0002-1694-233X", 2),
        Identifier("ORCID", "1", 4, reason),
        Identifier("CCID", "7", 6),
        Identifier("Glance", "7", 7),
        Identifier("INTERNAL", "urn", 8),
        Identifier("", "8", 9),
    )
    assert report.lines == [
        (4, f"ORCID '1' is kept aside: {reason}", False),
        (9, "the identifier '8' has no source", False),
    ]
