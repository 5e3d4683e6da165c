"""120 signal-MC requests in every state, and their decay files.

What is done has its datasets: these requests are made backwards from signal samples of the catalogue, so that
production, number of events and energy agree. The open ones are what the two personas find: the liaison one that came
back, the production manager those that wait.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from datasets.demo.catalogue import Catalogue
from datasets.demo.channels import Channel
from datasets.demo.production import Dataset
from liaisons.demo.decayfiles import DecayFile, Flaw, write
from liaisons.demo.timeline import RETURNED_FOR, TOO_MANY, Course, Step
from liaisons.requests.choices import Priority, RequestState
from members.demo.collaboration import SEED, Collaboration
from members.demo.people import Person
from members.demo.personas import LIAISON_GROUP
from members.groups.choices import Post

REQUESTS = 120
_OPEN = {
    RequestState.DRAFT: 10,
    RequestState.SUBMITTED: 14,
    RequestState.RETURNED: 8,
    RequestState.ACCEPTED: 10,
    RequestState.PRODUCING: 12,
    RequestState.CANCELLED: 8,
}
_SMALL = (Flaw.DATE_FORM, Flaw.GROUP_SPELLING, Flaw.WINDOWS)
_TOO_MANY = 10_000_000
_NEW_PRODUCTION = 47900
"""Ids of productions that run now, above those whose datasets are registered."""
_PURPOSES = (
    "Efficiency and selection for the {group} analysis of {channel}; the note goes to review in spring.",
    "Replaces the sample of the last campaign, which has the old beam background.",
    "Study of the peaking background in {channel} for the summer conferences.",
    "Training of the multivariate selection of {channel}.",
    "Systematic uncertainty of the form factors in {channel}.",
)
_LIAISON_SAYS = (
    "Tested locally with 10 events, all final states are there.",
    "Can this share the background files with the request of last week?",
    "The convener agrees with the number of events.",
)
_MANAGER_SAYS = (
    "Background files are on disk, this can start at once.",
    "Two other requests of the campaign come first; expect a week.",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a request; `by` is the key of a person."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the portal keeps it; people and decay file by key, group by code, campaign by name, datasets by
    path. `asked_at_first` is the number of events before somebody found it too large, else `events`.
    """

    key: str
    title: str
    group: str
    decay_file: str
    campaign: str
    events: int
    asked_at_first: int
    energy: str
    priority: int
    purpose: str
    state: str
    filed_by: str
    created_at: datetime
    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...] = ()
    needed_by: date | None = None
    production: int | None = None
    datasets: tuple[str, ...] = ()

    @property
    def submitted_at(self) -> datetime | None:
        """When it was last submitted, None when it never was."""
        return next((step.at for step in reversed(self.steps) if step.verb == "submit"), None)

    @property
    def closed_at(self) -> datetime | None:
        """When it was finished or cancelled, None while it is open."""
        return next((step.at for step in self.steps if step.verb in ("finish", "cancel")), None)


