"""Writes the signal-MC requests of the demo: handed in, filed, decided and discussed at the time of the story."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.demo.load import generated as catalogue
from liaisons.decayfiles.models import DecayFile
from liaisons.demo import requests
from liaisons.demo.requests import Request, SignalRequests
from liaisons.demo.timeline import Step
from liaisons.requests import effects
from liaisons.requests.choices import RequestState
from liaisons.requests.models import Remark, SignalRequest
from members.demo.load import generated as collaboration
from members.demo.load import people
from members.groups.models import Group
from members.people.models import Person
from portal.demo import Act, Story, mailed

LATELY = timedelta(days=21)
MAILS = {
    "submit": effects.tell_submitted,
    "return": effects.tell_returned,
    "accept": effects.tell_accepted,
    "finish": effects.tell_done,
}
"""Which moves tell whom."""


def load(today: date) -> str:
    """Fill the tables of the liaisons; says in words with what."""
    demo = requests.generate(collaboration(today), catalogue(today))
    tables = _Tables(
        story=Story(today),
        people=people(today),
        groups={group.code: group for group in Group.objects.all()},
        campaigns={campaign.name: campaign for campaign in Campaign.objects.all()},
        datasets={
            dataset.path: dataset
            for dataset in Dataset.objects.filter(path__in=[path for row in demo.requests for path in row.datasets])
        },
    )
    tables.hand_in(demo)
    for row in demo.requests:
        tables.file(row)
    tables.story.write()
    since = datetime.combine(today - LATELY, time(), UTC)
    for row in demo.requests:
        tables.mail(row, since)
    return f"{len(demo.requests)} signal-MC requests with {len(demo.decay_files)} decay files"


@dataclass
class _Tables:
    """What requests refer to, by the keys of the generator."""

    story: Story
    people: dict[str, Person]
    groups: dict[str, Group]
    campaigns: dict[str, Campaign]
    datasets: dict[str, Dataset]
    files: dict[str, DecayFile] = field(default_factory=dict)
    filed: dict[str, SignalRequest] = field(default_factory=dict)

    def act(self, at: datetime, verb: str, person: str, reason: str = "") -> Act:
        """What the person with this key did."""
        by = self.people[person]
        return Act(at, verb, by=by.user_id, who=by.full_name, reason=reason)

    def hand_in(self, demo: SignalRequests) -> None:
        """The decay files, read and checked as an upload is."""
        filed = {row.decay_file: row for row in demo.requests}
        for written in demo.decay_files:
            at = filed[written.key].created_at
            read = DecayFile.of(
                written.text.encode(), written.file_name, uploaded_at=at, uploaded_by_id=self.people[written.by].user_id
            )
            columns = [column.attname for column in DecayFile._meta.concrete_fields if not column.primary_key]
            values = {name: getattr(read, name) for name in columns}
            self.files[written.key] = self.story.create(DecayFile, self.act(at, "hand_in", written.by), **values)

    def file(self, row: Request) -> None:
        """A request with all its steps and remarks."""
        filed = self.filed[row.key] = self.story.create(
            SignalRequest,
            self.act(row.created_at, "file", row.filed_by),
            title=row.title,
            group=self.groups[row.group],
            decay_file=self.files[row.decay_file],
            campaign=self.campaigns[row.campaign],
            events=row.asked_at_first,
            energy=row.energy,
            priority=row.priority,
            purpose=row.purpose,
            needed_by=row.needed_by,
            filed_by_id=self.people[row.filed_by].user_id,
            created_at=row.created_at,
        )
        for before, step in pairwise([None, *row.steps]):
            assert step is not None
            if before is not None and before.verb == "return" and filed.events != row.events:
                self._edit(filed, row, before.at + (step.at - before.at) / 2)
            self._step(filed, row, step)
        for path in row.datasets:
            link = SignalRequest.datasets.through
            self.story.create(link, signalrequest_id=filed.pk, dataset_id=self.datasets[path].pk)
        for remark in row.remarks:
            act = self.act(remark.at, "remark", remark.by)
            self.story.create(Remark, act, request=filed, by_id=act.by, at=remark.at, text=remark.text)

    def _edit(self, filed: SignalRequest, row: Request, at: datetime) -> None:
        """What came back for its size asks for less."""
        act = self.act(at, "edit", row.filed_by)
        self.story.change(filed, act, events=row.events, revision=filed.revision + 1)

    def _step(self, filed: SignalRequest, row: Request, step: Step) -> None:
        facts: dict[str, object] = {"state": step.state}
        if step.verb == "submit":
            facts["submitted_at"] = step.at
        elif step.verb == "start":
            facts["production"] = row.production
        elif step.state in (RequestState.DONE, RequestState.CANCELLED):
            facts["closed_at"] = step.at
        self.story.change(filed, self.act(step.at, step.verb, step.by, step.reason), **facts)

    def mail(self, row: Request, since: datetime) -> None:
        """The mails about a request that left after `since`, from its last submission on."""
        filed = self.filed[row.key]
        for step in row.steps:
            current = filed.submitted_at is not None and step.at >= filed.submitted_at
            if current and step.at > since and step.verb in MAILS:
                with mailed(step.at, step.verb):
                    MAILS[step.verb](filed, self.people[step.by].user, step.reason)
