"""The author list of a day, read from the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from members.authorship.models import AuthorNote, Authorship
from members.authorship.published import (
    Affiliation,
    Author,
    Collaboration,
    Institute,
    Note,
    PublishedList,
    alphabetical,
)
from members.institutes import models as institutes
from members.institutes.choices import InstituteKind
from members.institutes.queries import names_on
from members.memberships.models import Membership
from members.people import identifiers as checks
from members.people.models import Person, PersonIdentifier
from portal.periods import Period


def signing(on: date) -> QuerySet[Authorship]:
    """The authorships that are active on the day."""
    return Authorship.objects.current(on)


def published_list(on: date, reference: str = "") -> PublishedList:
    """Everybody with an active authorship on the day, in printed order, with affiliations and footnotes of that day.

    Seven queries, whatever the number of authors.
    """
    people = list(Person.objects.filter(authorships__in=signing(on)).distinct())
    uuids = {person.pk: person.uuid for person in people}
    affiliations: dict[int, list[Affiliation]] = defaultdict(list)
    places: dict[int, institutes.Institute] = {}
    for row in (*_current(uuids, on), *last_memberships(on, uuids)):
        places[row.institute_id] = row.institute
        affiliations[row.person_id].append(Affiliation(row.institute.uuid, row.connection))
    notes = _grouped(AuthorNote.objects.filter(person__in=uuids).current(on).order_by("position", "pk"))
    identifiers = _grouped(PersonIdentifier.objects.filter(person__in=uuids).order_by("pk"))
    authors = [_author(person, affiliations[person.pk], notes[person.pk], identifiers[person.pk]) for person in people]
    return PublishedList(
        collaborations=(Collaboration(settings.COLLABORATION, settings.PORTAL_EXPERIMENT_NUMBER),),
        reference=reference,
        on=on,
        institutes=_institutes(places, on),
        authors=alphabetical(authors),
    )


def _current(people: Iterable[int], on: date) -> QuerySet[Membership]:
    """The memberships of the day, in the order in which a paper prints them."""
    rows = Membership.objects.filter(person__in=people).current(on).select_related("institute")
    return rows.order_by("position", "pk")


def last_memberships(on: date, people: Iterable[int] | None = None) -> list[Membership]:
    """The memberships that ended last, of people who belong nowhere on the day.

    Who still signs keeps that affiliation.
    """
    current = Membership.objects.filter(person=OuterRef("person")).current(on)
    rows = Membership.objects.filter(~Exists(current), period__endswith__lte=on)
    if people is not None:
        rows = rows.filter(person__in=people)
    ended: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("institute").order_by("position", "pk"):
        ended[row.person_id].append(row)
    found = []
    for group in ended.values():
        last = max(row.period.upper for row in group)
        found += [row for row in group if row.period.upper == last]
    return found


def printed_memberships(people: Iterable[int], on: date) -> list[Membership]:
    """What a paper of the day prints after the names: the memberships of the day, in the order of each person.

    Who left keeps the last affiliations, for as long as the authorship lasts. People are primary keys.
    """
    rows = Membership.objects.select_related("institute").order_by("position", "pk")
    found = list(rows.filter(person__in=people).current(on))
    gone = set(people) - {row.person_id for row in found}
    ended = list(rows.filter(person__in=gone, period__fully_lt=Period(on, None)))
    last: dict[int, date] = {}
    for row in ended:
        last[row.person_id] = max(row.period.upper, last.get(row.person_id, date.min))
    return found + [row for row in ended if row.period.upper == last[row.person_id]]


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _author(person: Person, places: list[Affiliation], notes: list[AuthorNote], ids: list[PersonIdentifier]) -> Author:
    valid = {item.kind: item.value for item in reversed(ids) if not item.problem}
    others = tuple(
        (item.source if item.kind == "OTHER" else item.kind, item.value)
        for item in ids
        if item.kind in ("CCID", "OTHER") and not item.problem
    )
    return Author(
        uuid=person.uuid,
        family=person.family_name,
        given=person.given_name,
        paper=person.paper_name,
        paper_given=person.paper_given,
        paper_family=person.paper_family,
        suffix=person.suffix,
        native=person.native_name,
        sort_override=person.sort_override,
        deceased=person.deceased,
        affiliations=tuple(places),
        notes=tuple(Note(note.kind, note.text) for note in notes),
        orcid=valid.get("ORCID", ""),
        inspire_id=valid.get("INSPIRE", ""),
        identifiers=others,
        funding=person.funding,
    )


def _institutes(places: dict[int, institutes.Institute], on: date) -> tuple[Institute, ...]:
    """The places with the names and addresses that they had on the day, by name."""
    called: dict[int, Any] = {**places, **names_on(places, on)}
    others: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for item in institutes.InstituteIdentifier.objects.filter(institute__in=places).order_by("pk"):
        if item.source != "ROR" or checks.ror(item.value).value:  # a malformed one is kept aside
            others[item.institute_id].append((item.source, item.value))
    return tuple(
        Institute(
            uuid=place.uuid,
            name=called[place.pk].name,
            address=called[place.pk].address,
            domain=place.domain,
            inspire_name=place.inspire_name,
            ror=place.ror,
            identifiers=tuple(others[place.pk]),
            status="nonmember" if place.kind == InstituteKind.EXTERNAL else "member",
        )
        for place in sorted(places.values(), key=lambda place: (called[place.pk].name, place.pk))
    )
