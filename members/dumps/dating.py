"""The memberships and authorships of a dump against those of the record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.authorship.models import Authorship
from members.dumps.choices import Field, Subject, Verdict
from members.dumps.decided import Decisions, key_of
from members.dumps.periods import Outcome, settle, shortens
from members.dumps.rows import Group, Row
from members.dumps.values import LEFT
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships import rules
from members.memberships.choices import Connection, Ending
from members.memberships.models import Category, Membership
from portal.importing import Action, Change, Plan
from portal.lifecycle import MoveRefused
from portal.periods import Period

CHOICES = ((str(Verdict.THIS), "take the days of the dump"), (str(Verdict.OUT), "leave out"))
CONNECTIONS = {value.casefold(): value for value in Connection.values}


@dataclass
class Dated:
    """A membership or authorship as it will be; `before` is what the record says now, None for a new one."""

    record: Any
    before: dict[str, Any] | None = None


class Dates:
    """All dated rows of the record, as they will be after the dump. Two queries."""

    def __init__(self, plan: Plan, decisions: Decisions, on: date) -> None:
        self.plan, self.decisions, self.on = plan, decisions, on
        self.memberships: dict[tuple[int, int], list[Membership]] = defaultdict(list)
        self.of_person: dict[int, list[Membership]] = defaultdict(list)
        self.authorships: dict[int, list[Authorship]] = defaultdict(list)
        self.current: list[Membership] = []
        for membership in Membership.objects.order_by("pk"):
            self.memberships[(membership.person_id, membership.institute_id)].append(membership)
            self.of_person[membership.person_id].append(membership)
            if on in membership.period:
                self.current.append(membership)
        for authorship in Authorship.objects.order_by("pk"):
            self.authorships[authorship.person_id].append(authorship)
        self.touched: set[int] = set()
        """Memberships of which the dump speaks."""
        self.ends = 0
        self.category_names = dict(Category.objects.values_list("pk", "name"))
        self.changed: dict[int, Dated] = {}
        """By identity of the record, in the order of the dump."""
        self._said: dict[tuple[int, date], Row] = {}

    def membership(self, row: Row, group: Group, person: Any, institute: Institute, category: Category | None) -> None:
        """One row that names an institute."""
        connection = CONNECTIONS.get(row.text(Field.CONNECTION).casefold(), row.text(Field.CONNECTION))
        held = self.memberships[(_key(person), institute.pk)]
        have = [known for known in held if not connection or known.connection == connection]
        outcome = settle(have, row.since, row.until, left=row.status == LEFT, on=self.on)
        label = f"{row.label} at {institute}"
        if outcome.target is None and not connection:
            same = [known for known in held if known.connection == Connection.AFFILIATED]
            outcome = settle(same, row.since, row.until, left=row.status == LEFT, on=self.on)
        natural = (group.key, str(institute.uuid), connection)
        target = self._settled("membership", label, row, outcome, natural, held)
        if target is None:
            return
        if words := self._against_rules(person, institute, target, outcome.period, row.share):
            self.touched |= {each.pk for each in held}
            self.plan.add(Change(Action.REJECT, "membership", label, row.line, note=words))
            return
        if target is NEW:
            made = Membership(
                person=person, institute=institute, category=category, share=row.share, period=outcome.period,
                connection=connection or Connection.AFFILIATED, position=group.rows.index(row),
            )  # fmt: skip
            made.ending = Ending.LEFT if row.status == LEFT and outcome.period.upper else ""
            held.append(made)
            self.of_person[_key(person)].append(made)
            self._create("membership", label, row, made)
            return
        values: dict[str, Any] = {"period": outcome.period}
        if category is not None:
            values["category_id"] = category.pk
        if row.share is not None:
            values["share"] = row.share
        self._change("membership", label, row, target, values)

    def _against_rules(self, person: Any, institute: Institute, target: Any, period: Any, share: int | None) -> str:
        """Which rule of memberships speaks against it, in words: a dump may do no more than the verbs may."""
        try:
            moved = target is NEW or target.period != period
            if moved and institute.kind != InstituteKind.EXTERNAL:
                rules.within_institute(institute, period)
            share = share if share is not None or target is NEW else target.share
            if share is not None and (moved or share != target.share):
                others = [row for row in self.of_person[_key(person)] if row is not target and row.share is not None]
                rules.within_limits(person, period, share, others)
        except MoveRefused as refusal:
            return str(refusal)
        return ""

    def authorship(self, row: Row, group: Group, person: Any) -> None:
        """One row that says when the person signs."""
        held = self.authorships[_key(person)]
        outcome = settle(held, row.signs_since, row.signs_until, left=False, on=self.on)
        label = f"{row.label} signs"
        target = self._settled("authorship", label, row, outcome, (group.key, "signs"), held)
        if target is NEW:
            made = Authorship(person=person, period=outcome.period, reason="in a registry dump")
            held.append(made)
            self._create("authorship", label, row, made)
        elif target is not None:
            self._change("authorship", label, row, target, {"period": outcome.period})

    def end(self, membership: Membership, label: str) -> bool:
        """Absence ends it today; False for one that began today, which cannot be over."""
        if membership.period.lower >= self.on:
            return False
        self._change("membership", label, None, membership, {"period": Period(membership.period.lower, self.on)})
        return True

    def _settled(
        self, noun: str, label: str, row: Row, outcome: Outcome, natural: tuple[str, ...], held: list[Any]
    ) -> Any:
        """What is written: a row of the record, NEW, or None when it is refused, left out or asked."""
        if outcome.error:
            if noun == "membership":
                self.touched |= {each.pk for each in held}
            self.plan.add(Change(Action.REJECT, noun, label, row.line, note=outcome.error))
            return None
        target = outcome.target or NEW
        if noun == "membership":
            self.touched |= {each.pk for each in (outcome.target, *outcome.overlapped) if each is not None}
        if outcome.overlapped:
            return self._overlap(noun, label, row, outcome, natural)
        if target is NEW or noun != "membership":
            return target
        said = self._said.setdefault((id(target), outcome.period.lower), row)
        if _facts(said) != _facts(row):
            words = f"line {said.line} says otherwise about the same membership"
            self.plan.add(Change(Action.REJECT, noun, label, row.line, note=words))
            return None
        return target

    def _overlap(self, noun: str, label: str, row: Row, outcome: Outcome, natural: tuple[str, ...]) -> Any:
        period = outcome.period
        parts = (*natural, str(period.lower), str(period.upper))
        decision = self.decisions.get(Subject.PERIOD, *parts)
        if decision is not None and decision.verdict == Verdict.OUT:
            self.plan.add(Change(Action.SKIP, noun, label, row.line, note="left out"))
            return None
        alone = outcome.target is None and len(outcome.overlapped) == 1 and outcome.overlapped[0].pk is not None
        if decision is not None and alone:
            return outcome.overlapped[0]
        there = ", ".join(words_of(each.period) for each in outcome.overlapped)
        note = f"{words_of(period)} overlaps {there}"
        asked = CHOICES if alone else CHOICES[1:]
        self.plan.add(
            Change(Action.CONFLICT, noun, label, row.line, note=note, key=key_of(Subject.PERIOD, *parts), choices=asked)
        )
        return None

    def _create(self, noun: str, label: str, row: Row, made: Any) -> None:
        self._said[(id(made), made.period.lower)] = row
        self.changed[id(made)] = Dated(made)
        self.plan.add(Change(Action.CREATE, noun, label, row.line, (("days", "", words_of(made.period)),)))

    def _change(self, noun: str, label: str, row: Row | None, record: Any, values: dict[str, Any]) -> None:
        line = row.line if row else None
        note = "" if row else "absent from a complete dump"
        before = {name: getattr(record, name) for name, value in values.items() if getattr(record, name) != value}
        if not before:
            self.plan.add(Change(Action.SKIP, noun, label, line))
            return
        ends = "period" in before and shortens(before["period"], values["period"], self.on)
        fields = tuple(
            (NAMES.get(name, name), self._words(name, old), self._words(name, values[name]))
            for name, old in before.items()
        )
        for name in before:
            setattr(record, name, values[name])
        if "period" in before and isinstance(record, Membership):
            left = row is not None and row.status == LEFT
            before["ending"] = record.ending
            record.ending = (Ending.LEFT if left else record.ending) if values["period"].upper else ""
        if record.pk is not None:
            kept = self.changed.setdefault(id(record), Dated(record, {}))
            kept.before = before | (kept.before or {})
        self.ends += ends and noun == "membership"
        self.plan.add(Change(Action.END if ends else Action.UPDATE, noun, label, line, fields, note))

    def _words(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if name == "category_id":
            return self.category_names[value]
        return words_of(value) if name == "period" else str(value)


NAMES = {"period": "days", "category_id": "category"}
NEW = object()
"""A row that the record does not have."""


def _facts(row: Row) -> tuple[Any, ...]:
    return row.until, row.share, row.text(Field.CATEGORY), row.status


def counts_as_member(membership: Membership, places: dict[int, Institute]) -> bool:
    """Whether a registry would know of it: external addresses only stand on author lists."""
    return places[membership.institute_id].kind != InstituteKind.EXTERNAL


def words_of(period: Any) -> str:
    """`2020-01-01 until 2021-01-01` (the first day without), or open."""
    return f"{period.lower} until {period.upper}" if period.upper else f"from {period.lower}"


def _key(person: Any) -> int:
    """The number of a person; one of its own for somebody new."""
    return int(person.pk or -id(person))
