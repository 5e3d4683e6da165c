"""Persons of an author list against the people of the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from members.authorship.authorxml import AuthorFile
from members.authorship.authorxml import Person as FilePerson
from members.authorship.authorxml.rows import INTERNAL, UUID_PREFIX
from members.authorship.matching.pool import Diff, Match, Pool, day_of, different, too_long
from members.authorship.models import AuthorNote, Authorship
from members.authorship.published import Note
from members.authorship.queries import printed_memberships, signing
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from members.people.names import clean, fold, search_text, search_words
from portal.importing import Action
from portal.periods import Period


class People:
    """Matches the persons of the file."""

    LABELS = {
        "given_name": "given name", "family_name": "family name", "native_name": "native name",
        "paper_name": "name on papers", "paper_given": "given name on papers", "paper_family": "family name on papers",
    }  # fmt: skip

    def __init__(self, file: AuthorFile, institutes: list[Match]) -> None:
        self.file, self.on = file, day_of(file)
        self.institute_of = {match.row.key: match for match in institutes}
        self.pool = Pool()
        self._read_record()

    def _read_record(self) -> None:
        since = Period(self.on, None)
        self.ids: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
        self.owner: dict[tuple[str, str], int] = {}
        for item in PersonIdentifier.objects.all():
            self.ids[item.person_id].add((item.kind, item.source, item.value))
            if not item.problem:
                self.owner[(item.kind, item.value)] = item.person_id
        self.notes: dict[int, set[tuple[str, str]]] = defaultdict(set)
        notes = AuthorNote.objects.filter(period__overlap=since)
        for owner, kind, text in notes.values_list("person_id", "kind", "text"):
            self.notes[owner].add((kind, clean(text)))
        self.authors = set(Authorship.objects.filter(period__overlap=since).values_list("person_id", flat=True))
        self.places: dict[int, set[tuple[int, str]]] = defaultdict(set)
        # of who left and still signs, papers print the last affiliations: no reason to admit them again
        printed = printed_memberships(set(signing(self.on).values_list("person_id", flat=True)), self.on)
        for row in (*Membership.objects.filter(period__overlap=since), *printed):
            self.places[row.person_id].add((row.institute_id, row.connection))
        for person in self._everyone().order_by("pk"):
            self._put(person)

    def _everyone(self) -> QuerySet[Person]:
        """Among whom is looked."""
        return Person.objects.all()

    def _put(self, person: Person) -> None:
        self.pool.put(person.uuid, person)
        name = name_key(person.family_name, person.given_name)
        self.pool.put(name, person)
        self.pool.put((name, fold(person.paper_name), self._institutes(person)), person)
        for kind, _, value in self.ids[person.pk]:
            if kind in ("ORCID", "INSPIRE") and self.owner.get((kind, value)) == person.pk:
                self.pool.put((kind, value), person)

    def _institutes(self, person: Person) -> frozenset[int]:
        return frozenset(institute for institute, _ in self.places[person.pk])

    def matches(self) -> list[Match]:
        """In the order of the file; the surest match wins."""
        found: dict[int, Any] = {}
        for look in (self._by_uuid, self._by_orcid, self._by_inspire, self._by_name):
            for index, row in enumerate(self.file.persons):
                if index not in found and (record := look(row)) is not None:
                    found[index] = record
        rest = {index: row for index, row in enumerate(self.file.persons) if index not in found}
        names = Counter(name_key(row.family, row.given) for row in rest.values())
        for index, row in rest.items():
            if names[name_key(row.family, row.given)] == 1 and (record := self._by_name_nearby(row)) is not None:
                found[index] = record
        return [self._match(row, found.get(index)) for index, row in enumerate(self.file.persons)]

    def _by_uuid(self, row: FilePerson) -> Any:
        return self.pool.take(row.uuid) if row.uuid else None

    def _by_orcid(self, row: FilePerson) -> Any:
        return self.pool.take(("ORCID", row.orcid)) if row.orcid else None

    def _by_inspire(self, row: FilePerson) -> Any:
        return self.pool.take(("INSPIRE", row.inspire_id)) if row.inspire_id else None

    def _by_name(self, row: FilePerson) -> Any:
        """The next of this name, printed name and exactly these institutes."""
        places = self._known_places(row)
        if row.affiliations and not places:
            return None  # the record knows none of them: somebody of this name who left need not be meant
        key = (name_key(row.family, row.given), fold(row.paper), places)
        return self.pool.take(key, lambda person: self._no_other_orcid(row, person))

    def _by_name_nearby(self, row: FilePerson) -> Any:
        """The one of this name at one of the institutes, who went to another one too or prints another name."""
        places = self._known_places(row)
        near = self.pool.free(
            name_key(row.family, row.given),
            lambda person: bool(places & self._institutes(person)) and self._no_other_orcid(row, person),
        )
        return self.pool.take(near[0].uuid) if len(near) == 1 else None

    def _known_places(self, row: FilePerson) -> frozenset[int]:
        known = [self.institute_of.get(place.organization) for place in row.affiliations]
        return frozenset(match.known.pk for match in known if match is not None and match.known is not None)

    def _orcids(self, person: Person) -> set[str]:
        """The trusted ORCID iDs of the record."""
        return {
            value
            for kind, _, value in self.ids[person.pk]
            if kind == "ORCID" and self.owner.get((kind, value)) == person.pk
        }

    def _no_other_orcid(self, row: FilePerson, person: Person) -> bool:
        theirs = self._orcids(person)
        return not (row.orcid and theirs and row.orcid not in theirs)

    def _match(self, row: FilePerson, known: Any) -> Match:
        match = Match(row, " ".join(filter(None, (row.given, row.family, row.suffix))), known)
        if known is None:
            if self.pool.free(name_key(row.family, row.given)):
                match.note = "of the same name as somebody in the record, taken for another person"
        elif row.uuid != known.uuid and not _same_family(row, known):
            words = f"has an identifier of {known.full_name}, but another family name; decide which is right"
            return match.refuse(Action.CONFLICT, words)
        values: dict[str, Any] = {
            "given_name": row.given, "family_name": row.family, "suffix": row.suffix, "native_name": row.native,
            "paper_name": row.paper, "paper_given": row.paper_given, "paper_family": row.paper_family,
            "funding": row.funding, "deceased": row.deceased,
        }  # fmt: skip
        added: dict[str, list[Any]] = {
            "identifiers": self._identifiers(row, known, match),
            "places": self._places(row, known, match),
            "notes": self._notes(row, known),
            "authorship": [] if known and known.pk in self.authors else [self.on],
        }  # fmt: skip
        if reason := _too_long(values, added):
            match.problems.clear()
            return match.refuse(Action.REJECT, reason)
        match.values, match.added = values, added
        if known is None and row.uuid:
            values["uuid"] = row.uuid
        if known is not None:
            match.fields = different(known, values, self.LABELS) + tuple(self._additions(match))
        return match

    def _notes(self, row: FilePerson, known: Any) -> list[tuple[int, Note]]:
        """(position, footnote) that the record does not have."""
        have = self.notes[known.pk] if known is not None else set()
        return [
            (position, note)
            for position, note in enumerate(dict.fromkeys(row.notes))
            if (note.kind, note.text) not in have
        ]

    def _identifiers(self, row: FilePerson, known: Any, match: Match) -> list[tuple[str, str, str, str]]:
        """(kind, source, value, problem) that the record does not have; those of others are kept aside."""
        found: dict[tuple[str, str, str], str] = {}
        for item in row.identifiers:
            if item.source == INTERNAL and item.value.startswith(UUID_PREFIX):
                continue
            kind = item.source if item.source in ("ORCID", "INSPIRE", "CCID") else "OTHER"
            entry = kind, "" if kind != "OTHER" else item.source, item.value
            if known is not None and entry in self.ids[known.pk]:
                continue
            problem = item.problem
            if not problem and (problem := self._doubt(kind, item.value, known)):
                match.problems.append((item.line, f"{kind} {item.value} of {match.label} is kept aside: {problem}"))
            found.setdefault(entry, problem)
        return [(*entry, problem[:200]) for entry, problem in found.items()]

    def _doubt(self, kind: str, value: str, known: Any) -> str:
        """Why an identifier that is new for this person cannot be trusted."""
        if kind != "OTHER" and (kind, value) in self.owner:
            return "another person of the record has it"
        if kind == "ORCID" and known is not None and (theirs := self._orcids(known)):
            return f"the record has {' and '.join(sorted(theirs))}"
        return ""

    def _places(self, row: FilePerson, known: Any, match: Match) -> list[tuple[str, str, int]]:
        """(key of the organization, connection, position) that the record does not have."""
        have = self.places[known.pk] if known is not None else set()
        found = []
        for position, place in enumerate(row.affiliations):
            at = self.institute_of.get(place.organization)
            if at is None:
                continue  # the reader has rejected the link
            if at.refused is not None:
                match.problems.append((place.line, f"{match.label} is not put at {at.label[:100]}, which is rejected"))
            elif at.known is None or (at.known.pk, place.connection) not in have:
                found.append((place.organization, place.connection, position))
        return found

    def _additions(self, match: Match) -> Iterable[Diff]:
        for kind, source, value, _ in match.added["identifiers"]:
            yield "identifier", "", f"{source or kind} {value}"
        for key, connection, _ in match.added["places"]:
            yield "affiliation", "", f"{connection} {self.institute_of[key].label}"
        for _, note in match.added["notes"]:
            yield "footnote", "", note.printed
        for on in match.added["authorship"]:
            yield "signs from", "", on.isoformat()


def name_key(family: str, given: str) -> tuple[str, str]:
    """People with equal keys have the same name, whatever the accents."""
    return fold(family), fold(given)


def _same_family(row: FilePerson, known: Person) -> bool:
    """Equal, one a part of the other (`García`, `García López`), spelled without umlaut, or put as the given name."""
    one, other = row.family, known.family_name
    if fold(one) in (fold(other), fold(known.given_name)):
        return True
    return _within(one, other) or _within(other, one)


def _within(one: str, other: str) -> bool:
    words = set(search_words(one))
    return bool(words) and words <= set(search_text(other).split())


def _too_long(values: dict[str, Any], added: dict[str, list[Any]]) -> str:
    return too_long(
        (Person, values),
        *((PersonIdentifier, {"source": source, "value": value}) for _, source, value, _ in added["identifiers"]),
        *((Membership, {"connection": connection}) for _, connection, _ in added["places"]),
        *((AuthorNote, {"kind": note.kind, "text": note.text}) for _, note in added["notes"]),
    )
