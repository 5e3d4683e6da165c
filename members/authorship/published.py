"""An author list as it is published: plain values, detached from the record, the input of every writer.

A list is complete in itself, so a frozen one can be written again in any format years later. People and institutes are
known by the uuid of their record; names never identify anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from members.memberships.choices import Connection
from members.people.names import fold, paper_name, sort_key

STATUS, NOTE = "Status", "Note"
"""Kinds of footnotes beside the connections: a status other than deceased, and free words."""
_CONNECTIONS = {fold(word): Connection(word) for word in Connection.values} | {
    "": Connection.AFFILIATED,
    "affiliated": Connection.AFFILIATED,
    "visitorat": Connection.VISITOR,
    "visiting": Connection.VISITOR,
    "onleave": Connection.ON_LEAVE,
    "presentaddress": Connection.NOW_AT,
}


@dataclass(frozen=True, slots=True)
class Collaboration:
    """Whose list it is."""

    name: str
    experiment: str = ""
    """The experiment number of INSPIRE, for example BEPC-BES-III."""


@dataclass(frozen=True, slots=True)
class Institute:
    """A place that authors name, with the words printed on the paper."""

    uuid: UUID
    name: str
    address: str = ""
    domain: str = ""
    inspire_name: str = ""
    ror: str = ""
    """Bare, as `identifiers.ror` gives it."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Other names as (source, value): GRID, InstId, …"""
    status: str = ""
    """In the collaboration: member or nonmember."""

    @property
    def printed(self) -> str:
        """Name and address; only the address when it begins with the name already."""
        if f"{self.address},".startswith(f"{self.name},"):
            return self.address
        return ", ".join(part for part in (self.name.rstrip(" ,"), self.address) if part)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An author at an institute."""

    institute: UUID
    connection: str = Connection.AFFILIATED


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote in free words: `kind` is a connection (`Also at`), STATUS or NOTE."""

    kind: str
    text: str

    @property
    def printed(self) -> str:
        return self.text if self.kind in (STATUS, NOTE) else connected(self.kind, self.text)


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who signs; `family` is the whole name of a mononym."""

    uuid: UUID
    family: str
    given: str = ""
    paper: str = ""
    """As on the title page, in roman letters; `paper_given` and `paper_family` are its parts."""
    paper_given: str = ""
    paper_family: str = ""
    suffix: str = ""
    native: str = ""
    sort_override: str = ""
    deceased: bool = False
    affiliations: tuple[Affiliation, ...] = ()
    notes: tuple[Note, ...] = ()
    orcid: str = ""
    inspire_id: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Other identifiers as (source, value): CCID, …"""
    funding: str = ""
    collaboration: int = 0
    """Which of the collaborations of the list; author.xml allows one."""
    position: str = ""
    """Spokesperson, Contact person, …"""

    @property
    def printed(self) -> str:
        """The name on the title page."""
        return self.paper or paper_name(self.given, self.family, self.suffix)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """The list of one paper, or of one day."""

    collaborations: tuple[Collaboration, ...]
    reference: str
    on: date
    institutes: tuple[Institute, ...]
    authors: tuple[Author, ...]

    def __post_init__(self) -> None:
        """Raises ValueError when a uuid stands for two rows, or a row names one that is not in the list."""
        institutes = {institute.uuid for institute in self.institutes}
        if len(institutes) < len(self.institutes) or len({author.uuid for author in self.authors}) < len(self.authors):
            raise ValueError("A uuid of the author list stands for two rows.")
        for author in self.authors:
            if not institutes.issuperset(each.institute for each in author.affiliations):
                raise ValueError(f"{author.printed} is at an institute that the author list does not have.")
            if author.collaboration not in range(max(1, len(self.collaborations))):
                raise ValueError(f"{author.printed} is of a collaboration that the author list does not have.")

    @property
    def used_institutes(self) -> tuple[Institute, ...]:
        """Those that an author names, in the order of the list; published lists have no institute without author."""
        used = {affiliation.institute for author in self.authors for affiliation in author.affiliations}
        return tuple(institute for institute in self.institutes if institute.uuid in used)


def alphabetical(authors: Iterable[Author]) -> tuple[Author, ...]:
    """By printed family name, letters only, then printed given name, then uuid: any order in, one order out."""
    return tuple(sorted(authors, key=lambda author: (_sort_key(author), author.uuid)))


def _sort_key(author: Author) -> str:
    family = author.sort_override or author.paper_family or author.family
    return sort_key(family, author.paper_given or author.given)


def canonical_connection(text: str) -> str:
    """The connection meant by any spelling in use (`AlsoAt`, `Also At`, empty); words nobody knows stay as they are."""
    return _CONNECTIONS.get(fold(text), text) if fold(text) or not text else text


def connected(connection: str, place: str) -> str:
    """The words of a footnote: `Also at INFN`, `Visitor at KEK`; unknown connections are put before a colon."""
    match canonical_connection(connection):
        case Connection.VISITOR:
            return f"Visitor at {place}"
        case Connection() as known:
            return f"{known} {place}"
        case words:
            return f"{words}: {place}"