@dataclass(frozen=True, slots=True)
class SignalRequests:
    """The requests in the order in which they were filed, and every decay file that one of them asks for."""

    decay_files: tuple[DecayFile, ...]
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, and between which instants it came to its state."""

    channel: Channel
    campaign: str
    state: str
    began: datetime
    ended: datetime
    events: int
    energy: str = "4S"
    production: int | None = None
    dataset: Dataset | None = None


def generate(collaboration: Collaboration, catalogue: Catalogue, seed: int = SEED) -> SignalRequests:
    """The requests as they stand on the day of `collaboration`."""
    rng = Random(f"{seed} requests")
    today = collaboration.today
    wishes = sorted([*_done(rng, catalogue, today), *_open(rng, catalogue, today)], key=lambda wish: wish.began)
    office = _Office(rng, collaboration)
    rows = [office.file(f"q{number:03}", wish) for number, wish in enumerate(wishes, start=1)]
    return SignalRequests(tuple(file for file, _ in rows), tuple(request for _, request in rows))


def _instant(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(7), UTC) + timedelta(minutes=rng.randrange(600))


def _done(rng: Random, catalogue: Catalogue, today: date) -> Iterator[_Wish]:
    """Requests whose samples are in the catalogue."""
    signal = {channel.event_type: channel for channel in catalogue.channels}
    samples = [row for row in catalogue.datasets if row.levels.event_type in signal]
    samples = [row for row in samples if row.registered_on < today]
    for row in rng.sample(samples, REQUESTS - sum(_OPEN.values())):
        ended = _instant(rng, row.registered_on)
        began = ended - timedelta(days=rng.randint(18, 75), minutes=rng.randrange(600))
        levels = row.levels
        yield _Wish(
            *(signal[levels.event_type], levels.campaign, RequestState.DONE, began, ended, row.events),
            *(levels.energy, levels.production, row),
        )


def _open(rng: Random, catalogue: Catalogue, today: date) -> Iterator[_Wish]:
    """Requests of the last weeks for the campaigns that run, no channel twice in one; the persona's group has two of
    each state.
    """
    own = [channel for channel in catalogue.channels if channel.group == LIAISON_GROUP]
    numbers, asked = count(_NEW_PRODUCTION), set[tuple[str, str]]()
    midnight = datetime.combine(today, time(), UTC)
    for state, number in _OPEN.items():
        for index in range(number):
            minutes = rng.randint(180, 18_000) + (90_000 if state == RequestState.CANCELLED else 0)
            ended = midnight - timedelta(minutes=minutes)
            channel, campaign = _unasked(rng, own if index < 2 else catalogue.channels, asked)
            yield _Wish(
                channel=channel,
                campaign=campaign,
                state=state,
                began=ended - timedelta(minutes=rng.randint(1_800, 54_000)),
                ended=ended,
                events=rng.choice((500_000, 1_000_000, 2_000_000, 2_000_000, 5_000_000)),
                production=next(numbers) if state == RequestState.PRODUCING else None,
            )


def _unasked(rng: Random, channels: Sequence[Channel], asked: set[tuple[str, str]]) -> tuple[Channel, str]:
    """A channel and a campaign that nobody has asked for together; they are added to `asked`."""
    while True:
        channel, campaign = rng.choice(channels), "MC16ri_run2" if rng.random() < 0.7 else "MC16rd_prompt"
        if (channel.event_type, campaign) not in asked:
            asked.add((channel.event_type, campaign))
            return channel, campaign


@dataclass(frozen=True, slots=True)
class _Office:
    """Puts wishes into the record, under the people who held the posts on those days."""

    rng: Random
    collaboration: Collaboration

    def file(self, key: str, wish: _Wish) -> tuple[DecayFile, Request]:
        """The request and the decay file that was handed in with it."""
        by = self._liaison_on(wish.channel.group, wish.began.date())
        steps = Course(self.rng, by.key, self._manager_on).run(wish.state, wish.began, wish.ended)
        decay_file = write(f"f{key[1:]}", wish.channel, by, wish.began.date(), self._flaw(wish.state, steps))
        purpose = self.rng.choice(_PURPOSES).format(group=wish.channel.group, channel=wish.channel.nickname)
        submitted = bool(steps) and steps[0].verb == "submit"
        too_many = any(step.reason == TOO_MANY for step in steps)
        return decay_file, Request(
            key=key,
            title=f"{wish.channel.nickname} for {wish.campaign}",
            group=wish.channel.group,
            decay_file=decay_file.key,
            campaign=wish.campaign,
            events=_TOO_MANY if too_many and wish.state == RequestState.RETURNED else wish.events,
            asked_at_first=_TOO_MANY if too_many else wish.events,
            energy=wish.energy,
            priority=self.rng.choices([*Priority], (1, 6, 2))[0],
            purpose=purpose,
            state=wish.state,
            filed_by=by.key,
            created_at=wish.began,
            steps=steps,
            remarks=tuple(self._remarks(by, steps)) if submitted else (),
            needed_by=wish.began.date() + timedelta(days=self.rng.randint(60, 200))
            if self.rng.random() < 0.5
            else None,
            production=wish.production,
            datasets=(wish.dataset.path,) if wish.dataset else (),
        )

    def _liaison_on(self, group: str, day: date) -> Person:
        """A liaison of the group on that day; the persona where it is one of them."""
        serving = sorted(self._serving(group, Post.LIAISON, day), key=lambda key: key != self._persona)
        chosen = serving[0] if serving[0] == self._persona else self.rng.choice(serving)
        return next(person for person in self.collaboration.people if person.key == chosen)

    @property
    def _persona(self) -> str:
        return self.collaboration.persona("liaison").person

    def _manager_on(self, day: date) -> str:
        return self._serving("data-production", Post.MANAGER, day)[0]

    def _serving(self, group: str, post: str, day: date) -> list[str]:
        """Who holds the post on that day; where that is nobody, the last one who did."""
        held = [row for row in self.collaboration.appointments if (row.group, row.post) == (group, post)]
        before = [row for row in held if row.from_on <= day]
        return [row.person for row in before if row.holds_on(day)] or [before[-1].person]

    def _flaw(self, state: str, steps: tuple[Step, ...]) -> Flaw:
        """What the file was returned for, or an error that keeps a draft a draft; else now and then a disorder."""
        if state == RequestState.RETURNED and steps[-1].reason in RETURNED_FOR:
            return RETURNED_FOR[steps[-1].reason]
        if state == RequestState.DRAFT and self.rng.random() < 0.4:
            return Flaw.OTHER_CODE
        return self.rng.choice(_SMALL) if self.rng.random() < 0.15 else Flaw.NONE

    def _remarks(self, by: Person, steps: tuple[Step, ...]) -> Iterator[Remark]:
        """Now and then somebody says something soon after the request was submitted."""
        if self.rng.random() < 0.6:
            return
        at = steps[0].at + timedelta(minutes=self.rng.randint(5, 170))
        if self.rng.random() < 0.5:
            yield Remark(at, by.key, self.rng.choice(_LIAISON_SAYS))
        else:
            yield Remark(at, self._manager_on(at.date()), self.rng.choice(_MANAGER_SAYS))
