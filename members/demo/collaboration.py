"""The demo collaboration in one piece, from a seed and a day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from members.demo import admissions, authorship, delegates, institutes, offices, people, personas
from members.demo.admissions import Request
from members.demo.authorship import AuthorList, AuthorNote, Authorship
from members.demo.careers import CATEGORIES, Category, Membership
from members.demo.delegates import Delegate
from members.demo.institutes import Institute
from members.demo.offices import Appointment, Group
from members.demo.people import Person
from members.demo.personas import Persona
from members.groups.choices import Post

NAME = "Demo Collaboration"
SEED = 20181101


@dataclass(frozen=True, slots=True)
class Collaboration:
    """Everything of the members' side; records refer to each other by key, groups by code."""

    today: date
    categories: tuple[Category, ...]
    institutes: tuple[Institute, ...]
    people: tuple[Person, ...]
    memberships: tuple[Membership, ...]
    delegates: tuple[Delegate, ...]
    vacant_institute: str
    groups: tuple[Group, ...]
    appointments: tuple[Appointment, ...]
    requests: tuple[Request, ...]
    authorships: tuple[Authorship, ...]
    author_notes: tuple[AuthorNote, ...]
    author_lists: tuple[AuthorList, ...]
    personas: tuple[Persona, ...]

    def persona(self, key: str) -> Persona:
        """The persona of that key; raises StopIteration when there is none."""
        return next(persona for persona in self.personas if persona.key == key)


def generate(today: date, seed: int = SEED) -> Collaboration:
    """The collaboration as it stands on `today`; equal for equal arguments.

    Each part draws from its own stream, so that a change of one does not reshuffle the others.
    """

    def stream(part: str) -> Random:
        return Random(f"{seed} {part}")

    sites = institutes.found(stream("institutes"), today)
    persons, memberships = people.populate(stream("people"), sites, today)
    presence = offices.Presence(memberships)
    appointments = offices.appoint(stream("offices"), presence, today)
    delegations, vacant = delegates.delegate(stream("delegates"), sites, memberships, today)
    busy = _busiest(delegations, appointments, memberships, today)
    desk = admissions.Desk(
        stream("admissions"), today, sites, persons, memberships, delegations, busy.institute, vacant
    )
    requests = admissions.file(desk)
    authorships = authorship.sign(stream("authorship"), persons, presence, today)
    notes = authorship.annotate(stream("notes"), authorships, presence, today)
    known = {person.orcid for person in persons if person.orcid}
    return Collaboration(
        today=today,
        categories=CATEGORIES,
        institutes=sites,
        people=tuple(persons),
        memberships=tuple(memberships),
        delegates=tuple(delegations),
        vacant_institute=vacant,
        groups=offices.GROUPS,
        appointments=tuple(appointments),
        requests=tuple(requests),
        authorships=tuple(authorships),
        author_notes=tuple(notes),
        author_lists=authorship.lists(today),
        personas=personas.cast(appointments, delegations, requests, known, presence, busy, today),
    )


def _busiest(
    delegations: Sequence[Delegate],
    appointments: Sequence[Appointment],
    memberships: Sequence[Membership],
    today: date,
) -> Delegate:
    """The delegate of the largest institute where that person has no other post, and a deputy at hand."""
    size = Counter(row.institute for row in memberships if row.holds_on(today))
    elsewhere = {row.person for row in appointments if row.post != Post.MEMBER}
    with_deputy = {row.institute for row in delegations if row.deputy and row.holds_on(today)}
    fit = [
        row
        for row in delegations
        if not row.deputy and row.holds_on(today) and row.institute in with_deputy and row.person not in elsewhere
    ]
    return max(fit, key=lambda row: (size[row.institute], row.key))
