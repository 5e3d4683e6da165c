"""The eight people that a visitor may be, each of whom finds something to do on the first page.

They are found in the generated record by what they may do, not placed there, so their history is as long as
everybody's. The outsider has no account, the applicant has one and waits for the delegate.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from members.demo.admissions import Request
from members.demo.delegates import Delegate
from members.demo.offices import Appointment, Presence
from members.groups.choices import Post
from members.requests.choices import RequestState

LIAISON_GROUP = "EWP"


@dataclass(frozen=True, slots=True)
class Persona:
    """`person` is the key of a person, `request` that of the applicant's request; both are empty for the outsider."""

    key: str
    label: str
    about: str
    person: str = ""
    request: str = ""
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who holds a post today, and who is a plain member."""

    appointments: Sequence[Appointment]
    delegates: Sequence[Delegate]
    presence: Presence
    today: date

    def holder(self, group: str, post: str) -> str:
        """The person who holds the post today, the longest-serving one."""
        holders = [
            row for row in self.appointments if (row.group, row.post) == (group, post) and row.holds_on(self.today)
        ]
        return min(holders, key=lambda row: (row.from_on, row.key)).person

    def plain_member(self) -> str:
        """A student who has been here for a while and holds no post."""
        posts = {row.person for row in self.appointments if row.post != Post.MEMBER}
        posts |= {row.person for row in self.delegates}
        return next(
            person
            for person in self.presence.people
            if person not in posts
            and any(row.category == "phd" and row.holds_on(self.today) for row in self.presence.rows(person))
            and (self.presence.until(person, self.today) or self.today) > self.today + timedelta(days=365)
            and any(row.person == person and row.holds_on(self.today) for row in self.appointments)
        )


def cast(
    appointments: Sequence[Appointment],
    delegates: Sequence[Delegate],
    requests: Sequence[Request],
    known: AbstractSet[str],
    presence: Presence,
    busy: Delegate,
    today: date,
) -> tuple[Persona, ...]:
    """The personas in the order of the sign-in page. `known`: ORCID iDs of the record, none of them the applicant's."""
    who = _Cast(appointments, delegates, presence, today)
    queue = [row for row in requests if row.institute == busy.institute and row.state == RequestState.WAITING]
    applicant = next(row for row in reversed(queue) if row.orcid not in known)
    return (
        Persona("outsider", "Outsider", "knows nobody here and wants to join"),
        Persona("applicant", "Applicant", "asked to join and waits for the delegate", request=applicant.key),
        Persona("member", "Member", "looks for a sample to analyse", who.plain_member()),
        Persona("delegate", "Institute delegate", "decides who joins the institute", busy.person),
        Persona(
            "liaison",
            f"{LIAISON_GROUP} liaison",
            "got a simulation request back to improve",
            who.holder(LIAISON_GROUP, Post.LIAISON),
        ),
        Persona(
            "manager",
            "Production manager",
            "accepts or returns simulation requests",
            who.holder("data-production", Post.MANAGER),
        ),
        Persona(
            "secretary",
            "Publication secretary",
            "prepares the author list of the next paper",
            who.holder("publications", Post.SECRETARY),
        ),
        Persona(
            "administrator",
            "Administrator",
            "watches over mail, imports and accounts",
            who.holder("office", Post.COORDINATOR),
            administrator=True,
        ),
    )
