"""Single values out of elements: cleaned text, LaTeX accents decoded, identifiers checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from members.authorship import tex
from members.authorship.authorxml import rows
from members.authorship.authorxml.rows import Identifier
from members.authorship.authorxml.tree import Node
from members.people import identifiers
from members.people.identifiers import Checked
from members.people.names import clean, fold

_SOURCES = {
    "orcid": rows.ORCID,
    "inspire": rows.INSPIRE,
    "inspireid": rows.INSPIRE,
    "spiresicn": rows.INSPIRE,
    "ccid": rows.CCID,
    "cern": rows.CCID,
    "ror": rows.ROR,
    "internal": rows.INTERNAL,
}
Checks = dict[str, Callable[[str], Checked]]
PERSON_CHECKS: Checks = {rows.ORCID: identifiers.orcid, rows.INSPIRE: identifiers.inspire_id}
ORGANIZATION_CHECKS: Checks = {rows.ROR: identifiers.ror}


class Report(Protocol):
    """How a problem is noted down."""

    def __call__(self, line: int, message: str, *, rejected: bool = False) -> None: ...


def texts(node: Node, tags: set[str], report: Report) -> dict[str, str]:
    """The cleaned text of each child of these tags that has one; of two different texts the first counts."""
    found: dict[str, str] = {}
    for child in node.children:
        if child.tag not in tags or not (text := clean(child.text or child.attributes.get("resource", ""))):
            continue
        if found.setdefault(child.tag, text) != text:
            report(child.line, f"a second <{child.tag}> was left out: {text[:200]!r}")
    return found


def without_latex(fields: dict[str, str], tags: set[str], line: int, report: Report) -> dict[str, str]:
    """The fields with LaTeX accents as letters; what holds other LaTeX stays as it is and is reported."""
    decoded = dict(fields)
    for tag in sorted(tags & fields.keys()):
        text = tex.from_tex(fields[tag])
        if text is None:
            report(line, f"the LaTeX in <{tag}> is kept as it is: {fields[tag][:200]!r}")
        else:
            decoded[tag] = text
    return decoded


def checked_identifiers(node: Node, tag: str, checks: Checks, report: Report) -> tuple[Identifier, ...]:
    """All identifiers under the element, each once; fillers are none, malformed ones carry their problem."""
    found: dict[tuple[str, str], Identifier] = {}
    for element in _elements(node, tag):
        text = clean(element.text)
        if identifiers.is_filler(text):
            continue
        spelled = clean(element.attributes.get("source", rows.INTERNAL))
        source = _SOURCES.get(fold(spelled), spelled)
        value, problem = checks[source](text) if source in checks else Checked(text)
        if problem:
            report(element.line, f"{source} {text[:100]!r} is kept aside: {problem}")
        if not source:
            report(element.line, f"the identifier {text[:100]!r} has no source")
        if value or problem:
            found.setdefault((source, value or text), Identifier(source, value or text, element.line, problem))
    return tuple(found.values())


def _elements(node: Node, tag: str) -> Iterator[Node]:
    return (each for each in node.walk() if each.tag == tag)
