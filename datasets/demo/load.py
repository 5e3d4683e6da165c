"""Writes the data of the demo: registries, datasets, and collections that were filled, published and superseded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from datasets.campaigns.models import Campaign
from datasets.catalogue.importers import as_dataset
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.names import parse
from datasets.demo import catalogue, luminosity
from datasets.demo.catalogue import Catalogue
from datasets.demo.production import Dataset as Written
from datasets.globaltags.models import GlobalTag
from datasets.skims.choices import SkimKind
from datasets.skims.models import Skim
from members.demo.load import generated as collaboration
from members.demo.load import people
from members.people.models import Person
from portal.demo import Act, Story

COPIED = (
    *("campaign", "event_type", "energy", "data_level", "general_skim", "skim_code"),
    *("luminosity", "luminosity_error", "description"),
)
WITHDRAWN_FOR = "the momentum scale of the first runs was wrong; use the next processing"


@lru_cache(maxsize=1)
def generated(today: date) -> Catalogue:
    """The catalogue of the day, generated once for all packages that load a part of the demo."""
    return catalogue.generate(collaboration(today))


def load(today: date) -> str:
    """Fill the tables of the data; says in words with what."""
    demo = generated(today)
    story = Story(today)
    _registries(story, demo, today)
    runs = luminosity.load(story, today)
    datasets = {row.path: _dataset(story, row) for row in demo.datasets}
    shelf = _Shelf(story, demo, datasets, people(today))
    shelf.fill()
    story.write()
    shelf.publish()
    story.write()
    return (
        f"{len(demo.datasets):,} datasets in {len(demo.campaigns)} campaigns, {len(demo.collections)} collections, "
        f"{len(demo.skims)} skims, {len(demo.global_tags)} global tags, {runs} runs"
    )


def _registries(story: Story, demo: Catalogue, today: date) -> None:
    for campaign in demo.campaigns:
        copied = ("name", "kind", "state", "description", "recommended_release")
        act = Act(_morning(campaign.registered_on(today, 0)), "open")
        story.create(Campaign, act, **_values(campaign, copied))
    groups: dict[str, Skim] = {}
    for skim in sorted(demo.skims, key=lambda item: bool(item.parent)):  # groups before what is in them
        kind = SkimKind.GROUP if skim.flagged else SkimKind.SKIM
        facts = _values(skim, ("code", "name", "group", "description"))
        groups[skim.code] = story.create(Skim, kind=kind, parent=groups.get(skim.parent), **facts)
    for tag in demo.global_tags:
        story.create(GlobalTag, **_values(tag, ("number", "name", "state", "description")))


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


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
                self.story.change(row, act, state=CollectionState.WITHDRAWN)

    def _act(self, at: datetime, verb: str, by: Person, reason: str = "") -> Act:
        return Act(at, verb, by=by.user_id, who=by.full_name, reason=reason)
