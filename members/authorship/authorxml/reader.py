"""From the tree of an author.xml file to its rows.

Order of elements, capitals, namespaces and missing parts do not matter. What the format says but lists spell in their
own ways (connections, statuses, identifiers) is made uniform; what is not in the format is named as a problem. A row
that carries the uuid of our own record was written by us: its values are taken as they are, nothing is decoded or
guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from members.authorship.authorxml import rows
from members.authorship.authorxml.naming import Names
from members.authorship.authorxml.rows import Problem
from members.authorship.authorxml.tree import AuthorXMLError, Node, parse
from members.authorship.authorxml.values import (
    ORGANIZATION_CHECKS,
    PERSON_CHECKS,
    Report,
    checked_identifiers,
    texts,
    without_latex,
)
from members.authorship.published import STATUS, Note, canonical_connection
from members.people.names import clean, fold

ROOT = "collaborationauthorlist"
_NAMES = {"name", "givenname", "familyname", "authorsuffix", "authornamenative"}
_NAMES |= {"authornamepaper", "authornamepapergiven", "authornamepaperfamily"}
_PERSON = _NAMES | {"authorstatus", "authorfunding"}
_ORGANIZATION = {"name", "orgaddress", "orgdomain"}
_CONTENT = {
    ROOT: {"creationdate", "publicationreference", "collaborations", "organizations", "authors"},
    "collaborations": {"collaboration"},
    "collaboration": {"name", "experimentnumber", "group"},
    "organizations": {"organization"},
    "organization": _ORGANIZATION | {"orgname", "orgstatus", "group"},
    "authors": {"person"},
    "person": _PERSON | {"authorcollaboration", "authoraffiliations", "authorids"},
    "authoraffiliations": {"authoraffiliation"},
    "authorids": {"authorid"},
}
"""The elements of the format (author.dtd), in lower case; their order is not looked at."""
_DECEASED = {"deceased", "dead"}


def read(source: bytes | Path | BinaryIO) -> rows.AuthorFile:
    """Everything in the file, plain or gzipped. Raises AuthorXMLError with one sentence when it is no author list."""
    root = parse(source)
    if root.tag != ROOT:
        raise AuthorXMLError(f"The root element is <{root.tag[:60]}>, but an author list has <{ROOT}>.")
    return _Reader(root).file()


class _Reader:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.nodes: defaultdict[str, list[Node]] = defaultdict(list)
        for node in root.walk():
            self.nodes[node.tag].append(node)
        self.problems: list[Problem] = []
        self.keys: dict[str, str] = {}
        self.footnotes: dict[str, str] = {}

    def report(self, line: int, message: str, *, rejected: bool = False) -> None:
        self.problems.append(Problem(line, message, rejected))

    def file(self) -> rows.AuthorFile:
        self.name_strangers()
        collaborations = tuple(self.collaborations())
        organizations = tuple(self.organizations())
        persons = tuple(filter(None, map(self.person, self.nodes["person"])))
        if not persons:
            raise AuthorXMLError("The author list names nobody.")
        return rows.AuthorFile(
            references=tuple(filter(None, (clean(node.text) for node in self.nodes["publicationreference"]))),
            created_on=self.created_on(),
            collaborations=collaborations,
            organizations=organizations,
            persons=_without_shared(persons, self.report),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line)),
        )

    def name_strangers(self) -> None:
        """Report elements that the format does not have: each name once, with how many there are."""
        strangers: defaultdict[str, list[int]] = defaultdict(list)
        for node in self.root.walk():
            for child in node.children:
                if node.tag in _CONTENT and child.tag not in _CONTENT[node.tag]:
                    strangers[child.tag].append(child.line)
        for tag, lines in strangers.items():
            count = "an element" if len(lines) == 1 else f"{len(lines):,} elements"
            self.report(lines[0], f"{count} <{tag[:60]}> left out: not in the format, or not in this place")

    def created_on(self) -> date | None:
        for node in self.nodes["creationdate"]:
            if text := clean(node.text):
                try:
                    return date.fromisoformat(text[:10])
                except ValueError:
                    self.report(node.line, f"the creation date {text[:60]!r} is not year-month-day")
        return None

    def collaborations(self) -> Iterator[rows.FileCollaboration]:
        for node in self.nodes["collaboration"]:
            fields = texts(node, {"name", "experimentnumber"}, self.report)
            if fields:
                key, name = clean(node.attributes.get("id", "")), fields.get("name", "")
                yield rows.FileCollaboration(key, node.line, name, fields.get("experimentnumber", ""))

    def organizations(self) -> Iterator[rows.Organization]:
        for node in self.nodes["organization"]:
            organization = self.organization(node)
            if rows.is_footnote(organization.identifiers):
                self.footnotes[organization.key] = organization.name
            else:
                yield organization

    def organization(self, node: Node) -> rows.Organization:
        names = checked_identifiers(node, "orgname", ORGANIZATION_CHECKS, self.report)
        fields = texts(node, _ORGANIZATION, self.report)
        if not rows.own_uuid(names) and not rows.is_footnote(names):
            fields = without_latex(fields, {"name", "orgaddress"}, node.line, self.report)
        key = self.key(node)
        known = rows.trusted(names, rows.INSPIRE) or fields.get("orgaddress") or fields.get("orgdomain") or key
        if not fields.get("name"):
            self.report(node.line, f"an organization without name; it is called {known!r} here")
        return rows.Organization(
            key=key,
            line=node.line,
            name=fields.get("name") or known,
            address=fields.get("orgaddress", ""),
            domain=fields.get("orgdomain", ""),
            identifiers=names,
            statuses=tuple(
                (clean(child.attributes.get("collaborationid", "")), status)
                for child in node.children
                if child.tag == "orgstatus" and (status := clean(child.text))
            ),
            group=next((clean(each.attributes.get("with", "")) for each in node.children if each.tag == "group"), ""),
        )

    def key(self, node: Node) -> str:
        """The id of an organization, known also in lower case for sloppy references."""
        key = spelled = clean(node.attributes.get("id", ""))
        if not spelled or spelled in self.keys:
            words = f"a second organization with the id {spelled!r}" if spelled else "an organization without id"
            self.report(node.line, f"{words}; no author can be linked to it")
            key = f"{spelled}@{node.line}"
        self.keys[key] = key
        self.keys.setdefault(key.casefold(), key)
        return key

    def person(self, node: Node) -> rows.Person | None:
        found = checked_identifiers(node, "authorid", PERSON_CHECKS, self.report)
        fields = texts(node, _PERSON, self.report)
        if rows.own_uuid(found):
            names = Names.of(fields)
        else:
            names = Names.of(without_latex(fields, _NAMES, node.line, self.report)).complete()
        for guess in names.guesses:
            self.report(node.line, guess)
        if not names.family:
            self.report(node.line, "a person without any name was left out", rejected=True)
            return None
        affiliations, notes = self.affiliations(node)
        statuses = [part for part in map(str.strip, fields.get("authorstatus", "").split(";")) if part]
        remarks = [part for part in statuses if part != "†" and fold(part) not in _DECEASED]
        return rows.Person(
            line=node.line,
            family=names.family,
            given=names.given,
            suffix=names.suffix,
            native=fields.get("authornamenative", ""),
            paper=names.paper,
            paper_given=names.paper_given,
            paper_family=names.paper_family,
            deceased=len(remarks) < len(statuses),
            affiliations=affiliations,
            notes=(*(Note(STATUS, remark) for remark in remarks), *notes),
            identifiers=found,
            collaborations=tuple(
                (clean(each.attributes.get("collaborationid", "")), clean(each.attributes.get("position", "")))
                for each in node.children
                if each.tag == "authorcollaboration"
            ),
            funding=fields.get("authorfunding", ""),
        )

    def affiliations(self, person: Node) -> tuple[tuple[rows.FileAffiliation, ...], tuple[Note, ...]]:
        found: dict[tuple[str, str], rows.FileAffiliation] = {}
        notes: list[Note] = []
        for node in (each for each in person.walk() if each.tag == "authoraffiliation"):
            reference = clean(node.attributes.get("organizationid", ""))
            key = self.keys.get(reference) or self.keys.get(reference.casefold(), "")
            spelled = clean(node.attributes.get("connection", ""))
            connection = canonical_connection(spelled)
            if key in self.footnotes:
                notes.append(Note(connection, self.footnotes[key]))
                continue
            if not key:
                self.report(
                    node.line, f"an affiliation with {reference!r}, which the file does not list", rejected=True
                )
            link = rows.FileAffiliation(key, connection, spelled, reference, node.line)
            if found.setdefault((key or reference, connection), link) is not link:
                self.report(node.line, f"the affiliation with {reference!r} is there twice")
        if not found and not notes:
            self.report(person.line, "a person without affiliation")
        return tuple(found.values()), tuple(notes)


def _without_shared(persons: tuple[rows.Person, ...], report: Report) -> tuple[rows.Person, ...]:
    """Identifiers that two people have identify neither: they are kept aside for both."""
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for person in persons:
        for each in person.identifiers:
            if not each.problem and (each.source in _UNIQUE or rows.parse_urn(each.value)):
                holders[each.source, each.value].append(person.line)
    shared = {key: lines for key, lines in holders.items() if len(lines) > 1}
    for (source, value), lines in shared.items():
        places = " and ".join(map(str, lines))
        report(lines[-1], f"{source} {value!r} is kept aside: the people in lines {places} have it")
    if not shared:
        return persons
    return tuple(
        replace(
            person,
            identifiers=tuple(
                replace(each, problem="another person of the list has it")
                if (each.source, each.value) in shared
                else each
                for each in person.identifiers
            ),
        )
        for person in persons
    )


_UNIQUE = {rows.ORCID, rows.INSPIRE, rows.CCID}
