"""Writes the data of the demo: registries, datasets, and collections that were filled, published and superseded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import md5
from typing import Any

from datasets.campaigns.models import Campaign
from datasets.catalogue.importers import as_dataset
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.names import parse
from datasets.demo import calibration, catalogue, feeds, following, luminosity, notices, sources, statistics
from datasets.demo.catalogue import Catalogue
from datasets.demo.conditions import NOT_ALL_ON_RECORD
from datasets.demo.production import Dataset as Written
from datasets.demo.skims import EARLIER, REPLACED
from datasets.globaltags.choices import TagType
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov, TagChain
from datasets.globaltags.names import owner_of
from datasets.luminosity.choices import Kind
from datasets.skims.choices import SkimKind, SkimStatus
from datasets.skims.models import Skim, SkimRevision, SkimStatistic
from members.demo.load import generated as collaboration
from members.demo.load import people
from members.people.models import Person
from portal.demo import Act, Story, refresh_statistics
from portal.periods import Period

COPIED = (
    *("campaign", "event_type", "energy", "data_level", "general_skim", "skim_code"),
    *("luminosity", "luminosity_error", "description"),
)
MORE = ("experiments", "streams", "planned_luminosity")
WITHDRAWN_FOR = "The momentum scale of the first runs was wrong; use the next processing."


@lru_cache(maxsize=1)
def generated(today: date) -> Catalogue:
    """The catalogue of the day, generated once for all packages that load a part of the demo."""
    return catalogue.generate(collaboration(today))


def load(today: date) -> str:
    """Fill the tables of the data; says in words with what."""
    demo = generated(today)
    story = Story(today)
    tags, chained = _registries(story, demo, today)
    runs = luminosity.load(story, today)
    datasets = {row.path: _dataset(story, row) for row in demo.datasets}
    shelf = _Shelf(story, demo, datasets, people(today))
    shelf.fill()
    story.write()
    _fill(story, demo, tags, chained)
    shelf.publish()
    story.write()
    refresh_statistics()
    figures = sources.load(today)
    fed = feeds.load(today)
    followed = following.load(today)
    known = notices.load(today)
    return (
        f"{len(demo.datasets):,} datasets in {len(demo.campaigns)} campaigns, {len(demo.collections)} collections, "
        f"{len(demo.skims)} skims, {len(demo.global_tags)} global tags, {runs} runs, {figures}, {fed}, "
        f"{followed}, {known}"
    )


def _registries(story: Story, demo: Catalogue, today: date) -> tuple[dict[int, GlobalTag], dict[str, Campaign]]:
    """Campaigns, skims and global tags; the tags by number and the campaigns by name."""
    campaigns, tags = {}, {}
    for campaign in demo.campaigns:
        copied = ("name", "kind", "state", "description", "recommended_release", *MORE)
        act = Act(_morning(campaign.registered_on(today, 0)), "open")
        lists = {name: list(getattr(campaign, name)) for name in ("releases", "parents", "parts")}
        campaigns[campaign.name] = story.create(Campaign, act, **_values(campaign, copied), **lists)
    _skims(story, demo, today)
    calibration.load(story, campaigns, {chain.campaign: chain.names[0] for chain in demo.chains}, today)
    counts = Counter(row.tag for row in demo.held)
    modules = Counter(number for number, _ in {(row.tag, row.module) for row in demo.held})
    for tag in demo.global_tags:
        owner = owner_of(tag.name)
        declared = counts[tag.number] + (4 if tag.number == NOT_ALL_ON_RECORD else 0)
        tags[tag.number] = story.create(
            GlobalTag,
            **_values(tag, ("number", "name", "state", "description")),
            type=TagType.RELEASE if tag.name.startswith("analysis_tools") else TagType.DEV,
            owner_kind=owner.kind,
            owner=owner.account,
            modified_at=_morning(today - timedelta(days=3400 - tag.number)),
            modified_by=owner.account or "production",
            payload_count=declared or None,
            module_count=modules[tag.number] or None,
        )
    return tags, campaigns


def _skims(story: Story, demo: Catalogue, today: date) -> None:
    """The registry with what codes meant before, and what tests measured."""
    known: dict[str, Skim] = {}
    for skim in sorted(demo.skims, key=lambda item: bool(item.parent)):  # groups before what is in them
        kind = SkimKind.GROUP if skim.flagged else SkimKind.SKIM
        facts = _values(skim, ("code", "name", "group", "description"))
        known[skim.code] = story.create(Skim, kind=kind, parent=known.get(skim.parent), **facts)
    for code, successor in REPLACED.items():
        story.change(known[code], status=SkimStatus.REPLACED, replaced_by=known[successor])
    for code, name, group, description, age in EARLIER:
        until = today - timedelta(days=age)
        facts = {"name": name, "group": group, "description": description, "until": until}
        story.create(SkimRevision, Act(_morning(until), "import"), skim=known[code], **facts)
    for code, numbers in statistics.tests():
        story.create(SkimStatistic, skim=known[code], **numbers)


def _fill(story: Story, demo: Catalogue, tags: dict[int, GlobalTag], campaigns: dict[str, Campaign]) -> None:
    """What the tags hold, then that they are complete; and the chains."""
    keys = sorted({(row.module, row.revision) for row in demo.held})
    payloads = Payload.objects.bulk_create(
        Payload(module=module, revision=revision, checksum=md5(f"{module} {revision}".encode()).hexdigest())  # noqa: S324
        for module, revision in keys
    )
    of = dict(zip(keys, payloads, strict=True))
    PayloadIov.objects.bulk_create(
        PayloadIov(tag=tags[row.tag], payload=of[row.module, row.revision], **asdict(row.iov)) for row in demo.held
    )
    for number in sorted({row.tag for row in demo.held} - {NOT_ALL_ON_RECORD}):
        story.change(tags[number], complete=True)
    for chain in demo.chains:
        act = Act(_morning(chain.since), "set_chain")
        period = Period(chain.since, chain.until)
        story.create(TagChain, act, campaign=campaigns[chain.campaign], period=period, names=list(chain.names))


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _more(planned: Any, version: int | None, maker: str, members: list[Dataset]) -> dict[str, Any]:
    """How the luminosity was found, why there is a version, and what the producer of the test declares wrongly."""
    facts: dict[str, Any] = {"maker": maker}
    if planned.path.startswith("/belle/collection/Data/"):
        facts |= {"luminosity_kind": Kind.OFFLINE, "luminosity_processing": planned.campaign}
    if version is not None and version > 1:
        facts["reason"] = "Runs that were processed later are in it."
    if planned.state == CollectionState.TEST:
        facts["declared_files"] = sum(member.files or 0 for member in members) + 3
    return facts


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7, 30), UTC)


def _dataset(story: Story, row: Written) -> Dataset:
    """The row as an import of its path would make it, with its size."""
    known = as_dataset(classify(row.path), first_seen_at=_morning(row.registered_on))
    columns = (column for column in Dataset._meta.concrete_fields if not column.generated)
    levels = {column.attname: getattr(known, column.attname) for column in columns}
    return story.create(Dataset, **levels | _values(row, ("files", "events", "size", "state")))


@dataclass
class _Shelf:
    """The collections on their way: filled as tests, then published, then superseded or withdrawn."""

    story: Story
    demo: Catalogue
    datasets: dict[str, Dataset]
    people: dict[str, Person]
    rows: dict[str, Collection] = field(default_factory=dict)

    def fill(self) -> None:
        """Every collection as a test, with its members: those of a published one never change."""
        for planned in self.demo.collections:
            members = [self.datasets[path] for path in planned.members]
            contact = self.people[planned.contact]
            name = parse(planned.path)
            row = self.story.create(
                Collection,
                self._act(max(one.first_seen_at for one in members) + timedelta(hours=3), "fill", contact),
                path=planned.path,
                data_type=name.data_type,
                family=name.family,
                version=name.version,
                contact=contact.full_name,
                dataset_count=len(members),
                **{total: sum(getattr(one, total) or 0 for one in members) for total in ("files", "events", "size")},
                **_values(planned, COPIED),
                **_more(planned, name.version, contact.full_name, members),
            )
            self.rows[planned.path] = row
            for position, dataset in enumerate(members, start=1):
                self.story.create(CollectionMember, collection=row, dataset=dataset, position=position)

    def publish(self) -> None:
        """What is published, in the order of the days; a successor ends what came before."""
        published = [planned for planned in self.demo.collections if planned.published_on is not None]
        before = {planned.superseded_by: planned for planned in published if planned.superseded_by}
        for planned in sorted(published, key=lambda planned: planned.published_on or date.max):
            assert planned.published_on is not None
            row, contact = self.rows[planned.path], self.people[planned.contact]
            at = _morning(planned.published_on) + timedelta(hours=5)
            facts = {"state": CollectionState.PUBLISHED, "published_on": planned.published_on}
            self.story.change(row, self._act(at, "publish", contact), **facts)
            if planned.path in before:
                facts = {"state": CollectionState.SUPERSEDED, "superseded_by": row}
                old = self.rows[before[planned.path].path]
                self.story.change(old, self._act(at + timedelta(minutes=1), "supersede", contact), **facts)
            if planned.state == CollectionState.WITHDRAWN:
                act = self._act(at + timedelta(days=90), "withdraw", contact, WITHDRAWN_FOR)
                self.story.change(row, act, state=CollectionState.WITHDRAWN, state_note=WITHDRAWN_FOR)

    def _act(self, at: datetime, verb: str, by: Person, reason: str = "") -> Act:
        return Act(at, verb, by=by.user_id, who=by.full_name, reason=reason)
