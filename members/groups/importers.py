"""Hand-kept tables of who is who, brought in once: posts of people on record, and the groups they name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from members.groups import policy
from members.groups.choices import GroupKind, Post
from members.groups.models import Appointment, Group
from members.groups.queries import UNKNOWN_TERM, last_day
from members.groups.tables import UNKNOWN, Named, Text, read_text
from members.people.choices import IdentifierKind
from members.people.models import Person, PersonIdentifier
from members.people.names import fold
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress
from portal.periods import Period, current_q

NO_DATES = "the table gives no dates"


@dataclass
class Team:
    """A group that the text names: the one on record, or one to set up; `seats` are those it lacks."""

    name: str
    kind: str
    line: int
    known: Group | None = None
    inside: str = ""
    seats: Counter[str] = field(default_factory=Counter)

    @property
    def pk(self) -> int:
        """The key on record; raises AssertionError for a group that is still to be set up."""
        assert self.known is not None
        return self.known.pk


@dataclass
class Payload:
    """What the plan found: groups by the key of their name, and posts as (key of the group, person, post, term)."""

    teams: dict[str, Team]
    terms: list[tuple[str, Person, Post, Any]] = field(default_factory=list)


def name_key(name: str) -> str:
    """Equal for names of one person in any order, with or without hyphens and accents."""
    return " ".join(sorted(filter(None, map(fold, re.split(r"[\s\-‐]+", name)))))


def group_key(name: str) -> str:
    """Equal for spellings of one group."""
    return fold(name.replace("&", " and "))


class WhoIsWhoImporter(Importer):
    """Appointments from a text. Who is not on record, or not alone of the name, is a conflict, never a guess."""

    name, noun_plural = "who_is_who", "who’s who"
    needs = policy.IMPORT
    personal = True
    accept = ".txt,.md,.tsv"
    about = "A text with lines such as “Skim manager: @Ida Quill @Bo Lund (deputy)”, or a table of groups and liaisons."

    def read(self, files: Sequence[Path]) -> Text:
        try:
            content = files[0].read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise SourceError(f"{files[0].name}: the file cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise SourceError(f"{files[0].name}: the file is no text in UTF-8") from error
        text = read_text(content.replace("\x00", ""))
        if not text.people and not text.groups:
            raise SourceError(f"{files[0].name}: no line names people for a post, and no table has a column of posts")
        return text

    def plan(self, rows: Text) -> Plan:
        plan = Plan(payload=Payload(_teams(rows)))
        for line, message in rows.problems:
            plan.problem(line, message)
        people = _Pool(rows.people)
        held = _held(plan.payload.teams)
        for row in rows.people:
            self._person(plan, row, rows.own, people, held)
        for team in plan.payload.teams.values():
            _plan_team(plan, team)
        return plan

    def _person(self, plan: Plan, row: Named, own: str, people: _Pool, held: dict[Any, list[Any]]) -> None:
        payload: Payload = plan.payload
        name = row.group or own
        what = f"{row.name}, {row.post.label} of {name}" + (" (former)" if row.former else "")
        if not name:
            note = "the text does not say of which group; write it before the post, as in “Skim manager: …”"
            plan.add(Change(Action.CONFLICT, "appointment", f"{row.name}, {row.post.label}", row.line, note=note))
            return
        team = payload.teams[group_key(name)]
        person, note = people.find(row)
        note = note or _against(team, person, row)
        if person is None or note:
            plan.add(Change(Action.CONFLICT, "appointment", what, row.line, note=note))
            return
        key = (group_key(name), person.pk, row.post)
        today = timezone.localdate()
        term = UNKNOWN_TERM if row.former else Period(today, None)
        if any(row.former or _on(period, today) or period.lower > today for period in held[key]):
            plan.add(Change(Action.SKIP, "appointment", what, row.line))
            return
        held[key].append(term)
        payload.terms.append((group_key(name), person, row.post, term))
        told = (
            ("from", "", NO_DATES if row.former else str(today)),
            ("until", "", NO_DATES if row.former else "open end"),
        )
        plan.add(Change(Action.CREATE, "appointment", f"{what}: {person} (#{person.pk})", row.line, told))

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        payload: Payload = plan.payload
        for team in sorted(payload.teams.values(), key=lambda team: bool(team.inside)):  # what holds others comes first
            if team.known is None:
                parent = payload.teams[group_key(team.inside)].known if team.inside else None
                seats, code = dict(team.seats), _free_code(team.name)
                team.known = Group.objects.create(code=code, name=team.name, kind=team.kind, parent=parent, seats=seats)
            elif team.seats:
                team.known.seats = {**team.known.seats, **team.seats}
                team.known.save(update_fields=["seats"])
        for done, (key, person, post, term) in enumerate(payload.terms, 1):
            Appointment.objects.create(group_id=payload.teams[key].pk, person=person, post=post, period=term)
            progress(done, len(payload.terms))


class _Pool:
    """The people on record who have a name of the text, found together."""

    def __init__(self, rows: Iterable[Named]) -> None:
        wanted = {name_key(row.name) for row in rows}
        self.by_name: dict[str, dict[int, Person]] = defaultdict(dict)
        for person in Person.objects.filter(merged_into=None).order_by("pk"):
            for name in (f"{person.given_name} {person.family_name}", person.full_name, person.native_name):
                if (key := name_key(name)) in wanted and key:
                    self.by_name[key][person.pk] = person

    def find(self, row: Named) -> tuple[Person | None, str]:
        """The one person that a row names, or None and why not."""
        if row.name.lower() == UNKNOWN:
            return self._by_account(row)
        found = list(self.by_name.get(name_key(row.name), {}).values())
        if len(found) == 1:
            return found[0], ""
        if not found:
            return None, f"nobody on record: {row.name}"
        return None, f"several people of this name: {', '.join(f'{person} (#{person.pk})' for person in found)}"

    def _by_account(self, row: Named) -> tuple[Person | None, str]:
        """Somebody whose account elsewhere was closed; the record may still know the name of the account."""
        rows = PersonIdentifier.objects.filter(kind=IdentifierKind.ACCOUNT, problem="", value__iexact=row.account)
        found = {item.person_id: item.person for item in rows.select_related("person")} if row.account else {}
        if len(found) == 1:
            return next(iter(found.values())), ""
        return None, f"nobody on record: the account {row.account or 'without a name'} of somebody unknown"


def _against(team: Team, person: Person | None, row: Named) -> str:
    """Why the person cannot get the post; empty when nothing is against it."""
    if person is None:
        return ""
    if person.deceased and not row.former:
        return f"{person} (#{person.pk}) has died"
    if team.known is not None:
        period, today = team.known.period, timezone.localdate()
        if row.former and period.lower > UNKNOWN_TERM.lower:
            return (
                f"{NO_DATES} of the former term, and the group began on {period.lower}: appoint by hand with the dates"
            )
        if not row.former and period.upper is not None:
            return f"{team.known} ends on {last_day(period)}: appoint by hand with the dates"
        if not row.former and period.lower > today:
            return f"{team.known} begins only on {period.lower}"
    return ""


def _on(period: Any, day: date) -> bool:
    return period.lower <= day and (period.upper is None or day < period.upper)


def _teams(rows: Text) -> dict[str, Team]:
    """The groups of the text with those of the record that have the name or the code."""
    named = [(row.line, row.group or rows.own, GroupKind.PRODUCTION) for row in rows.people if row.group or rows.own]
    tabled = [(line, name, GroupKind.WORKING_GROUP) for line, name, _ in rows.groups]
    teams: dict[str, Team] = {}
    for line, name, kind in [*tabled, *named]:
        teams.setdefault(group_key(name), Team(name, kind, line))
    known: dict[str, Group] = {}
    for group in Group.objects.filter(current_q() | Q(period__startswith__gt=timezone.localdate())).order_by("-pk"):
        known |= {group_key(group.code): group, group_key(group.name): group}
    own = group_key(rows.own)
    for key, team in teams.items():
        team.known = known.get(key)
        if team.kind == GroupKind.PRODUCTION and key != own and own in teams:
            team.inside = rows.own
    _seats(rows, teams)
    return teams


def _seats(rows: Text, teams: dict[str, Team]) -> None:
    """As many seats as the text names people, found or not: who is not on record leaves a vacancy that shows."""
    for row in {(row.group or rows.own, row.post, name_key(row.name)) for row in rows.people if not row.former}:
        if row[0]:
            teams[group_key(row[0])].seats[row[1]] += 1
    for _, name, post in rows.groups:
        teams[group_key(name)].seats[post] = max(teams[group_key(name)].seats[post], 1)
    for team in teams.values():
        has = team.known.seats if team.known is not None else {}
        team.seats = Counter({str(post): number for post, number in team.seats.items() if post not in has})


def _held(teams: dict[str, Team]) -> dict[Any, list[Any]]:
    """The terms on record of the groups, by group, person and post."""
    by_pk = {team.known.pk: key for key, team in teams.items() if team.known is not None}
    held: dict[Any, list[Any]] = defaultdict(list)
    for row in Appointment.objects.filter(group__in=by_pk):
        held[by_pk[row.group_id], row.person_id, Post(row.post)].append(row.period)
    return held


def _plan_team(plan: Plan, team: Team) -> None:
    words = ", ".join(f"{post} {number}" for post, number in sorted(team.seats.items()))
    if team.known is None:
        fields = (("kind", "", str(GroupKind(team.kind).label)), ("part of", "", team.inside), ("seats", "", words))
        plan.add(Change(Action.CREATE, "group", team.name, team.line, tuple(item for item in fields if item[2])))
    elif team.seats:
        plan.add(Change(Action.UPDATE, "group", str(team.known), team.line, (("seats", "", words),)))
    else:
        plan.add(Change(Action.SKIP, "group", str(team.known), team.line))


def _free_code(name: str) -> str:
    """A code from the name that no group has."""
    stem = slugify(name)[:26].strip("-") or "group"
    taken = set(Group.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if code not in taken)
