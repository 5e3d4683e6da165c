"""Writing what an author list brings, in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from members.authorship.authorxml import AuthorFile
from members.authorship.matching import Match, day_of, is_said
from members.authorship.models import AuthorNote, Authorship
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute, InstituteIdentifier
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from portal.importing.importer import Progress
from portal.periods import Period

REASON = "on an imported author list"


def write(file: AuthorFile, institutes: list[Match], people: list[Match], progress: Progress) -> None:
    """Create and update institutes, then people with everything beside them."""
    since = Period(day_of(file), None)
    total = len(institutes) + len(people)
    by_key = _institutes([match for match in institutes if match.refused is None], since)
    progress(len(institutes), total)
    wanted = [match for match in people if match.refused is None]
    _people(wanted)
    progress(len(institutes) + len(people) // 2, total)
    _beside(wanted, by_key, since)
    progress(total, total)


def _institutes(matches: list[Match], since: Period) -> dict[str, Institute]:
    for match in matches:
        if match.known is None:
            match.known = Institute(
                **match.values, short_name=short_name(match.row), kind=_kind(match.row), period=since
            )
    _save(matches, Institute)
    _create(
        InstituteIdentifier(institute=match.known, source=source, value=value)
        for match in matches
        for source, value in match.added["identifiers"]
    )
    return {match.row.key: match.known for match in matches}


def short_name(row: Any) -> str:
    """The name in INSPIRE, else the name up to the first comma."""
    return str(row.inspire_name or row.name.split(",")[0] or row.name)[:120]


def _kind(row: Any) -> str:
    member = all(status != "nonmember" for _, status in row.statuses)
    return InstituteKind.FULL if member else InstituteKind.EXTERNAL


def _people(matches: list[Match]) -> None:
    for match in matches:
        if match.known is None:
            match.known = Person(**match.values)
            match.known.derive()
    _save(matches, Person)


def _save(matches: list[Match], model: Any) -> None:
    """New rows in bulk; known ones that differ each by themselves (few)."""
    model.objects.bulk_create([match.known for match in matches if match.known.pk is None], batch_size=500)
    for match in matches:
        if match.fields:
            for name, value in match.values.items():
                if is_said(value):
                    setattr(match.known, name, value)
            match.known.save()


def _beside(matches: list[Match], institutes: dict[str, Institute], since: Period) -> None:
    _create(
        Membership(
            person=match.known, institute=institutes[key], connection=connection, position=position, period=since
        )
        for match in matches
        for key, connection, position in match.added["places"]
    )
    _create(
        PersonIdentifier(person=match.known, kind=kind, source=source, value=value, problem=problem)
        for match in matches
        for kind, source, value, problem in match.added["identifiers"]
    )
    _create(
        AuthorNote(person=match.known, kind=note.kind, text=note.text, position=position, period=since)
        for match in matches
        for position, note in match.added["notes"]
    )
    _create(
        Authorship(person=match.known, period=since, reason=REASON)
        for match in matches
        for _ in match.added["authorship"]
    )


def _create(rows: Iterable[Any]) -> None:
    made = list(rows)
    if made:
        type(made[0]).objects.bulk_create(made, batch_size=1000)
