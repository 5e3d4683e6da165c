"""What an author.xml file holds, row by row, as clean text with the line where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from members.authorship.published import Note

INTERNAL, ORCID, INSPIRE, CCID, ROR = "INTERNAL", "ORCID", "INSPIRE", "CCID", "ROR"
UUID_PREFIX = "urn:uuid:"
FOOTNOTE = "footnote"
"""INTERNAL name that marks a footnote, which the format can only carry as an organization."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What somebody should look at. `rejected` when a row or a link between rows could not be read."""

    line: int
    message: str
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of a person or an institute; one with a `problem` is kept aside, never trusted."""

    source: str
    value: str
    line: int
    problem: str = ""


def trusted(identifiers: tuple[Identifier, ...], source: str) -> str:
    """The first good value of a source, or nothing."""
    return next((each.value for each in identifiers if each.source == source and not each.problem), "")


def own_uuid(identifiers: tuple[Identifier, ...]) -> UUID | None:
    """The uuid of the record that our own writer put in."""
    for each in identifiers:
        if each.source == INTERNAL and not each.problem and (found := parse_urn(each.value)):
            return found
    return None


def is_footnote(identifiers: tuple[Identifier, ...]) -> bool:
    """True for an organization that our own writer made of a footnote in free words."""
    return any(each.source == INTERNAL and each.value == FOOTNOTE for each in identifiers)


def parse_urn(value: str) -> UUID | None:
    """The uuid of `urn:uuid:…`, or None."""
    try:
        return UUID(value) if value.startswith(UUID_PREFIX) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class FileCollaboration:
    """A collaboration that the file names."""

    key: str
    line: int
    name: str
    experiment: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization of the file, author or not."""

    key: str
    """The id in the file; made up where it is missing or taken."""
    line: int
    name: str
    address: str = ""
    domain: str = ""
    identifiers: tuple[Identifier, ...] = ()
    """All `orgName`: INSPIRE (the ICN), ROR, GRID, …"""
    statuses: tuple[tuple[str, str], ...] = ()
    """(key of a collaboration or nothing, member or nonmember)."""
    group: str = ""
    """Key of the organization that this one is a part of."""

    @property
    def inspire_name(self) -> str:
        return trusted(self.identifiers, INSPIRE)

    @property
    def ror(self) -> str:
        return trusted(self.identifiers, ROR)

    @property
    def uuid(self) -> UUID | None:
        return own_uuid(self.identifiers)


@dataclass(frozen=True, slots=True)
class FileAffiliation:
    """A link of a person to an organization."""

    organization: str
    """Key of an organization of the file; empty when it lists none of this id."""
    connection: str
    """Canonical where known, see `published.canonical_connection`."""
    spelled: str
    """The connection as the file has it, empty and missing alike."""
    reference: str
    line: int


@dataclass(frozen=True, slots=True)
class Person:
    """An author; `family` is never empty."""

    line: int
    family: str
    given: str = ""
    suffix: str = ""
    native: str = ""
    paper: str = ""
    paper_given: str = ""
    paper_family: str = ""
    deceased: bool = False
    affiliations: tuple[FileAffiliation, ...] = ()
    notes: tuple[Note, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    collaborations: tuple[tuple[str, str], ...] = ()
    """(key of a collaboration, position there)."""
    funding: str = ""

    @property
    def orcid(self) -> str:
        return trusted(self.identifiers, ORCID)

    @property
    def inspire_id(self) -> str:
        return trusted(self.identifiers, INSPIRE)

    @property
    def uuid(self) -> UUID | None:
        return own_uuid(self.identifiers)


@dataclass(frozen=True, slots=True)
class AuthorFile:
    """The whole file."""

    references: tuple[str, ...]
    created_on: date | None
    collaborations: tuple[FileCollaboration, ...]
    organizations: tuple[Organization, ...]
    persons: tuple[Person, ...]
    problems: tuple[Problem, ...]
    """In the order of the lines."""

    @property
    def reference(self) -> str:
        return self.references[0] if self.references else ""
