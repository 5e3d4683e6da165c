"""What a dump would do: people, memberships and authorships, row by row. Reads; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from members.bylaws import bylaws
from members.dumps.choices import Field, Subject, Verdict
from members.dumps.dating import Dated, Dates, counts_as_member
from members.dumps.decided import Decisions, key_of
from members.dumps.differences import PersonChange, compare
from members.dumps.models import Decision
from members.dumps.places import Places, natural_key
from members.dumps.recognising import Registry, Somebody
from members.dumps.rows import Group, Row, groups, problems
from members.institutes.models import Institute
from members.memberships.models import Category
from members.people.names import fold
from portal.importing import Action, Change, Plan


@dataclass
class Payload:
    """What is written: people with what is beside them, then dated rows."""

    people: list[PersonChange] = field(default_factory=list)
    dated: list[Dated] = field(default_factory=list)
    decided: list[tuple[Decision, Any]] = field(default_factory=list)
    """(decision for a new person, that person)."""


class Planner:
    """One look at the record (a fixed number of queries), then row by row."""

    def __init__(self, rows: list[Row], broken: list[tuple[int, str]], *, complete: bool) -> None:
        self.rows, self.broken, self.complete = rows, broken, complete
        self.plan = Plan(payload=Payload())
        self.payload: Payload = self.plan.payload
        self.decisions = Decisions()
        self.places = Places(self.decisions)
        self.categories = {
            fold(word): category for category in Category.objects.all() for word in (category.name, category.code)
        }
        for row in rows:
            row.error = row.error or self._unknown(row)
        self.registry = Registry(groups(rows), self.places, self.decisions)
        self.dates = Dates(self.plan, self.decisions, timezone.localdate())
        self.taken: dict[tuple[str, str], Any] = {}
        self.spared: set[int] = set()
        """People of whom nothing ends by absence: the dump speaks of them in rows that are not written."""
        self.nobody = bool(broken)
        """Whether a row that is not written may be about anybody."""

    def make(self) -> Plan:
        """The plan, with what is to be written as its payload."""
        for line, words in self.broken:
            self.plan.add(Change(Action.REJECT, "row", f"line {line}", line, note=words))
        for line, words in problems(self.rows):
            self.plan.problem(line, words)
        for each in self.registry.recognise():
            self._somebody(each)
        if self.complete:
            self._absent()
        self.payload.dated = list(self.dates.changed.values())
        self._hold()
        return self.plan

    def _somebody(self, each: Somebody) -> None:
        first = each.group.first
        if each.group.error:
            for row in each.group.rows:
                self._reject(row, row.error)
        elif each.asks:
            people = ((f"this:{person.pk}", self._described(person)) for person in each.candidates)
            choices = (*people, (str(Verdict.NEW), "a new person"), (str(Verdict.OUT), "leave out"))
            self.plan.add(Change(Action.CONFLICT, "person", first.label, first.line, (), each.asks, each.key, choices))
        elif each.left_out:
            self.plan.add(Change(Action.SKIP, "person", first.label, first.line, note="left out"))
        elif self._person(each):
            return
        self._spare(each)

    def _described(self, person: Any) -> str:
        """Name, present institutes, number: enough to tell namesakes apart."""
        at = sorted({self.places.by_pk[place].short_name for place, _ in self.registry.places[person.pk]})
        return f"{person.full_name} ({', '.join(at) or 'no current membership'}, number {person.pk})"

    def _spare(self, each: Somebody) -> None:
        """Nothing of those ends by absence who may be meant by a row that is not written."""
        first = each.group.first
        if each.known is None and not first.text(Field.FAMILY):
            self.nobody = True
        known = [each.known] if each.known else []
        self.spared |= {person.pk for person in (*each.candidates, *known, *self.registry.of_name(first.name))}

    def _reject(self, row: Row, words: str) -> None:
        self.plan.add(Change(Action.REJECT, "row", row.label, row.line, note=words))

    def _person(self, each: Somebody) -> bool:
        """The person and everything beside; False when nothing is written."""
        places = [row for row in each.group.rows if row.place and not row.error]
        if each.known is None and places and not any(len(self.places.find(row.place)) == 1 for row in places):
            for row in places:  # somebody new with no place yet: nobody is made before it is known where
                self._institute(row, None)
            return False
        change = compare(each, self.registry, self.taken)
        first = each.group.first
        if change.refused:
            self.plan.add(Change(Action.REJECT, "person", first.label, first.line, note=change.refused))
            return False
        action = Action.CREATE if each.known is None else Action.UPDATE if change.fields else Action.SKIP
        self.plan.add(Change(action, "person", first.label, first.line, change.fields))
        for words in change.problems:
            self.plan.problem(first.line, f"{first.label}: {words}")
        if action != Action.SKIP:
            self.payload.people.append(change)
        if each.decision is not None:
            self.payload.decided.append((each.decision, change.person))
        self._beside(each.group, change.person)
        return True

    def _beside(self, group: Group, person: Any) -> None:
        """Memberships, those first that are on record, then the authorship: what ends makes room for what begins."""
        later = []
        signs: set[Any] = set()
        for row in group.rows:
            if row.error:
                self._reject(row, row.error)
            if row.error or not row.place:
                self.spared.add(person.pk)
            if row.error:
                continue
            institute = self._institute(row, person) if row.place else None
            if institute is not None:
                begins = {held.period.lower for held in self.dates.memberships[(person.pk or 0, institute.pk)]}
                later.append((row.since not in begins, row, institute))
            if (row.signs_since or row.signs_until) and (row.signs_since, row.signs_until) not in signs:
                signs.add((row.signs_since, row.signs_until))
                self.dates.authorship(row, group, person)
        for _, row, institute in sorted(later, key=lambda each: each[0]):
            category = self.categories.get(fold(row.text(Field.CATEGORY)))
            self.dates.membership(row, group, person, institute, category)

    def _unknown(self, row: Row) -> str:
        """Which word of the row the record does not know; empty when it knows all."""
        category = row.text(Field.CATEGORY)
        if len(row.text(Field.CONNECTION)) > CONNECTION:
            return f"the connection has more than {CONNECTION} characters"
        if not category or fold(category) in self.categories:
            return ""
        names = ", ".join(dict.fromkeys(category.name for category in self.categories.values()))
        return f"the category {category[:60]!r} is none of {names}"

    def _institute(self, row: Row, person: Any) -> Institute | None:
        """The institute that the row means; None when somebody has to say so, or said to leave it out."""
        found = self.places.find(row.place)
        if len(found) == 1:
            return found[0]
        natural = natural_key(row.place)
        said = " / ".join(text for _, text in row.place)
        label = f"{row.label} at {said}"[:300]
        decision = self.decisions.get(Subject.PLACE, *natural)
        if person is not None:
            self.spared.add(person.pk)
        if decision is not None:
            self.plan.add(Change(Action.SKIP, "membership", label, row.line, note="left out"))
            return None
        choices = (*((f"this:{place.pk}", place.name) for place in found), (str(Verdict.OUT), "leave out"))
        fits = ", ".join(place.short_name for place in found)
        note = f"{said[:200]!r} fits several institutes: {fits}" if found else f"no institute is called {said[:200]!r}"
        key = key_of(Subject.PLACE, *natural)
        self.plan.add(Change(Action.CONFLICT, "membership", label, row.line, (), note, key, choices))
        return None

    def _absent(self) -> None:
        """Current memberships of which a complete dump does not speak end today."""
        if self.nobody:
            self.plan.problem(None, "nothing ends by absence: a row that cannot be read may be about anybody")
            return
        for membership in self.dates.current:
            if membership.pk in self.dates.touched or membership.person_id in self.spared:
                continue
            if not counts_as_member(membership, self.places.by_pk):
                continue
            person = self.registry.everybody[membership.person_id]
            label = f"{person.full_name} at {self.places.by_pk[membership.institute_id]}"
            if not self.dates.end(membership, label):
                self.plan.problem(None, f"{label} is absent, but begins today; nothing ends")

    def _hold(self) -> None:
        limit, current = bylaws().imports.held_above_percent, len(self.dates.current)
        if current and self.dates.ends * 100 > limit * current:
            self.plan.held_count = self.dates.ends
            self.plan.held = (
                f"it would end {self.dates.ends:,} of {current:,} current memberships, more than {limit} percent"
            )


CONNECTION = 60
"""Characters of a connection, as the column of memberships has them."""
