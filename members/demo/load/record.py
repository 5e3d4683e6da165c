"""The record while it is told: rows by the keys of the generator, and who acted for whom on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeAlias

from members.accession.models import Application
from members.authorship.models import AuthorList
from members.demo.careers import Membership as Stretch
from members.demo.collaboration import SEED, Collaboration
from members.demo.delegates import Delegate
from members.groups.choices import Post
from members.groups.models import Group
from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.models import Person
from members.requests.models import MembershipRequest
from portal.accounts.models import User
from portal.demo import Act, Story

Happening: TypeAlias = tuple[datetime, Callable[[datetime], None]]
"""When something happened, and what tells it; told in the order of the instants, so that who acts is there already."""

OPENING = 8
"""Hour (UTC) at which a day's decisions take effect; people act later on the day."""


@dataclass
class Record:
    """What has been told so far. Dictionaries go by the keys of the generator, groups and categories by code."""

    story: Story
    demo: Collaboration
    categories: dict[str, Category]
    rng: Random = field(default_factory=lambda: Random(f"{SEED} chronicle"))
    institutes: dict[str, Institute] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    requests: dict[str, MembershipRequest] = field(default_factory=dict)
    applications: list[Application] = field(default_factory=list)
    lists: dict[str, AuthorList] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.somebody = {person.key: person for person in self.demo.people}
        self.sites = {site.key: site for site in self.demo.institutes}
        self.stretches = {row.key: row for row in self.demo.memberships}
        self.careers: dict[str, list[Stretch]] = defaultdict(list)
        for stretch in self.demo.memberships:
            self.careers[stretch.person].append(stretch)
        self._delegates: dict[str, list[Delegate]] = defaultdict(list)
        for row in sorted(self.demo.delegates, key=lambda row: row.deputy):
            self._delegates[row.institute].append(row)

    def opening(self, day: date) -> datetime:
        """The instant at which what was decided for `day` takes effect."""
        return datetime.combine(day, time(OPENING), UTC)

    def moment(self, day: date) -> datetime:
        """Some time of the day at which people work, after the opening."""
        return self.opening(day) + timedelta(minutes=self.rng.randint(30, 600))

    def before(self, day: date, most: int) -> datetime:
        """Some time up to `most` days before `day`, or before today when that comes first."""
        return self.moment(min(day, self.demo.today) - timedelta(days=self.rng.randint(1, most)))

    def act(self, at: datetime, verb: str, person: str = "", reason: str = "") -> Act:
        """What the person with this key did; the portal itself where there is no such account yet."""
        account = self.accounts.get(person)
        if account is None:
            return Act(at, verb, reason=reason)
        return Act(at, verb, by=account.pk, who=self.people[person].full_name, reason=reason)

    def persona(self, person: str = "", request: str = "") -> dict[str, Any]:
        """What makes the account of this person, or of this applicant, one of the sign-in page; empty for others."""
        for order, persona in enumerate(self.demo.personas):
            if (persona.person, persona.request) == (person, request):
                label, about = persona.label, persona.about
                return {
                    "demo_label": label,
                    "demo_about": about,
                    "demo_order": order,
                    "is_staff": persona.administrator,
                }
        return {}

    def holder(self, group: str, post: Post, at: datetime) -> str:
        """The key of the person who held a post then, empty for nobody."""
        rows = (row for row in self.demo.appointments if (row.group, row.post) == (group, post))
        return next((row.person for row in rows if row.holds_on(at.date())), "")

    def office(self, at: datetime) -> str:
        """The coordinator of the collaboration office."""
        return self.holder("office", Post.COORDINATOR, at)

    def decider(self, institute: str, at: datetime, about: str = "") -> str:
        """Who decides for the institute about the person `about`: a delegate, never that person; else the office."""
        serving = (row.person for row in self._delegates[institute] if row.holds_on(at.date()))
        return next((person for person in serving if person != about), "") or self.office(at)
