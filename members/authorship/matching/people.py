"""Persons of an author list against the people of the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from members.authorship.authorxml import AuthorFile
from members.authorship.authorxml import Person as FilePerson
from members.authorship.authorxml.rows import INTERNAL, UUID_PREFIX
from members.authorship.matching.pool import Diff, Match, Pool, day_of, different
from members.authorship.models import AuthorNote, Authorship
from members.authorship.published import Note
from members.authorship.queries import last_memberships
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from members.people.names import fold


class People:
    """Matches the persons of the file."""

    LABELS = {
        "given_name": "given name", "family_name": "family name", "native_name": "native name",
        "paper_name": "name on papers", "paper_given": "given name on papers", "paper_family": "family name on papers",
    }  # fmt: skip

    def __init__(self, file: AuthorFile, institutes: list[Match]) -> None:
        self.file, self.on = file, day_of(file)
        self.institute_of = {match.row.key: match for match in institutes}
        self.orcids = Counter(row.orcid for row in file.persons if row.orcid)
        self.inspires = Counter(row.inspire_id for row in file.persons if row.inspire_id)
        self.pool = Pool()
        self._read_record()

    def _read_record(self) -> None:
        self.ids: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
        self.owner: dict[tuple[str, str], int] = {}
        for item in PersonIdentifier.objects.all():
            self.ids[item.person_id].add((item.kind, item.source, item.value))
            if not item.problem:
                self.owner[(item.kind, item.value)] = item.person_id
        self.places: dict[int, set[tuple[int, str]]] = defaultdict(set)
        rows = Membership.objects.filter(period__overlap=(self.on, None))
        for person, institute, connection in rows.values_list("person", "institute", "connection"):
            self.places[person].add((institute, connection))
        for last in last_memberships(self.on):  # our own lists print them for who still signs
            self.places[last.person_id].add((last.institute_id, last.connection))
        self.notes: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for person, kind, text in AuthorNote.objects.values_list("person", "kind", "text"):
            self.notes[person].add((kind, text))
        self.authors = set(Authorship.objects.filter(period__overlap=(self.on, None)).values_list("person", flat=True))
        for person in Person.objects.order_by("pk"):
            self._put(person)

    def _put(self, person: Person) -> None:
        self.pool.put(person.uuid, person)
        institutes = frozenset(institute for institute, _ in self.places[person.pk])
        self.pool.put((*person_key(person.family_name, person.given_name, person.paper_name), institutes), person)
        for kind, _, value in self.ids[person.pk]:
            if kind in ("ORCID", "INSPIRE") and self.owner.get((kind, value)) == person.pk:
                self.pool.put((kind, value), person)

    def matches(self) -> list[Match]:
        """In the order of the file; the surest match wins."""
        found: dict[int, Any] = {}
        for look in (self._by_uuid, self._by_orcid, self._by_inspire, self._by_name):
            for index, row in enumerate(self.file.persons):
                if index not in found and (record := look(row)) is not None:
                    found[index] = record
        seen: dict[tuple[str, str], int] = {}
        return [self._match(row, found.get(index), seen) for index, row in enumerate(self.file.persons)]

    def _by_uuid(self, row: FilePerson) -> Any:
        return self.pool.take(row.uuid) if row.uuid else None

    def _by_orcid(self, row: FilePerson) -> Any:
        return self.pool.take(("ORCID", row.orcid)) if self.orcids[row.orcid] == 1 else None

    def _by_inspire(self, row: FilePerson) -> Any:
        return self.pool.take(("INSPIRE", row.inspire_id)) if self.inspires[row.inspire_id] == 1 else None

    def _by_name(self, row: FilePerson) -> Any:
        known = [self.institute_of.get(place.organization) for place in row.affiliations]
        places = frozenset(match.known.pk for match in known if match is not None and match.known is not None)
        key = (*person_key(row.family, row.given, row.paper), places)
        return self.pool.take(key, fits=lambda person: self._no_other_orcid(row, person))

    def _no_other_orcid(self, row: FilePerson, person: Person) -> bool:
        theirs = {value for kind, _, value in self.ids[person.pk] if kind == "ORCID" and (kind, value) in self.owner}
        return not (row.orcid and theirs and row.orcid not in theirs and self.orcids[row.orcid] == 1)

    def _match(self, row: FilePerson, known: Any, seen: dict[tuple[str, str], int]) -> Match:
        match = Match(row, " ".join(filter(None, (row.given, row.family, row.suffix))), known)
        if (
            known is not None
            and not row.uuid
            and fold(row.family) not in fold(f"{known.family_name} {known.given_name}")
        ):
            match.conflict = True
            match.note = f"has the identifier of {known.full_name}, but another family name; decide which is right"
            return match
        match.values = {
            "given_name": row.given, "family_name": row.family, "suffix": row.suffix, "native_name": row.native,
            "paper_name": row.paper, "paper_given": row.paper_given, "paper_family": row.paper_family,
            "funding": row.funding, "deceased": row.deceased,
        }  # fmt: skip
        match.added = {
            "identifiers": self._identifiers(row, known, match, seen),
            "places": self._places(row, known, match),
            "notes": self._notes(row, known),
            "authorship": [] if known and known.pk in self.authors else [self.on],
        }  # fmt: skip
        if known is not None:
            match.fields = different(known, match.values, self.LABELS) + tuple(self._additions(match))
        return match

    def _notes(self, row: FilePerson, known: Any) -> list[Note]:
        have = self.notes[known.pk] if known is not None else set()
        return [note for note in dict.fromkeys(row.notes) if (note.kind, note.text) not in have]

    def _identifiers(
        self, row: FilePerson, known: Any, match: Match, seen: dict[tuple[str, str], int]
    ) -> list[tuple[str, str, str, str]]:
        """(kind, source, value, problem); one that belongs to somebody else is kept aside."""
        found = []
        for item in row.identifiers:
            if item.source == INTERNAL and item.value.startswith(UUID_PREFIX):
                continue
            kind = item.source if item.source in ("ORCID", "INSPIRE", "CCID") else "OTHER"
            source = "" if kind != "OTHER" else item.source[:60]
            problem = item.problem
            if kind != "OTHER" and not problem:
                owner, line = self.owner.get((kind, item.value)), seen.setdefault((kind, item.value), row.line)
                if line != row.line:
                    problem = f"the person in line {line} of the list has the same"
                elif owner is not None and (known is None or owner != known.pk):
                    problem = "another record has the same"
                if problem:
                    match.problems.append((item.line, f"{kind} {item.value} of {match.label}: {problem}; kept aside"))
            if known is None or (kind, source, item.value) not in self.ids[known.pk]:
                found.append((kind, source, item.value, problem[:200]))
        return list({entry[:3]: entry for entry in found}.values())

    def _places(self, row: FilePerson, known: Any, match: Match) -> list[tuple[str, str, int]]:
        """(key of the organization, connection, position) that the record does not have."""
        found, seen = [], set()
        for position, place in enumerate(row.affiliations):
            at = self.institute_of.get(place.organization)
            if at is None:
                continue
            if (place.organization, place.connection) in seen:
                match.problems.append((place.line, f"{match.label} is at {at.label} twice; kept once"))
                continue
            seen.add((place.organization, place.connection))
            have = (
                known is not None and at.known is not None and (at.known.pk, place.connection) in self.places[known.pk]
            )
            if not have:
                found.append((place.organization, place.connection, position))
        return found

    def _additions(self, match: Match) -> Iterable[Diff]:
        for kind, source, value, _ in match.added["identifiers"]:
            yield "identifier", "", f"{source or kind} {value}"
        for key, connection, _ in match.added["places"]:
            yield "affiliation", "", f"{connection} {self.institute_of[key].label}"
        for note in match.added["notes"]:
            yield "footnote", "", note.printed
        for on in match.added["authorship"]:
            yield "signs from", "", on.isoformat()


def person_key(family: str, given: str, paper: str) -> tuple[str, str, str]:
    """People with equal keys at the same institutes are taken for the same, the n-th for the n-th."""
    return fold(family), fold(given), fold(paper)
