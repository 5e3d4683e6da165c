"""Who the people of a dump are: the matching of author lists, with ids of the registry, addresses and decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from members.authorship.authorxml import AuthorFile, Organization
from members.authorship.authorxml import Person as FilePerson
from members.authorship.authorxml.rows import FileAffiliation, Identifier, trusted
from members.authorship.matching import Match, People
from members.authorship.matching.people import _same_family, name_key
from members.bylaws import bylaws
from members.dumps.choices import Field, Subject, Verdict
from members.dumps.decided import Decisions, key_of
from members.dumps.models import Decision
from members.dumps.places import Places
from members.dumps.rows import Group
from members.people.models import Person, PersonAddress, PersonIdentifier
from members.people.names import paper_name

SURE = ("ORCID", "INSPIRE")


@dataclass
class Somebody:
    """A person of the dump: somebody of the record (`known`), somebody new, a conflict (`asks`), or left out."""

    group: Group
    row: FilePerson
    known: Person | None = None
    asks: str = ""
    """What a person has to decide; then nothing is written."""
    left_out: bool = False
    key: str = ""
    candidates: list[Person] = field(default_factory=list)
    decision: Decision | None = None
    """The decision for a new person; it names the person once that exists."""

    def ask(self, words: str, key: str, candidates: Iterable[Person] = ()) -> None:
        self.asks, self.key, self.candidates, self.known = words, key, list(candidates), None


class Registry(People):
    """The people of a dump against those of the record."""

    def __init__(self, groups: list[Group], places: Places, decisions: Decisions) -> None:
        self.source = bylaws().imports.registry
        self.decisions, self.places_by_words = decisions, places
        self.alias: dict[int, Person] = {}
        self.everybody: dict[int, Person] = {}
        self.external: dict[str, set[int]] = defaultdict(set)
        self.by_uuid: dict[Any, Person] = {}
        self.by_name: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.somebodies = [Somebody(group, self._as_author(group)) for group in groups]
        matches = [
            Match(Organization(str(pk), 0, institute.name), institute.name, institute)
            for pk, institute in places.by_pk.items()
        ]
        file = AuthorFile((), None, (), (), tuple(each.row for each in self.somebodies), ())
        super().__init__(file, matches)
        trusted_ids = PersonIdentifier.objects.filter(kind="OTHER", source=self.source, problem="")
        for value, pk in trusted_ids.values_list("value", "person_id"):
            self.external[value].add(pk)
        self.addresses = self._addresses()
        self.shared = Counter(group.said(lambda row: row.email).casefold() for group in groups)

    def _everyone(self) -> QuerySet[Person]:
        """Also who was merged: that record is known as the one that goes on."""
        return Person.everybody.all()

    def _put(self, person: Person) -> None:
        """Who was merged into another record is known as that one, by id alone."""
        self.everybody[person.pk] = person
        self.by_uuid[person.uuid] = person
        self.by_name[name_key(person.family_name, person.given_name)].append(person)
        if person.merged_into_id is None:
            super()._put(person)

    def _addresses(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for person in self.everybody.values():
            if person.email and person.merged_into_id is None:
                found[person.email.casefold()].add(person.pk)
        for address, pk in PersonAddress.objects.values_list("address", "person_id"):
            found[address.casefold()].add(self._kept(pk).pk)
        return found

    def _kept(self, pk: int) -> Person:
        """The record that goes on for this one."""
        person = self.everybody[pk]
        for _ in range(len(self.everybody)):
            if person.merged_into_id is None:
                break
            person = self.everybody[person.merged_into_id]
        return person

    def _as_author(self, group: Group) -> FilePerson:
        """The group as a person of an author list, which the matching knows how to look for."""
        first = group.first
        given, family, suffix = (first.text(name) for name in (Field.GIVEN, Field.FAMILY, Field.SUFFIX))
        places = []
        for row in group.rows:
            found = self.places_by_words.find(row.place)
            if len(found) == 1:
                places.append(FileAffiliation(str(found[0].pk), row.text(Field.CONNECTION), "", "", row.line))
        ids = tuple(
            Identifier(source, value, first.line)
            for source, value in (
                ("ORCID", group.said(lambda row: row.orcid)),
                ("INSPIRE", group.said(lambda row: row.inspire)),
                (self.source, group.text(Field.EXTERNAL)),
            )
            if value
        )
        printed = group.text(Field.PAPER) or paper_name(given, family, suffix)
        native = group.text(Field.NATIVE)
        return FilePerson(
            first.line, family, given, suffix, native, printed, affiliations=tuple(places), identifiers=ids
        )

    def recognise(self) -> list[Somebody]:
        """In the order of the dump. The surest match wins; what is not sure is asked."""
        self.claimed: dict[int, Somebody] = {}
        self.nameless: dict[Any, Somebody] = {}
        open_ones = [each for each in self.somebodies if each.group.first.text(Field.FAMILY)]
        for look in (self._by_own_id, self._by_decision, self._by_ids, self._by_address, self._by_words):
            open_ones = [each for each in open_ones if not look(each)]
        names = Counter(name_key(each.row.family, each.row.given) for each in open_ones)
        for each in open_ones:
            if names[name_key(each.row.family, each.row.given)] == 1 and (near := self._by_name_nearby(each.row)):
                self._claim(each, near)
            else:
                self._someone_new(each)
        return self.somebodies

    def _claim(self, each: Somebody, person: Person) -> bool:
        """The person of the record is this one of the dump; the first to say so, unless somebody decided."""
        other = self.claimed.get(person.pk)
        if other is not None:
            line = other.group.first.line
            return self._ask(each, f"{person.full_name} is taken to be the one of line {line} already", [person])
        self.claimed[person.pk] = each
        self.pool.take(person.uuid)
        each.known = person
        return True

    def _ask(self, each: Somebody, words: str, candidates: list[Person]) -> bool:
        """A conflict about who it is; one that was decided is none."""
        decision = self.decisions.get(Subject.PERSON, each.group.key)
        if decision is not None and decision.verdict == Verdict.NEW:
            each.decision = decision
        else:
            each.ask(words, key_of(Subject.PERSON, each.group.key), candidates)
        return True

    def _by_own_id(self, each: Somebody) -> bool:
        person = self.by_uuid.get(each.group.first.uuid)
        return person is not None and self._claim(each, self._kept(person.pk))

    def _by_decision(self, each: Somebody) -> bool:
        """Who it is was decided; "a new person" only counts where nobody is found."""
        for decision in (
            self.decisions.get(Subject.PERSON, each.group.key),
            self.decisions.get(Subject.NAME, *self._name_of(each)),
        ):
            if decision is None or decision.verdict == Verdict.NEW:
                continue
            if decision.verdict == Verdict.OUT:
                each.left_out = True
                return True
            assert decision.person_id is not None  # a constraint for people; decisions about names write it too
            each.known = self._kept(decision.person_id)
            self.claimed.setdefault(each.known.pk, each)
            self.pool.take(each.known.uuid)
            return True
        return False

    def _name_of(self, each: Somebody) -> tuple[str, str]:
        return each.group.key, "|".join(name_key(each.row.family, each.row.given))

    def _by_ids(self, each: Somebody) -> bool:
        """By the id in the registry, ORCID and INSPIRE, when they are of one person."""
        found = {self._kept(pk).pk for pk in self.external.get(each.group.text(Field.EXTERNAL), ())}
        for kind, value in zip(SURE, (each.row.orcid, each.row.inspire_id), strict=True):
            kept_aside = any((kind, "", value) in self.ids[pk] for pk in found)  # looked at before
            if value and not kept_aside and (owner := self.owner.get((kind, value))) is not None:
                found.add(self._kept(owner).pk)
        people = [self.everybody[pk] for pk in sorted(found)]
        if len(people) > 1:
            names = " and ".join(person.full_name for person in people)
            return self._ask(each, f"its ids are of several people: {names}", people)
        return bool(people) and self._if_same_name(each, people[0], "an identifier")

    def _by_address(self, each: Somebody) -> bool:
        """By the e-mail with the name. An address that several share says nothing by itself."""
        address = each.group.said(lambda row: row.email).casefold()
        found = [self.everybody[pk] for pk in sorted(self.addresses.get(address, ()))] if address else []
        free = [person for person in found if person.pk not in self.claimed and self._no_other_orcid(each.row, person)]
        same = [person for person in free if _same_family(each.row, person)]
        exact = [person for person in same if name_key(person.family_name, person.given_name) == each.group.first.name]
        if len(exact or same) == 1:
            return self._claim(each, (exact or same)[0])
        if len(exact or same) > 1:
            return self._ask(each, "several people of the record have this name and address", exact or same)
        if len(free) == 1 and self.shared[address] == 1:
            return self._if_same_name(each, free[0], "the address")
        return False

    def _if_same_name(self, each: Somebody, person: Person, what: str) -> bool:
        """Another family name has to be decided: people marry, and ids are mistyped."""
        if _same_family(each.row, person):
            return self._claim(each, person)
        decision = self.decisions.get(Subject.NAME, *self._name_of(each))
        if decision is not None and decision.verdict == Verdict.NEW:
            each.decision = decision
        else:
            words = f"it has {what} of {person.full_name}, but another family name"
            each.ask(words, key_of(Subject.NAME, *self._name_of(each)), [person])
        return True

    def _by_words(self, each: Somebody) -> bool:
        person = self._by_name(each.row) if each.row.affiliations else None
        return person is not None and self._claim(each, person)

    def _no_other_orcid(self, row: FilePerson, person: Person) -> bool:
        """Nor another id in the registry."""
        mine = trusted(row.identifiers, self.source)
        theirs = {value for kind, source, value in self.ids[person.pk] if kind == "OTHER" and source == self.source}
        return super()._no_other_orcid(row, person) and not (mine and theirs and mine not in theirs)

    def of_name(self, name: tuple[str, str]) -> list[Person]:
        """Everybody of the record with this name."""
        return self.by_name.get(name, [])

    def doubt(self, kind: str, value: str, known: Person | None) -> str:
        """Why an identifier that is new for this person cannot be trusted; empty when it can."""
        if kind == "OTHER":
            others = {self._kept(pk).pk for pk in self.external.get(value, ())} - {known.pk if known else 0}
            return "another person of the record has it" if others else ""
        return self._doubt(kind, value, known)

    def _someone_new(self, each: Somebody) -> None:
        """New, unless somebody of this name could be meant."""
        key = name_key(each.row.family, each.row.given)
        same = self.pool.free(key, lambda person: self._no_other_orcid(each.row, person))
        if same:
            self._ask(each, "somebody of this name is in the record; nothing else says who it is", same)
            return
        if not each.group.key.startswith("name:"):
            return
        earlier = self.nameless.setdefault(key, each)
        if earlier is not each:
            words = f"line {earlier.group.first.line} has the same name, and nothing tells the two apart"
            self._ask(each, words, [])
