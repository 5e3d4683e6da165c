"""The data of the demo in one piece."""

from dataclasses import dataclass
from random import Random

from datasets.demo import campaigns, collections, conditions, globaltags, output, skims
from datasets.demo.campaigns import Campaign
from datasets.demo.channels import Channel, channels
from datasets.demo.collections import Collection
from datasets.demo.conditions import Chain, Held
from datasets.demo.globaltags import GlobalTag
from datasets.demo.production import Dataset
from datasets.demo.skims import Skim
from members.demo.collaboration import SEED, Collaboration


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything of the datasets' side; collections refer to datasets by path, datasets to the others by name."""

    global_tags: tuple[GlobalTag, ...]
    held: tuple[Held, ...]
    chains: tuple[Chain, ...]
    campaigns: tuple[Campaign, ...]
    skims: tuple[Skim, ...]
    channels: tuple[Channel, ...]
    datasets: tuple[Dataset, ...]
    collections: tuple[Collection, ...]


def generate(collaboration: Collaboration, seed: int = SEED) -> Catalogue:
    """The data as they stand on the day of `collaboration`; its production team answers for the collections."""
    today = collaboration.today
    team = [row.person for row in collaboration.appointments if row.group == "data-production" and row.holds_on(today)]
    written = output.datasets(today)
    return Catalogue(
        global_tags=globaltags.tags(
            Random(f"{seed} global tags"), [person.username for person in collaboration.people]
        ),
        held=conditions.held(Random(f"{seed} conditions")),
        chains=conditions.chains(today),
        campaigns=tuple(campaigns.campaigns().values()),
        skims=skims.registry(),
        channels=channels(),
        datasets=written,
        collections=collections.collect(written, team, today),
    )
